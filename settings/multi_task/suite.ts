import type { Parameters, Values } from "../../descriptors/parameters.ts";
import type { RunSpec } from "../../records/record.ts";
import type { Suite } from "../../suites/suite.ts";
import { transform } from "../_data.ts";
import type { CommonValues } from "../_protocol.ts";

/** Domains whose tasks are learned together. */
export interface TaskGroup {
  /** Unique in the suite. */
  readonly name: string;
  readonly sources: readonly string[];
}

/** A suite of several tasks, learned together or each alone. */
export interface MultiTaskSuite extends Suite {
  readonly setting: "multi_task";
  /** Returns the default groups of the domains that were found. */
  groups(found: readonly string[]): readonly TaskGroup[];
}

/**
 * The parameters of the protocol of several tasks.
 *
 * - `joint`: every update uses a batch of each domain.
 * - `in_turn`: an update for one task after another, equally often; together they are one step.
 * - `sampled`: every step trains one task, drawn with a probability in proportion to its rows to the power of
 *   1/temperature: 1 draws in proportion to size; the larger the temperature, the more equal the probabilities.
 */
export const parameters = {
  order: {
    kind: "choice",
    default: "joint",
    range: ["joint", "in_turn", "sampled"],
    grid: [],
    describe: "all tasks in every update, one after another, or one drawn by its size",
  },
  temperature: {
    kind: "number",
    default: 1,
    range: [1, 1000],
    grid: [],
    describe: "of the order sampled: tasks are drawn by size to the power of 1/temperature",
  },
  transform,
  validation: {
    kind: "number",
    default: 0.1,
    range: [1e-6, 0.9],
    grid: [],
    describe:
      "held-out fraction of the training rows of a domain without validation rows of its own",
  },
} as const satisfies Parameters;

/** The values of the protocol of several tasks. */
export type TasksValues = CommonValues & Values<Pick<typeof parameters, "order" | "transform">> & {
  /** Only of the order `sampled`. */
  readonly temperature?: number;
  /** Only if a domain of the dataset has no validation rows of its own. */
  readonly validation?: number;
};

/** A run of several tasks. */
export type TasksSpec = RunSpec<RunSpec["problem"], TasksValues>;
