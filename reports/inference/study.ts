import type { PlannedRun, Predictions } from "../../records/record.ts";
import type { PublishedTable } from "../../suites/published/paper.ts";
import type { Comparison } from "./comparison.ts";

/** Runs that are comparable in one table, with the facts that a reader needs. */
export interface Study {
  /** A unique name: the suite's, with a number if the suite has several studies. */
  readonly name: string;
  /** The suite's id on the command line. */
  readonly suite: string;
  readonly title: string;
  /**
   * All combinations of the methods, problems and seeds of the records; without a record if that run has not been made.
   */
  readonly runs: readonly PlannedRun[];
  readonly comparison: Comparison;
  readonly published: readonly PublishedTable[];
  /** Sentences on the differences between the suite's protocol and the papers'. */
  readonly departures: readonly string[];
  /** The differences between the protocol and the suite's own: `epochs: 3, the suite's 30`. */
  readonly changes: readonly string[];
  /** The command line that repeats a run, by the run's id. */
  readonly commands: ReadonlyMap<string, string>;
  /** The kept parts of models for figures, by run id: of each method's first seed, if they were kept. */
  readonly views: ReadonlyMap<string, View>;
}

/** The kept parts of one model for figures. */
export type View = Pick<Predictions, "plane" | "features">;
