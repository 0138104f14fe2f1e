/** What repeated measurements say of a quantity. */
export interface Estimate {
  /** `undefined` where there is no measurement. */
  readonly mean: number | undefined;
  /** `undefined` where there are fewer than two measurements. */
  readonly standardError: number | undefined;
  /** The number of measurements. */
  readonly n: number;
}

/** Means of equal samples in another order differ in their last bits, by less than this. */
export const ROUNDING = 1e-12;

/**
 * The arithmetic mean.
 *
 * @param values The measurements.
 * @returns Their mean, or `undefined` where there are none.
 */
export function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The standard error of the mean: s/√n with the sample's standard deviation, s² = Σ(x − x̄)²/(n − 1).
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
 * The mean and its standard error.
 *
 * @param values The measurements.
 * @returns What they say together.
 */
export function estimate(values: readonly number[]): Estimate {
  return { mean: mean(values), standardError: standardError(values), n: values.length };
}
