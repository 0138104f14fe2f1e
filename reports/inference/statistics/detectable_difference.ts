import { checkCount, checkProbability } from "./_checks.ts";
import { chiSquaredCdf, normalCdf, normalDensity, studentQuantile } from "./_distributions.ts";
import type { NumberStatistic } from "./statistic.ts";

/** Options of {@linkcode detectableDifference}. */
export interface PowerOptions {
  /** The level of the test; 0.05 unless given. */
  readonly level?: number;
  /** The probability that the test finds the difference; 0.8 unless given. */
  readonly power?: number;
}

/**
 * Computes the smallest true mean difference that a paired two-sided t test finds with a given power.
 *
 * The test statistic of a true difference of δ standard errors is a noncentral t; the result is the δ with the given
 * power, times s/√n. The standard deviation is taken for the true one.
 *
 * @param standardDeviation The standard deviation of the differences, s.
 * @param n The number of pairs.
 * @param options The level and the power.
 * @returns The difference, in the unit of the standard deviation, or `undefined` for fewer than two pairs.
 * @throws {RangeError} If the standard deviation is negative or not finite, n is not a count, the level or the power is
 * not between 0 and 1, or the power is not above the level.
 *
 * @example
 * ```ts
 * import { detectableDifference } from "./detectable_difference.ts";
 * import assert from "node:assert/strict";
 *
 * // Five seeds whose differences spread by one point show 1.68 points with a power of 80 %.
 * assert.equal(detectableDifference(1, 5)!.toFixed(2), "1.68");
 * ```
 */
export function detectableDifference(
  standardDeviation: number,
  n: number,
  { level = 0.05, power = 0.8 }: PowerOptions = {},
): number | undefined {
  const doing = "find a detectable difference";
  if (!(standardDeviation >= 0 && standardDeviation < Infinity)) {
    throw new RangeError(
      `Cannot ${doing}: the standard deviation must be finite and not negative, ` +
        `current value is ${standardDeviation}`,
    );
  }
  checkCount(n, 0, "number of pairs", doing);
  checkProbability(level, "level", doing);
  checkProbability(power, "power", doing);
  if (power <= level) {
    throw new RangeError(
      `Cannot ${doing}: the power must be above the level of ${level}, current value is ${power}`,
    );
  }
  if (n < 2) return undefined;
  return detectableNoncentrality(n - 1, level, power) * standardDeviation / Math.sqrt(n);
}

/** The noncentralities found, kept because each takes a millisecond and the cells of a table need one or two. */
const found = new Map<string, number>();

/** Returns the noncentrality at which the two-sided t test has the power. */
function detectableNoncentrality(degrees: number, level: number, power: number): number {
  const key = `${degrees} ${level} ${power}`;
  const noncentrality = found.get(key) ?? findNoncentrality(degrees, level, power);
  found.set(key, noncentrality);
  return noncentrality;
}

/** Finds the noncentrality by bisection. */
function findNoncentrality(degrees: number, level: number, power: number): number {
  const critical = studentQuantile(1 - level / 2, degrees);
  let low = 0;
  let high = 1;
  while (powerOf(high, degrees, critical) < power) high *= 2;
  while (high - low > 1e-9 * high) {
    const middle = (low + high) / 2;
    if (powerOf(middle, degrees, critical) < power) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The most degrees of freedom for which the noncentral t is integrated; above, it is taken as normal, and δ moves by
 * less than 10⁻⁶.
 */
const INTEGRATED_UP_TO = 500;

/**
 * Computes the probability that |T| exceeds the critical value c, with T = (Z + δ)/√(χ²_ν/ν): ∫ (φ(x − δ) + φ(x + δ))
 * P(χ²_ν ≤ ν x²/c²) dx over x = |Z + δ| ≥ 0, by Simpson's rule; for many degrees ν, T − c √(χ²_ν/ν) is normal with mean
 * δ − c (1 − 1/(4ν)) and variance 1 + c²/(2ν) (Johnson & Welch 1940).
 */
function powerOf(noncentrality: number, degrees: number, critical: number): number {
  if (degrees > INTEGRATED_UP_TO) {
    const middle = critical * (1 - 1 / (4 * degrees));
    const spread = Math.sqrt(1 + critical ** 2 / (2 * degrees));
    return normalCdf((noncentrality - middle) / spread) +
      normalCdf((-noncentrality - middle) / spread);
  }
  const density = (x: number) =>
    normalDensity(x - noncentrality) + normalDensity(x + noncentrality);
  const integrand = (x: number) =>
    density(x) * chiSquaredCdf(degrees * (x / critical) ** 2, degrees);
  const low = Math.max(0, noncentrality - 9);
  const high = noncentrality + 9;
  // The second factor rises over a width of about c/√(2ν).
  const widest = Math.min(0.1, critical / Math.sqrt(2 * degrees) / 4);
  const count = 2 * Math.ceil((high - low) / widest / 2);
  const step = (high - low) / count;
  let sum = integrand(low) + integrand(high);
  for (let i = 1; i < count; i++) sum += (i % 2 === 1 ? 4 : 2) * integrand(low + i * step);
  return sum * step / 3;
}

/** The statistic of reports: the smallest gain that the t test finds in 80 % of repetitions. */
const statistic: NumberStatistic = {
  name: "detectable_difference",
  place: 90,
  column: "detectable_difference",
  head: "detectable",
  title: "smallest gain found in 80 % of repetitions",
  note:
    "detectable: the smallest true gain that the paired t test at 5 % would find in 80 % of repetitions, with this spread and number of seeds.",
  kind: "difference",
  of: ({ estimate: { standardError, n } }) =>
    standardError === undefined ? undefined : detectableDifference(standardError * Math.sqrt(n), n),
};

export default statistic;
