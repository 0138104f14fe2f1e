import { type Gain, gainsBeside } from "./gains.ts";
import type { Interval } from "./statistics/interval.ts";
import { statistics } from "./statistics/mod.ts";
import type { Statistic } from "./statistics/statistic.ts";

/** The statistics of gains, in the order of reports. */
export const gainStatistics: readonly Statistic[] = Object.values(statistics)
  .toSorted((a, b) => a.place - b.place);

/** The values of each gain: several formats list them, and a bootstrap takes milliseconds. */
const computed = new WeakMap<Gain, Map<Statistic, number | Interval | undefined>>();

/** Returns the value of a statistic of a gain, computed once; `undefined` if the gain has too few seeds. */
export function statisticOf(statistic: Statistic, gain: Gain): number | Interval | undefined {
  const known = valuesOf(gain);
  if (!known.has(statistic)) {
    if (statistic.kind === "interval") {
      const gains = gainsBeside(gain);
      statistic.ofAll(gains).forEach((value, i) => valuesOf(gains[i]).set(statistic, value));
    } else known.set(statistic, statistic.of(gain));
  }
  return known.get(statistic);
}

function valuesOf(gain: Gain): Map<Statistic, number | Interval | undefined> {
  return computed.getOrInsertComputed(gain, () => new Map());
}
