import type { DomainFamily, TaskFamily } from "../datasets/dataset.ts";
import type { Overrides } from "../descriptors/parameters.ts";
import type { Paper } from "../descriptors/paper.ts";
import type {
  AdaptationProtocol,
  Labels,
  Protocol,
  PublishedTable,
  TasksProtocol,
  TransferProtocol,
} from "../records/record.ts";

/** A source and a target domain. */
export type Pair = readonly [source: string, target: string];

/** Sources whose tasks are learned together. */
export interface TaskGroup {
  /** Unique in the suite. */
  readonly name: string;
  readonly sources: readonly string[];
}

/** A dataset family, a protocol and a grid of methods. */
interface SuiteOf<P extends Protocol> {
  /** The file's stem and the id on the command line. */
  readonly name: string;
  readonly title: string;
  /** Version of the suite; raise it whenever the same spec would give other numbers. */
  readonly version: number;
  readonly paper: Paper;
  readonly protocol: P;
  /** Changes of the protocol for `--quick`, which tries a suite and gives no results. */
  readonly quick: Partial<P>;
  /** Default number of seeds: the first that are not in `tunedOn`. */
  readonly seeds: number;
  /**
   * The seeds whose results were used to choose the settings: protocol, grid and parameters. They are run only if
   * a user names them, and a report says so.
   */
  readonly tunedOn: readonly number[];
  /** The methods that are run, with the parameters that differ from their defaults in this suite. */
  readonly methods: { readonly [method: string]: Overrides };
  /** Published numbers that are compared with ours. */
  readonly published: readonly PublishedTable[];
  /** Departures of the protocol from the paper's: one sentence each, with both values. */
  readonly departures: readonly string[];
}

/** Adaptation from labelled domains to unlabelled ones. */
export interface AdaptationSuite extends SuiteOf<AdaptationProtocol> {
  readonly setting: "unsupervised_adaptation";
  readonly dataset: DomainFamily;
  /** Returns the default pairs of the domains that were found. */
  pairs(found: readonly string[]): readonly Pair[];
}

/** One domain's task after another's, from whose network layers are copied. */
export interface TransferSuite extends SuiteOf<TransferProtocol> {
  readonly setting: "inductive_transfer";
  readonly dataset: DomainFamily;
  /** Returns the default pairs of the domains that were found; source and target may be the same. */
  pairs(found: readonly string[]): readonly Pair[];
  /** The numbers of labelled rows of each of the target's classes. */
  readonly labels: readonly Labels[];
  /** The numbers of the encoder's layers that are copied. */
  readonly depths: readonly number[];
}

/** Several tasks, learned together or each alone. */
export interface MultiTaskSuite extends SuiteOf<TasksProtocol> {
  readonly setting: "multi_task";
  readonly dataset: TaskFamily;
  /** Returns the default groups of the sources that were found. */
  groups(found: readonly string[]): readonly TaskGroup[];
}

/** Any suite. */
export type Suite = AdaptationSuite | TransferSuite | MultiTaskSuite;
