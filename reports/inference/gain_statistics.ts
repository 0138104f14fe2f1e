import type { Gain } from "./gains.ts";
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
  const known = computed.getOrInsertComputed(gain, () => new Map());
  return known.getOrInsertComputed(statistic, () => statistic.of(gain));
}
