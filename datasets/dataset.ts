import type { Metric } from "../descriptors/metrics.ts";
import type { Paper } from "../descriptors/paper.ts";
import type { NdArray, Streams } from "../engine/mod.ts";

/** Rows that are used for one purpose. */
export type Split = "train" | "validation" | "test" | "unlabelled";

/** One file of a dataset, as its public source serves it. */
export interface SourceFile {
  /** Its name in the family's folder, without `.gz`. */
  readonly name: string;
  /** Its public address; `undefined` where users place the file themselves. */
  readonly url?: string;
  /** Size of the decompressed content. */
  readonly bytes: number;
  /** SHA-256 of the decompressed content; `undefined` where nobody has vouched for one. */
  readonly sha256?: string;
  /** The folder, within a data folder, that it lies in; the family's unless given. */
  readonly folder?: string;
  /** The split whose rows it has: what an error about these rows names it by. */
  readonly split?: Split;
}

/** Rows with a label each. */
export interface Labelled {
  /** Inputs, `[rows, …input shape]`. */
  readonly x: NdArray;
  /** Class indices, `[rows]`, int32. */
  readonly y: NdArray;
}

/** One domain's official splits. */
export interface DomainData {
  readonly train: Labelled;
  readonly test: Labelled;
}

/** What a network is fed, without the batch axis. */
export interface InputShape {
  /**
   * What the numbers are: word counts, coordinates, features of a table, pixels in [0, 1]
   * `[height, width, channels]`, words by number `[length]`.
   */
  readonly kind: "counts" | "points" | "numbers" | "images" | "words";
  readonly shape: readonly number[];
  /** Of words: how many there are. Word 0 fills texts up at their ends, word 1 is any unknown one. */
  readonly vocabulary?: number;
  /** Of words: each as it is written, by number; none where they are generated. */
  readonly words?: readonly string[];
  /** Of words: vectors to start from, `[vocabulary, width]`; NaN in the rows of those that have none. */
  readonly vectors?: NdArray;
}

/** Gives the decompressed content of one of the family's files. */
export type ReadFile = (file: SourceFile) => Promise<Uint8Array>;

/** What is to be known of any family. */
interface FamilyInfo {
  /** The file's stem and the id on the command line. */
  readonly name: string;
  readonly title: string;
  /** Raised whenever the arrays that are loaded change. */
  readonly version: number;
  readonly paper: Paper;
  readonly licence: string;
  /** The folder, within a data folder, that its files lie in; `undefined` where it is generated. */
  readonly folder?: string;
}

/**
 * A family of domains that share one input space and one set of classes.
 *
 * A published family is never edited in place: another split, another preprocessing is another
 * version.
 */
export interface DomainFamily extends FamilyInfo {
  readonly kind: "domains";
  readonly input: InputShape;
  /** Names of the classes, by index. */
  readonly classes: readonly string[];
  /** The domains that the family lists; a generated family may have more, see {@linkcode has}. */
  readonly domains: readonly string[];
  /** Whether a domain's rows or their labels are drawn by the run's seed. */
  readonly drawn: boolean;
  /** Says whether a domain exists. */
  has(domain: string): boolean;
  /** The files that one domain is read from; none where it is generated. */
  files(domain: string): readonly SourceFile[];
  /**
   * Loads one domain.
   *
   * @param domain A domain for which {@linkcode has} holds.
   * @param read Gives the content of the domain's files.
   * @param random Streams of the run's seed; only a family that is {@linkcode drawn} uses them.
   * @throws {SyntaxError} If a file's content is malformed, with its name and line.
   */
  load(domain: string, read: ReadFile, random: Streams): Promise<DomainData>;
  /** A tiny generated domain of the same shapes, for tests. */
  sample(random: Streams): DomainData;
}

/** One task: what is predicted, and how well that is done. */
export interface Task {
  /** Unlike all others of the family. */
  readonly name: string;
  /** One class a row, one number a row, or one class for each word of a row. */
  readonly kind: "classification" | "regression" | "tagging";
  /** Names of the classes, by index; none for a regression. */
  readonly classes: readonly string[];
  /** What tables show and checkpoints are chosen by. */
  readonly metric: Metric;
  /** What else is recorded. */
  readonly furtherMetrics: readonly Metric[];
  /** 1 for the lowest: what hierarchical methods go by. Tasks of a family without a hierarchy are all of level 1. */
  readonly level: number;
}

/** Rows with the labels of one or more tasks. */
export interface TaskRows {
  /** Inputs, `[rows, …]`. */
  readonly x: NdArray;
  /**
   * By task: class indices `[rows]`, int32; numbers `[rows]`, float32; or class indices `[rows, length]`,
   * int32, −1 where there is no word.
   */
  readonly y: { readonly [task: string]: NdArray };
}

/**
 * The splits of one source of rows. Each is a list of parts, whose rows have one shape: several where sentences
 * are kept by length, one elsewhere.
 */
export interface SourceData {
  readonly train: readonly TaskRows[];
  readonly validation: readonly TaskRows[];
  readonly test: readonly TaskRows[];
  /** Inputs without labels, in one part; none where the family has none. */
  readonly unlabelled?: NdArray;
}

/** Several sources, loaded together. */
export interface TaskData {
  /** What all of them are made of: words are numbered over the training rows of all. */
  readonly input: InputShape;
  readonly sources: { readonly [source: string]: SourceData };
}

/**
 * A family of tasks over one kind of input.
 *
 * A source is what rows come from: tasks that are labelled on the same rows have one source, tasks with rows of
 * their own a source each. Where a family has no official validation split, every seed draws its own from the
 * training rows.
 */
export interface TaskFamily extends FamilyInfo {
  readonly kind: "tasks";
  readonly inputKind: InputShape["kind"];
  /** The sources that the family lists; a generated family may have more, see {@linkcode has}. */
  readonly sources: readonly string[];
  /** Says whether a source exists. */
  has(source: string): boolean;
  /** The tasks that are labelled on the rows of a source. */
  tasks(source: string): readonly Task[];
  /** The files that one source is read from; none where it is generated. */
  files(source: string): readonly SourceFile[];
  /**
   * Loads some sources.
   *
   * @param sources Sources for which {@linkcode has} holds.
   * @param read Gives the content of the sources' files.
   * @param random Streams of the run's seed.
   * @throws {SyntaxError} If a file's content is malformed, with its name and line.
   */
  load(sources: readonly string[], read: ReadFile, random: Streams): Promise<TaskData>;
  /** Tiny generated rows of the same shapes, of all listed sources or the first few, for tests. */
  sample(random: Streams): TaskData;
}

/** Any family. */
export type Family = DomainFamily | TaskFamily;
