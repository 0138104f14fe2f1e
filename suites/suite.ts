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
} from "./record.ts";

/** A source and a target domain. */
export type Pair = readonly [source: string, target: string];

/** Sources whose tasks are learned together. */
export interface TaskGroup {
  /** Unlike all others of the suite. */
  readonly name: string;
  readonly sources: readonly string[];
}

/** A dataset family, a protocol and a grid of methods. */
interface SuiteOf<P extends Protocol> {
  /** The file's stem and the id on the command line. */
  readonly name: string;
  readonly title: string;
  /** Raised whenever the same spec would give other numbers. */
  readonly version: number;
  readonly paper: Paper;
  readonly protocol: P;
  /** What `--quick` changes in the protocol: for a look, not for a result. */
  readonly quick: Partial<P>;
  /** How many seeds are run unless others are asked for: the first that are not in `tunedOn`. */
  readonly seeds: number;
  /**
   * The seeds whose results the settings were chosen by: protocol, grid and parameters. They are run only where
   * a user names them, and a report says so.
   */
  readonly tunedOn: readonly number[];
  /** The methods that are run, with the parameters in which this suite departs from their defaults. */
  readonly methods: { readonly [method: string]: Overrides };
  /** Published numbers that stand beside ours. */
  readonly published: readonly PublishedTable[];
  /** Where the protocol departs from the paper's: one sentence each, both values. */
  readonly departures: readonly string[];
}

/** Adaptation from domains with labels to domains without. */
export interface AdaptationSuite extends SuiteOf<AdaptationProtocol> {
  readonly setting: "unsupervised_adaptation";
  readonly dataset: DomainFamily;
  /** The pairs that are run unless others are asked for, of the domains that were found. */
  pairs(found: readonly string[]): readonly Pair[];
}

/** One domain's task after another's, of which the network takes layers over. */
export interface TransferSuite extends SuiteOf<TransferProtocol> {
  readonly setting: "inductive_transfer";
  readonly dataset: DomainFamily;
  /** The pairs that are run unless others are asked for, of the domains that were found; both may be one. */
  pairs(found: readonly string[]): readonly Pair[];
  /** How many rows of each of the target's classes are labelled, one number after another. */
  readonly labels: readonly Labels[];
  /** How many of the encoder's layers are taken over, one number after another. */
  readonly depths: readonly number[];
}

/** Several tasks, learned together or each alone. */
export interface MultiTaskSuite extends SuiteOf<TasksProtocol> {
  readonly setting: "multi_task";
  readonly dataset: TaskFamily;
  /** The groups that are run unless others are asked for, of the sources that were found. */
  groups(found: readonly string[]): readonly TaskGroup[];
}

/** Any suite. */
export type Suite = AdaptationSuite | TransferSuite | MultiTaskSuite;
