import type { Paper } from "../descriptors/paper.ts";
import type { Parameters } from "../descriptors/parameters.ts";
import type { Numbers, Program } from "../engine/mod.ts";

/**
 * The problem of a method between domains: one classification task.
 *
 * It is a description without data. A method receives data in batches, which contain only the tables that the
 * method reads, and never test rows.
 */
export interface ClassificationProblem {
  /** Shape of the inputs, without the batch axis. */
  readonly inputShape: readonly number[];
  /** Number of classes. */
  readonly classes: number;
}

/**
 * A method made for one problem: pure functions, and the schedules of their scalars. Runs that make it of equal arguments
 * share one.
 */
export interface Trainer extends Program {
  /**
   * Returns the scalars that the step reads besides `learning_rate`.
   *
   * @param progress The fraction of the training that is done, in [0, 1).
   */
  schedule(progress: number): Numbers;
}

/** A method of any setting. All that Graft knows about it is in its file. */
export interface Method<P extends Parameters = Parameters> {
  /** The file's stem and the id on the command line. */
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  /** The setting, whose type of methods has further fields. */
  readonly setting: string;
  readonly params: P;
}
