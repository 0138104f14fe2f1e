/** The mean of repeated measurements with its standard error. */
export interface Estimate {
  /** `undefined` without a measurement. */
  readonly mean: number | undefined;
  /** `undefined` for fewer than two measurements. */
  readonly standardError: number | undefined;
  /** The number of measurements. */
  readonly n: number;
}

/** The greatest difference between means of equal samples in another order, which differ in their last bits. */
export const ROUNDING = 1e-12;

/**
 * Computes the arithmetic mean.
 *
 * @param values The measurements.
 * @returns The mean, or `undefined` without a measurement.
 */
export function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Computes the standard error of the mean: s/√n with the sample's standard deviation, s² = Σ(x − x̄)²/(n − 1).
 *
 * @param values The measurements.
 * @returns The standard error, or `undefined` for fewer than two measurements.
 */
export function standardError(values: readonly number[]): number | undefined {
  const n = values.length;
  const center = mean(values);
  if (center === undefined || n < 2) return undefined;
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (n - 1) / n);
}

/**
 * Estimates a mean and its standard error.
 *
 * @param values The measurements.
 * @returns The estimate.
 */
export function estimate(values: readonly number[]): Estimate {
  return { mean: mean(values), standardError: standardError(values), n: values.length };
}
