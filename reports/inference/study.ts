import type { PlannedRun, Predictions } from "../../records/record.ts";
import type { PublishedTable } from "../../suites/published/paper.ts";
import type { Comparison } from "./comparison.ts";

/** Runs that may stand in one table, and what a reader needs to know of them. */
export interface Study {
  /** Unlike all others: the suite's, with a number where it has several. */
  readonly name: string;
  /** The suite's id on the command line. */
  readonly suite: string;
  readonly title: string;
  /**
   * Every method on every problem and seed that any of the records has; without a record where that run has
   * not been made.
   */
  readonly runs: readonly PlannedRun[];
  readonly comparison: Comparison;
  readonly published: readonly PublishedTable[];
  /** Where the suite's protocol departs from the papers': sentences. */
  readonly departures: readonly string[];
  /** How the protocol differs from the suite's own: `epochs: 3, the suite's 30`. */
  readonly changes: readonly string[];
  /** The command line that makes a run again, by the run's id. */
  readonly commands: ReadonlyMap<string, string>;
  /** What figures show of single models, by run id: of each method's first seed, where it was kept. */
  readonly views: ReadonlyMap<string, View>;
}

/** What is kept of one model for figures. */
export type View = Pick<Predictions, "plane" | "features">;
