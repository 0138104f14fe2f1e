import type { Metric } from "../descriptors/metrics.ts";
import type { Paper } from "../descriptors/paper.ts";
import type { Parameters } from "../descriptors/parameters.ts";

/** Version of the format of records. */
export const FORMAT = 2;

/** A part of a run with parameters; it states every value, including defaults. */
export interface Named {
  readonly name: string;
  readonly values: { readonly [parameter: string]: number | string };
  /** Version of the part; raise it whenever the numbers would change. 1 by default. */
  readonly version?: number;
  /** SHA-256 of the code of a part that is not built in. */
  readonly code?: string;
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

/** The protocol of training and evaluation. */
export interface ProtocolSpec<V extends Named["values"] = Named["values"]> {
  readonly encoder: Named;
  readonly optimizer: Named;
  readonly schedule: Named;
  /** SHA-256 of the file with the initial word vectors; by default they are random. */
  readonly vectors?: string;
  /** The parameters that the setting declares, every one with its value. */
  readonly values: V;
  /** The rules that select the checkpoints whose test results are reported. */
  readonly selections: readonly string[];
}

/** Number of labelled rows of each class, including those held out for validation. */
export type Labels = number | "all";

/** The data that a run learns from and is evaluated on, by role. */
export interface ProblemSpec {
  /** Unique in the suite. */
  readonly name: string;
  /** The domains that it learns from. */
  readonly sources: readonly string[];
  /** The domain that it is evaluated on, if it is not the sources themselves. */
  readonly target?: string;
  /** The labels of the target's training rows, if some of them are labelled. */
  readonly labels?: Labels;
  /** The evaluated tasks. */
  readonly tasks: readonly TaskSpec[];
  /** Version of the problem; raise it if the numbers of this problem alone would change. 1 by default. */
  readonly version?: number;
}

/** An evaluated task. */
export interface TaskSpec {
  /** The name of its results in the record. */
  readonly name: string;
  /** The dataset's name of the task, if it is another one. */
  readonly task?: string;
  /** The first metric is shown in tables and chooses checkpoints. */
  readonly metrics: readonly Metric[];
}

/** The complete description of one run: plain JSON, whose SHA-256 is the run's id. */
export interface RunSpec<
  P extends ProblemSpec = ProblemSpec,
  V extends Named["values"] = Named["values"],
> {
  readonly setting: string;
  readonly suite: { readonly name: string; readonly version: number };
  readonly dataset: {
    readonly name: string;
    readonly version: number;
    /** SHA-256 over the contents that the run reads; `generated` if it reads none. */
    readonly content: string;
    /** SHA-256 of the code of a dataset that is not built in. */
    readonly code?: string;
  };
  readonly problem: P;
  readonly method: MethodSpec;
  readonly protocol: ProtocolSpec<V>;
  readonly seed: number;
  /** Version of the metrics. */
  readonly metrics: number;
  /** SHA-256 of the code of the setting and of the selection rules, by `settings/name`; absent if all are built in. */
  readonly code?: { readonly [part: string]: string };
}

/** Values by name of a selection rule. */
export interface BySelection<T> {
  readonly [selection: string]: T;
}

/** A fact that a reader needs, in words: `["optimizer", "adam at 0.001"]`. */
export type Fact = readonly [name: string, text: string];

/** A setting's words for what its runs are compared and measured on. */
export interface Words {
  /** One of the compared problems: `task`. */
  readonly problem: string;
  readonly problems: string;
  /** The rows that results are measured on: `test rows`. */
  readonly tested: string;
  /** The labelled rows that are held out for choosing checkpoints: `validation rows`. */
  readonly held: string;
}

/** A kind of part with a paper and parameters. */
export type PartKind = "method" | "weighting" | "gradient_rule" | "encoder";

/** A part of a run, described by its paper and its parameters. */
export interface PartFacts {
  readonly kind: PartKind;
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  readonly params: Parameters;
}

/** Facts of a run besides its spec that a report shows, so that it needs nothing but records. */
export interface About {
  readonly suite: {
    readonly title: string;
    /** The seeds whose results were used to choose the suite's settings. */
    readonly tunedOn: readonly number[];
    /** Departures of the suite's protocol from the papers': one sentence each. */
    readonly departures: readonly string[];
    /** The order of its methods. */
    readonly methods: readonly string[];
  };
  /** Differences of the run's protocol from the suite's: `epochs: 3, the suite's 30`. */
  readonly changes: readonly string[];
  /** The name of the method that gains are measured against. */
  readonly baseline: string;
  /** True if the method learns from data that are hidden from its rivals: an upper bound, which is not ranked. */
  readonly bound: boolean;
  /** The method, its weighting and rule if it has them, and the encoder. */
  readonly parts: readonly PartFacts[];
  /** The quantities by which the problem differs from others of its dataset, such as the correlation of its tasks. */
  readonly quantities?: { readonly [name: string]: number };
  /** The setting's words. */
  readonly words: Words;
  /** True if gains are summarised as parts of the baseline's values: Δm of Maninis et al. 2019. */
  readonly relativeGains: boolean;
  /** The protocol in words. */
  readonly protocol: readonly Fact[];
  /** The selection rules in words. */
  readonly selections: BySelection<{
    readonly title: string;
    /** True if it reads hidden labels: its results are bounds. */
    readonly bound: boolean;
  }>;
}

/** The measurements at one checkpoint. */
export interface CurvePoint {
  readonly step: number;
  /** Means of the values that the steps since the last checkpoint reported. */
  readonly training: { readonly [name: string]: number };
  /** The first metric of each task on its validation rows, if there are any, and on its test rows. */
  readonly tasks: {
    readonly [task: string]: { readonly validation?: number; readonly test: number };
  };
  /**
   * With several tasks that share parameters: the cosine of the angle between the gradients of two tasks' losses
   * in the shared parameters, by one task and the other, on training rows that are the same at all checkpoints.
   */
  readonly affinity?: { readonly [task: string]: { readonly [other: string]: number } };
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
  /** {@linkcode FORMAT}. */
  readonly format: number;
  readonly id: string;
  readonly spec: RunSpec;
  /** `diverged`: the loss or a prediction was not finite; `failed`: the run threw. */
  readonly status: "ok" | "diverged" | "failed";
  readonly about: About;
  /** By task, selection rule and metric; empty unless the status is `ok`. */
  readonly metrics: {
    readonly [task: string]: BySelection<{ readonly [metric: string]: number }>;
  };
  /** The step that each selection rule chose for each task; empty unless the status is `ok`. */
  readonly selected: BySelection<{ readonly [task: string]: number }>;
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
  readonly tasks: { readonly [task: string]: TaskPredictions };
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
  readonly predicted: BySelection<readonly number[]>;
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
  readonly about: About;
  readonly record?: RunRecord;
}
