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
} from "./published/paper.ts";

/**
 * Which checkpoint's test result is reported.
 *
 * - `last`: the one after the last step.
 * - `validation`: the first with the best score on validation rows of what is learned, the mean over the tasks of
 *   a network; beside metrics of another direction or unit, RMSE and MAE are parts of their first checkpoint's.
 * - `source_validation`: the first with the best accuracy on held-out labelled training rows.
 * - `oracle`: the first with the best accuracy on the target's test rows. It looks at what no user
 *   has: a bound, never a result.
 */
export type Selection = "last" | "validation" | "source_validation" | "oracle";

/** A parameterised part of a run: every value is stated, defaults too. */
export interface Named {
  readonly name: string;
  readonly values: { readonly [parameter: string]: number | string };
  /** Raised whenever the part would give other numbers; 1 unless given. */
  readonly version?: number;
}

/** A method as it is run: with what weighs the losses and combines the gradients of several tasks. */
export interface MethodSpec extends Named {
  readonly weighting?: Named;
  readonly rule?: RuleSpec;
  /** Epochs that every task then trains a copy of the network alone; none unless given. */
  readonly fineTuning?: number;
}

/** A gradient rule, and what the gradients are taken in. */
export interface RuleSpec extends Named {
  readonly over: "parameters" | "representation";
}

/** How any suite trains: plain data. */
interface TrainingProtocol {
  readonly encoder: Named;
  readonly optimizer: OptimizerSpec;
  readonly schedule: ScheduleSpec;
  /**
   * Passes over the labelled training rows; the checkpoints are at their ends. Where few of a target's rows are
   * labelled, as many steps as if all were.
   */
  readonly epochs: number;
  /** Epochs from one checkpoint to the next; the last step always is one. */
  readonly checkpointEvery: number;
  /** Rows per step of each domain or source; of fewer labelled rows all. */
  readonly batch: number;
  readonly selections: readonly Selection[];
}

/** How a suite between domains trains and evaluates. */
export interface DomainsProtocol extends TrainingProtocol {
  /** What is done to the inputs before anything else. */
  readonly transform: "none" | "log1p";
  /** The part of the labelled training rows that is held out for validation; 0 for none. */
  readonly validation: number;
}

/** How a suite of adaptation trains and evaluates. */
export interface AdaptationProtocol extends DomainsProtocol {
  /**
   * At most this many training rows of each domain are used, drawn by the seed and the same for every method, those
   * held out for validation included; all unless given.
   */
  readonly rows?: number;
}

/**
 * In which order tasks are trained.
 *
 * - `joint`: every update sees a batch of each source.
 * - `in_turn`: an update for one task after another, all as often; together they are one step.
 * - `sampled`: every step trains one task, drawn with a probability in proportion to its rows to the power of
 *   1/temperature: 1 draws in proportion to size, and the larger it is the more alike are all tasks.
 */
export type Order = "joint" | "in_turn" | "sampled";

/** How a suite of several tasks trains and evaluates. */
export interface TasksProtocol extends TrainingProtocol {
  readonly order: Order;
  readonly temperature: number;
  /** SHA-256 of the file that word vectors start from; random ones unless given. */
  readonly vectors?: string;
}

/** How a suite of inductive transfer trains and evaluates. */
export interface TransferProtocol extends DomainsProtocol {
  /** Passes over the source's training rows by the network that is transferred. */
  readonly pretraining: number;
}

/** How a suite trains and evaluates. */
export type Protocol = AdaptationProtocol | TransferProtocol | TasksProtocol;

/** One task from a domain with labels to one without. */
export interface AdaptationProblemSpec {
  readonly name: string;
  readonly source: string;
  readonly target: string;
}

/** How many labelled rows of each class there are, those held out for validation included. */
export type Labels = number | "all";

/** One domain's task, learned after that of another, whose classes may be others. */
export interface TransferProblemSpec extends AdaptationProblemSpec {
  /** Of the target's training rows; the source's are all labelled. */
  readonly labels: Labels;
  /** Raised whenever this problem would give other numbers and others of the suite the same; 1 unless given. */
  readonly version?: number;
}

/** Several tasks, learned together. */
export interface TasksProblemSpec {
  readonly name: string;
  /** Where their rows come from. */
  readonly sources: readonly string[];
  /** What is reported of each; the first metric is what tables show and checkpoints are chosen by. */
  readonly tasks: readonly { readonly name: string; readonly metrics: readonly Metric[] }[];
}

/** One run, completely described: plain JSON, and its SHA-256 is the run's id. */
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
    /** SHA-256 over the contents that the run reads; `generated` where it reads none. */
    readonly content: string;
  };
  readonly problem: Problem;
  readonly method: MethodSpec;
  readonly protocol: P;
  readonly seed: number;
  /** Raised whenever a metric is computed in another way. */
  readonly metrics: number;
}

/** What is seen at one checkpoint. */
export interface CurvePoint {
  readonly step: number;
  /** Means of what the steps since the last checkpoint reported. */
  readonly training: { readonly [name: string]: number };
  /** Between domains: accuracy on the held-out training rows, where there are some. */
  readonly validation?: number;
  /** Between domains: accuracy on the target's test rows. */
  readonly test?: number;
  /** With several tasks: the first metric of each on its validation and its test rows. */
  readonly tasks?: {
    readonly [task: string]: { readonly validation: number; readonly test: number };
  };
  /**
   * With several tasks that share parameters: the cosine of the angle between the gradients of two tasks'
   * losses in them, by `task~task`, on training rows that are the same at all checkpoints.
   */
  readonly affinity?: { readonly [pair: string]: number };
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

/**
 * The proxy A-distance between the test rows of a source and a target, in features: 0 where a linear classifier
 * cannot tell the domains apart, 2 where it always can. By chance a little below 0.
 */
export interface DomainDistance {
  /** Of the untrained encoder: the same for every method of a seed. */
  readonly before: number;
  /** After the last step, whatever checkpoint a selection rule takes. */
  readonly after: number;
}

/** The memory of a process, sampled while it makes a run. */
export interface Memory {
  /**
   * The greatest resident size seen: the data, the runtime and the program itself included, and what
   * runs that the process made before have left. What comes and goes between two looks is not in it.
   */
  readonly peakBytes: number;
}

/** How many words there are, and how many of them have a vector. */
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
  /** The step that each selection rule chose, by task where there are several; empty unless the status is `ok`. */
  readonly selected: {
    readonly [S in Selection]?: number | { readonly [task: string]: number };
  };
  readonly curve: readonly CurvePoint[];
  /** In adaptation: how far apart the domains are in the encoder's features. */
  readonly domainDistance?: DomainDistance;
  /** Of a run that starts from word vectors: the words that are known, those of the training rows. */
  readonly vectors?: WordsFound;
  readonly seconds: {
    readonly data: number;
    readonly compile: number;
    readonly train: number;
    readonly evaluate: number;
  };
  /** What the process that made the run took up, where that was looked at. */
  readonly memory?: Memory;
  readonly environment: Environment;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Why the run is not `ok`; the step, where it diverged at one. */
  readonly error?: { readonly message: string; readonly step?: number };
}

/** What is kept beside a record, so that metrics can be computed again and figures drawn. */
export interface Predictions {
  readonly id: string;
  /** Between domains: class indices of the test rows. */
  readonly labels?: readonly number[];
  /** Between domains: predicted class indices of the test rows, by selection rule. */
  readonly predicted?: { readonly [S in Selection]?: readonly number[] };
  /** With several tasks: the same for each. */
  readonly tasks?: { readonly [task: string]: TaskPredictions };
  /** For inputs in the plane: the points, and the last model over a grid. */
  readonly plane?: Plane;
  /** In adaptation: what the encoder makes of some test rows, untrained and after the last step. */
  readonly features?: { readonly before: FeatureView; readonly after: FeatureView };
}

/** What is kept of one task's test rows, or of their words one row after another. */
export interface TaskPredictions {
  /** Class indices, or the numbers to be predicted. */
  readonly labels: readonly number[];
  /** Of a tagging: how many words each row has. */
  readonly lengths?: readonly number[];
  /**
   * By selection rule: predicted class indices; for regressions the predictions and for an AUC the logit of
   * class 1 less that of class 0, to 6 digits.
   */
  readonly predicted: { readonly [S in Selection]?: readonly number[] };
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

/**
 * Features of test rows of both domains, at most 100 of each, drawn at random and the same for every method
 * of a seed: in the plane of their first two principal components, found for both domains together.
 */
export interface FeatureView {
  /** To 4 digits, as are the target's. */
  readonly source: readonly PlanePoint[];
  readonly target: readonly PlanePoint[];
  /** The part of the features' variance that lies along each axis. */
  readonly explained: readonly [x: number, y: number];
}

/** Coordinates and class. */
export type PlanePoint = readonly [x: number, y: number, label: number];

/** A run that a table plans for, with its record where it has been made. */
export interface PlannedRun {
  readonly id: string;
  readonly spec: RunSpec;
  readonly record?: RunRecord;
}
