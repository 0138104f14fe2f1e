import quickselect from "quickselect";
import { checkCount, checkFinite, checkProbability } from "./_checks.ts";
import { normalCdf, normalQuantile } from "./_distributions.ts";
import { drawnSums } from "./_drawn_sums.ts";
import { areEqual, roundingOf } from "./_rounding.ts";
import { mean } from "./estimate.ts";
import type { Interval } from "./interval.ts";
import type { IntervalStatistic } from "./statistic.ts";

/** Options of {@linkcode bootstrapInterval}. */
export interface BootstrapOptions {
  /** The probability that the interval contains the true mean; 0.95 unless given. */
  readonly level?: number;
  /** The number of samples drawn; 9999 unless given. */
  readonly resamples?: number;
  /** The seed of the draws; 0 unless given. */
  readonly seed?: number;
}

/** The most measurements of which samples are drawn. */
const DRAWN_UP_TO = 1000;

/**
 * Computes the bootstrap's BCa interval of a mean: percentiles of the means of samples drawn from the measurements with
 * replacement, corrected for bias and for acceleration.
 *
 * With z₀ = Φ⁻¹(share of drawn means below x̄, ties counted half) and a = Σ(x − x̄)³/(6 (Σ(x − x̄)²)^{3/2}), which is
 * the jackknife's acceleration for a mean, the percentile p becomes Φ(z₀ + (z₀ + z_p)/(1 − a (z₀ + z_p))). It assumes
 * no shape of the distribution, but is too narrow for few measurements: its 95 % interval contains the mean of five
 * normal ones in 83 % of 4000 simulations, of ten in 90 %, of twenty in 92 %.
 *
 * For more than 1000 measurements no samples are drawn: the interval is DiCiccio and Efron's ABC, which approximates
 * BCa without them. For a mean its bounds are x̄ + σ̂ w/(1 − a w)², with σ̂² = Σ(x − x̄)²/n² and w = z₀ + z_p, z₀ = a.
 *
 * @param values The measurements, such as paired differences; their order has no effect.
 * @param options The level and the resampling.
 * @returns The interval, which has no width if all measurements are equal; `undefined` for fewer than two.
 * @throws {RangeError} If a measurement is not finite, or an option out of range: the level between 0 and 1, at least
 * 100 resamples.
 *
 * @see Efron 1987, Better Bootstrap Confidence Intervals:
 * https://doi.org/10.1080/01621459.1987.10478410
 * @see DiCiccio & Efron 1992, More Accurate Confidence Intervals in Exponential Families:
 * https://doi.org/10.1093/biomet/79.2.231
 *
 * @example
 * ```ts
 * import { bootstrapInterval } from "./bootstrap.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(bootstrapInterval([1, 3]), { lower: 1, upper: 3, level: 0.95 });
 * ```
 */
export function bootstrapInterval(
  values: readonly number[],
  { level = 0.95, resamples = 9999, seed = 0 }: BootstrapOptions = {},
): Interval | undefined {
  const doing = "bound the mean of measurements";
  checkFinite(values, doing);
  checkProbability(level, "level", doing);
  checkCount(resamples, 100, "number of resamples", doing);
  const n = values.length;
  if (n < 2) return undefined;
  const center = mean(values)!;
  if (areEqual(values)) return { lower: center, upper: center, level };
  const acceleration = accelerationOf(values, center);
  const ends = [(1 - level) / 2, (1 + level) / 2] as const;
  if (n > DRAWN_UP_TO) {
    const spread = Math.sqrt(values.reduce((sum, x) => sum + (x - center) ** 2, 0)) / n;
    const [lower, upper] = ends.map((p) => {
      const w = acceleration + normalQuantile(p);
      return center + spread * w / (1 - acceleration * w) ** 2;
    });
    return { lower, upper, level };
  }
  const sorted = Float64Array.from(values).sort();
  const means = drawnSums(sorted, Array(n).fill({ start: 0, length: n }), resamples, seed);
  for (let k = 0; k < resamples; k++) means[k] /= n;
  const bias = normalQuantile(shareBelow(center, means, roundingOf(values)));
  const bound = (p: number) => {
    const z = bias + normalQuantile(p);
    const corrected = normalCdf(bias + z / (1 - acceleration * z));
    return nthSmallest(means, Math.round(corrected * (resamples - 1)));
  };
  const [lower, upper] = ends.map(bound);
  return { lower, upper, level };
}

function shareBelow(value: number, draws: Float64Array, rounding: number): number {
  let twice = 0;
  for (const draw of draws) {
    if (draw < value - rounding) twice++;
    if (draw <= value + rounding) twice++;
  }
  return twice / 2 / draws.length;
}

/** Returns the value at an index of the sorted values; reorders the values. */
function nthSmallest(values: Float64Array, place: number): number {
  quickselect(values as unknown as number[], place);
  return values[place];
}

function accelerationOf(values: readonly number[], center: number): number {
  const sumOfPowers = (power: number) =>
    values.reduce((sum, value) => sum + (value - center) ** power, 0);
  return sumOfPowers(3) / (6 * sumOfPowers(2) ** 1.5);
}

/** The statistic of reports: the BCa interval. */
const statistic: IntervalStatistic = {
  name: "bootstrap",
  place: 10,
  column: "bootstrap",
  head: "95 % BCa",
  title: "95 % interval (bootstrap)",
  note:
    "95 % BCa: the bootstrap's interval of the mean difference, too narrow for fewer than ten seeds.",
  kind: "interval",
  of: ({ differences }) => bootstrapInterval([...differences.values()]),
};

export default statistic;
