import type { Gain } from "../gains.ts";
import type { Interval } from "./interval.ts";

/**
 * A statistic of a gain, listed in tables, exports and the page. A file of this folder with a default export is one;
 * `deno task gen` finds it.
 */
export type Statistic = NumberStatistic | IntervalStatistic;

/** The parts of every statistic. */
interface Described {
  /** The file's stem. */
  readonly name: string;
  /** Position among the statistics, ascending. */
  readonly place: number;
  /** The column in CSV and the key in JSON; an interval has the columns `<column>_lower` and `<column>_upper`. */
  readonly column: string;
  /** The column head in tables. */
  readonly head: string;
  /** The term on the page. */
  readonly title: string;
  /** The note below tables: a sentence that begins with the head. */
  readonly note: string;
}

/** A statistic that is a number. */
export interface NumberStatistic extends Described {
  /** `difference`: in the unit of the gain, without a sign; `probability`: a p value; `ratio`: any other number. */
  readonly kind: "difference" | "probability" | "ratio";
  /** Computes the value; `undefined` if the gain has too few seeds. */
  of(gain: Gain): number | undefined;
}

/** A statistic that is an interval of the gain. */
export interface IntervalStatistic extends Described {
  readonly kind: "interval";
  /** Computes the interval; `undefined` if the gain has too few seeds. */
  of(gain: Gain): Interval | undefined;
}
