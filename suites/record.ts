import type { Paper } from "../descriptors/paper.ts";
import type { OptimizerSpec, ScheduleSpec } from "../engine/mod.ts";

/**
 * Which checkpoint's test result is reported.
 *
 * - `last`: the one after the last step.
 * - `source_validation`: the first with the best accuracy on held-out labelled training rows.
 * - `oracle`: the first with the best accuracy on the target's test rows. It looks at what no user
 *   has: a bound, never a result.
 */
export type Selection = "last" | "source_validation" | "oracle";

/** A parameterised part of a run: every value is stated, defaults too. */
export interface Named {
  readonly name: string;
  readonly values: { readonly [parameter: string]: number | string };
}

/** How a suite trains and evaluates: plain data. */
export interface Protocol {
  readonly encoder: Named;
  readonly optimizer: OptimizerSpec;
  readonly schedule: ScheduleSpec;
  /** What is done to the inputs before anything else. */
  readonly transform: "none" | "log1p";
  /** Passes over the labelled training rows; the checkpoints are at their ends. */
  readonly epochs: number;
  /** Epochs from one checkpoint to the next; the last step always is one. */
  readonly checkpointEvery: number;
  /** Rows per step of each domain. */
  readonly batch: number;
  /** The part of the labelled training rows that is held out for validation; 0 for none. */
  readonly validation: number;
  readonly selections: readonly Selection[];
}

/** One run, completely described: plain JSON, and its SHA-256 is the run's id. */
export interface RunSpec {
  readonly suite: { readonly name: string; readonly version: number };
  readonly dataset: {
    readonly name: string;
    readonly version: number;
    /** SHA-256 over the contents that the run reads; `generated` where it reads none. */
    readonly content: string;
  };
  readonly problem: { readonly name: string; readonly source: string; readonly target: string };
  readonly method: Named;
  readonly protocol: Protocol;
  readonly seed: number;
  /** Raised whenever a metric is computed in another way. */
  readonly metrics: number;
}

/** What is seen at one checkpoint. */
export interface CurvePoint {
  readonly step: number;
  /** Means of what the steps since the last checkpoint reported. */
  readonly training: { readonly [name: string]: number };
  /** Accuracy on the held-out training rows, where there are some. */
  readonly validation?: number;
  /** Accuracy on the target's test rows. */
  readonly test: number;
}

/** Where a run was made. */
export interface Environment {
  /** The commit of Graft, with `+` where the working tree differs from it. */
  readonly commit: string;
  readonly versions: { readonly [name: string]: string };
  readonly device: string;
  readonly threads: number;
  /** The name of the graphics processor that computed, where that is known. */
  readonly adapter?: string;
  readonly cpu: string;
  readonly os: string;
}

/** The result of one run: one file, written once. */
export interface RunRecord {
  readonly id: string;
  readonly spec: RunSpec;
  /** `diverged`: the loss or a prediction was not finite; `failed`: the run threw. */
  readonly status: "ok" | "diverged" | "failed";
  /** By problem, selection rule and metric; empty unless the status is `ok`. */
  readonly metrics: {
    readonly [problem: string]: {
      readonly [S in Selection]?: { readonly [metric: string]: number };
    };
  };
  /** The step that each selection rule chose; empty unless the status is `ok`. */
  readonly selected: { readonly [S in Selection]?: number };
  readonly curve: readonly CurvePoint[];
  readonly seconds: {
    readonly data: number;
    readonly compile: number;
    readonly train: number;
    readonly evaluate: number;
  };
  readonly environment: Environment;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Why the run is not `ok`; the step, where it diverged at one. */
  readonly error?: { readonly message: string; readonly step?: number };
}

/** What is kept beside a record, so that metrics can be computed again and figures drawn. */
export interface Predictions {
  readonly id: string;
  /** Class indices of the test rows. */
  readonly labels: readonly number[];
  /** Predicted class indices of the test rows, by selection rule. */
  readonly predicted: { readonly [S in Selection]?: readonly number[] };
  /** For inputs in the plane: the points, and the last model over a grid. */
  readonly plane?: Plane;
}

/** A model over the plane and the points that it learned from. */
export interface Plane {
  /** Coordinates of the grid's columns and rows. */
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  /** Probability of class 1 at each grid point, row by row. */
  readonly probability: readonly number[];
  readonly source: readonly PlanePoint[];
  readonly target: readonly PlanePoint[];
}

/** Coordinates and class. */
export type PlanePoint = readonly [x: number, y: number, label: number];

/** A run that a table plans for, with its record where it has been made. */
export interface PlannedRun {
  readonly id: string;
  readonly spec: RunSpec;
  readonly record?: RunRecord;
}

/** How a published number was read. */
export interface Column {
  /** `primary`: in the paper's own text; `secondary`: quoted elsewhere; `unverified`: recalled. */
  readonly status: "primary" | "secondary" | "unverified";
  readonly source: string;
}

/** A published table, copied as data. */
export interface PublishedTable {
  readonly id: string;
  readonly paper: Paper;
  /** Which table of the paper. */
  readonly table: string;
  /** What the numbers are, in percent. */
  readonly metric: string;
  readonly protocol: string;
  /** What a reproduction must know besides. */
  readonly notes: string;
  /** Where each column was read. */
  readonly columns: { readonly [column: string]: Column };
  /** Values by problem and column; `null` where the paper has none. */
  readonly rows: { readonly [problem: string]: { readonly [column: string]: number | null } };
  /** Which column stands for which of our methods. */
  readonly methods: { readonly [column: string]: string };
}
