import type { Metric } from "../descriptors/metrics.ts";
import type { OptimizerSpec, ScheduleSpec } from "../engine/mod.ts";

export type {
  Arm,
  ClaimTerm,
  Column,
  ComparedClaim,
  ComparedTable,
  Experiment,
  ProtocolDifference,
  PublishedPaper,
  PublishedTable,
  TestSet,
  UncomparedClaim,
  UncomparedTable,
} from "../suites/published/paper.ts";

/**
 * The rule that selects the checkpoint whose test result is reported.
 *
 * - `last`: the one after the last step.
 * - `validation`: the first with the best score on validation rows of the learned tasks: the mean over the tasks of
 *   a network; if the metrics differ in direction or unit, RMSE and MAE are divided by their first checkpoint's values.
 * - `source_validation`: the first with the best accuracy on held-out labelled training rows.
 * - `oracle`: the first with the best accuracy on the target's test rows. It uses labels that no user
 *   has: a bound, never a result.
 */
export type Selection = "last" | "validation" | "source_validation" | "oracle";

/** A part of a run with parameters; it states every value, including defaults. */
export interface Named {
  readonly name: string;
  readonly values: { readonly [parameter: string]: number | string };
  /** Version of the part; raise it whenever the numbers would change. 1 by default. */
  readonly version?: number;
}

/** A method with its weighting of the losses and its gradient rule, if it learns several tasks. */
export interface MethodSpec extends Named {
  readonly weighting?: Named;
  readonly rule?: RuleSpec;
  /** Epochs in which every task then trains a copy of the network alone; by default 0. */
  readonly fineTuning?: number;
}

/** A gradient rule, and the variables that the gradients are taken in. */
export interface RuleSpec extends Named {
  readonly over: "parameters" | "representation";
}

/** The training protocol of any suite: plain data. */
interface TrainingProtocol {
  readonly encoder: Named;
  readonly optimizer: OptimizerSpec;
  readonly schedule: ScheduleSpec;
  /**
   * Passes over the labelled training rows; checkpoints are at their ends. If only some of a target's rows are
   * labelled, there are as many steps as if all were.
   */
  readonly epochs: number;
  /** Epochs from one checkpoint to the next; the last step is always one. */
  readonly checkpointEvery: number;
  /** Rows per step of each domain or source; if fewer rows are labelled, all of them. */
  readonly batch: number;
  readonly selections: readonly Selection[];
}

/** The protocol of training and evaluation in a suite between domains. */
export interface DomainsProtocol extends TrainingProtocol {
  /** Transformation of the inputs after loading. */
  readonly transform: "none" | "log1p";
  /** The fraction of the labelled training rows that is held out for validation; 0 for none. */
  readonly validation: number;
}

/** The protocol of training and evaluation in a suite of adaptation. */
export interface AdaptationProtocol extends DomainsProtocol {
  /**
   * Maximum number of training rows of each domain, including those held out for validation; they are drawn by the
   * seed and are the same for every method. By default all.
   */
  readonly rows?: number;
}

/**
 * The order in which tasks are trained.
 *
 * - `joint`: every update uses a batch of each source.
 * - `in_turn`: an update for one task after another, equally often; together they are one step.
 * - `sampled`: every step trains one task, drawn with a probability in proportion to its rows to the power of
 *   1/temperature: 1 draws in proportion to size; the larger the temperature, the more equal the probabilities.
 */
export type Order = "joint" | "in_turn" | "sampled";

/** The protocol of training and evaluation in a suite of several tasks. */
export interface TasksProtocol extends TrainingProtocol {
  readonly order: Order;
  readonly temperature: number;
  /** SHA-256 of the file with the initial word vectors; by default they are random. */
  readonly vectors?: string;
}

/** The protocol of training and evaluation in a suite of inductive transfer. */
export interface TransferProtocol extends DomainsProtocol {
  /** Passes over the source's training rows in training the source's network. */
  readonly pretraining: number;
}

/** The protocol of training and evaluation in any suite. */
export type Protocol = AdaptationProtocol | TransferProtocol | TasksProtocol;

/** One task from a labelled domain to an unlabelled one. */
export interface AdaptationProblemSpec {
  readonly name: string;
  readonly source: string;
  readonly target: string;
}

/** Number of labelled rows of each class, including those held out for validation. */
export type Labels = number | "all";

/** One domain's task, learned after that of another domain, whose classes may differ. */
export interface TransferProblemSpec extends AdaptationProblemSpec {
  /** Labels of the target's training rows; the source's are all labelled. */
  readonly labels: Labels;
  /** Version of the problem; raise it if the numbers of this problem alone would change. 1 by default. */
  readonly version?: number;
}

/** Several tasks, learned together. */
export interface TasksProblemSpec {
  readonly name: string;
  /** The sources of their rows. */
  readonly sources: readonly string[];
  /** The tasks and their reported metrics; the first metric is shown in tables and chooses checkpoints. */
  readonly tasks: readonly { readonly name: string; readonly metrics: readonly Metric[] }[];
}

/** The complete description of one run: plain JSON, whose SHA-256 is the run's id. */
export type RunSpec = AdaptationSpec | TransferSpec | TasksSpec;

/** A run of adaptation. */
export interface AdaptationSpec extends RunSpecOf<AdaptationProblemSpec, AdaptationProtocol> {}

/** A run of inductive transfer. */
export interface TransferSpec extends RunSpecOf<TransferProblemSpec, TransferProtocol> {}

/** A run of several tasks. */
export interface TasksSpec extends RunSpecOf<TasksProblemSpec, TasksProtocol> {}

interface RunSpecOf<Problem, P extends Protocol> {
  readonly suite: { readonly name: string; readonly version: number };
  readonly dataset: {
    readonly name: string;
    readonly version: number;
    /** SHA-256 over the contents that the run reads; `generated` if it reads none. */
    readonly content: string;
  };
  readonly problem: Problem;
  readonly method: MethodSpec;
  readonly protocol: P;
  readonly seed: number;
  /** Version of the metrics. */
  readonly metrics: number;
}

/** The measurements at one checkpoint. */
export interface CurvePoint {
  readonly step: number;
  /** Means of the values that the steps since the last checkpoint reported. */
  readonly training: { readonly [name: string]: number };
  /** Between domains: accuracy on the held-out training rows, if there are any. */
  readonly validation?: number;
  /** Between domains: accuracy on the target's test rows. */
  readonly test?: number;
  /** With several tasks: the first metric of each on its validation and its test rows. */
  readonly tasks?: {
    readonly [task: string]: { readonly validation: number; readonly test: number };
  };
  /**
   * With several tasks that share parameters: the cosine of the angle between the gradients of two tasks' losses
   * in the shared parameters, by `task~task`, on training rows that are the same at all checkpoints.
   */
  readonly affinity?: { readonly [pair: string]: number };
}

/** The software and the machine that made a run. */
export interface Environment {
  /** The commit of Graft, with `+` where the working tree differs from it. */
  readonly commit: string;
  readonly versions: { readonly [name: string]: string };
  readonly device: string;
  readonly threads: number;
  /** The name of the graphics processor, if known. */
  readonly adapter?: string;
  readonly cpu: string;
  readonly os: string;
}

/**
 * The proxy A-distance between the test rows of a source and a target, in features: 0 if a linear classifier
 * cannot distinguish the domains, 2 if it always can. By chance it can be slightly below 0.
 */
export interface DomainDistance {
  /** Of the untrained encoder; it is the same for every method of a seed. */
  readonly before: number;
  /** After the last step, regardless of the checkpoints that selection rules choose. */
  readonly after: number;
}

/** The memory of a process, sampled while it makes a run. */
export interface Memory {
  /**
   * The largest sampled resident size, including the data, the runtime, the program itself and the leftovers of
   * earlier runs of the process. Peaks between two samples are missed.
   */
  readonly peakBytes: number;
}

/** The number of words, and the number of them that have a vector. */
export interface WordsFound {
  readonly found: number;
  readonly of: number;
}

/** The result of one run: one file, written once. */
export interface RunRecord {
  readonly id: string;
  readonly spec: RunSpec;
  /** `diverged`: the loss or a prediction was not finite; `failed`: the run threw. */
  readonly status: "ok" | "diverged" | "failed";
  /** By pair or task, selection rule and metric; empty unless the status is `ok`. */
  readonly metrics: {
    readonly [problem: string]: {
      readonly [S in Selection]?: { readonly [metric: string]: number };
    };
  };
  /** The step that each selection rule chose, by task if there are several; empty unless the status is `ok`. */
  readonly selected: {
    readonly [S in Selection]?: number | { readonly [task: string]: number };
  };
  readonly curve: readonly CurvePoint[];
  /** In adaptation: the distance of the domains in the encoder's features. */
  readonly domainDistance?: DomainDistance;
  /** For a run that starts from word vectors: the known words, which are those of the training rows. */
  readonly vectors?: WordsFound;
  readonly seconds: {
    readonly data: number;
    readonly compile: number;
    readonly train: number;
    readonly evaluate: number;
  };
  /** Memory of the process that made the run, if it was sampled. */
  readonly memory?: Memory;
  readonly environment: Environment;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** The reason why the run is not `ok`; the step, if it diverged at one. */
  readonly error?: { readonly message: string; readonly step?: number };
}

/** Outputs stored beside a record, from which metrics can be recomputed and figures drawn. */
export interface Predictions {
  readonly id: string;
  /** Between domains: class indices of the test rows. */
  readonly labels?: readonly number[];
  /** Between domains: predicted class indices of the test rows, by selection rule. */
  readonly predicted?: { readonly [S in Selection]?: readonly number[] };
  /** With several tasks: the same for each. */
  readonly tasks?: { readonly [task: string]: TaskPredictions };
  /** For inputs in the plane: the points, and the last model's outputs over a grid. */
  readonly plane?: Plane;
  /** In adaptation: the encoder's features of some test rows, untrained and after the last step. */
  readonly features?: { readonly before: FeatureView; readonly after: FeatureView };
}

/** The stored outputs for one task's labelled test rows, or for their words one row after another. */
export interface TaskPredictions {
  /** Class indices, or the numbers to be predicted. */
  readonly labels: readonly number[];
  /** For a tagging: the number of words of each row. */
  readonly lengths?: readonly number[];
  /**
   * By selection rule: predicted class indices; for regressions the predicted numbers; for an AUC the logit of
   * class 1 minus that of class 0, to 6 digits.
   */
  readonly predicted: { readonly [S in Selection]?: readonly number[] };
}

/** A model's outputs over the plane, and the points that it was trained on. */
export interface Plane {
  /** Coordinates of the grid's columns and rows. */
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  /** Probability of class 1 at each grid point, row by row. */
  readonly probability: readonly number[];
  readonly source: readonly PlanePoint[];
  readonly target: readonly PlanePoint[];
}

/**
 * Features of test rows of both domains, at most 100 of each, drawn at random and the same for every method
 * of a seed: projected to the plane of the first two principal components of both domains together.
 */
export interface FeatureView {
  /** To 4 digits, as are the target's. */
  readonly source: readonly PlanePoint[];
  readonly target: readonly PlanePoint[];
  /** The fraction of the features' variance along each axis. */
  readonly explained: readonly [x: number, y: number];
}

/** Coordinates and class. */
export type PlanePoint = readonly [x: number, y: number, label: number];

/** A run that a table includes, with its record if it has been made. */
export interface PlannedRun {
  readonly id: string;
  readonly spec: RunSpec;
  readonly record?: RunRecord;
}
