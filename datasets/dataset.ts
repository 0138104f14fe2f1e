import type { Metric } from "../descriptors/metrics.ts";
import type { Paper } from "../descriptors/paper.ts";
import type { NdArray, Streams } from "../engine/mod.ts";

/** Rows that are used for one purpose. */
export type Split = "train" | "validation" | "test" | "unlabelled";

/** One file of a dataset, as published. */
export interface SourceFile {
  /** The name in the family's folder, without `.gz`. */
  readonly name: string;
  /** The public address; `undefined` if users place the file themselves. */
  readonly url?: string;
  /** Size of the decompressed content. */
  readonly bytes: number;
  /** SHA-256 of the decompressed content; `undefined` if none is known. */
  readonly sha256?: string;
  /** The file's folder within a data folder; the family's by default. */
  readonly folder?: string;
  /** The split whose rows the file has, by which errors about these rows find its name. */
  readonly split?: Split;
}

/** Rows, each with a label. */
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

/** Kind and shape of a network's input, without the batch axis. */
export interface InputShape {
  /**
   * Meaning of the numbers: word counts, coordinates, features of a table, pixels in [0, 1]
   * `[height, width, channels]`, or words by number `[length]`.
   */
  readonly kind: "counts" | "points" | "numbers" | "images" | "words";
  readonly shape: readonly number[];
  /** For words: the size of the vocabulary. Word 0 is the padding at the ends of texts, word 1 any unknown word. */
  readonly vocabulary?: number;
  /** For words: the word of each number; `undefined` if they are generated. */
  readonly words?: readonly string[];
  /** For words: initial word vectors, `[vocabulary, width]`; NaN in the rows of words without one. */
  readonly vectors?: NdArray;
}

/** Reads the decompressed content of one of the family's files. */
export type ReadFile = (file: SourceFile) => Promise<Uint8Array>;

/** Fields of every family. */
interface FamilyInfo {
  /** The file's stem and the id on the command line. */
  readonly name: string;
  readonly title: string;
  /** Increased whenever the loaded arrays change. */
  readonly version: number;
  readonly paper: Paper;
  readonly licence: string;
  /** The folder of its files within a data folder; `undefined` if the family is generated. */
  readonly folder?: string;
}

/**
 * A family of domains that share one input space and one set of classes.
 *
 * A published family is never edited in place: another split or another preprocessing is another
 * version.
 */
export interface DomainFamily extends FamilyInfo {
  readonly kind: "domains";
  readonly input: InputShape;
  /** Names of the classes, by index. */
  readonly classes: readonly string[];
  /** The domains that the family lists; a generated family may have more, see {@linkcode has}. */
  readonly domains: readonly string[];
  /** True if the run's seed draws a domain's rows or their labels. */
  readonly drawn: boolean;
  /** Returns true if a domain exists. */
  has(domain: string): boolean;
  /** Returns the files of one domain; none if it is generated. */
  files(domain: string): readonly SourceFile[];
  /**
   * Loads one domain.
   *
   * @param domain A domain for which {@linkcode has} holds.
   * @param read Reads the content of the domain's files.
   * @param random Random streams of the run's seed; only a {@linkcode drawn} family uses them.
   * @throws {SyntaxError} If a file's content is malformed, with its name and line.
   */
  load(domain: string, read: ReadFile, random: Streams): Promise<DomainData>;
  /** Returns a tiny generated domain of the same shapes, for tests. */
  sample(random: Streams): DomainData;
}

/** One task: its labels and its metrics. */
export interface Task {
  /** Unique within the family. */
  readonly name: string;
  /** One class per row, one number per row, or one class for each word of a row. */
  readonly kind: "classification" | "regression" | "tagging";
  /** Names of the classes, by index; none for a regression. */
  readonly classes: readonly string[];
  /** The metric that tables show and checkpoints are selected by. */
  readonly metric: Metric;
  /** Further recorded metrics. */
  readonly furtherMetrics: readonly Metric[];
  /** Level for hierarchical methods, 1 for the lowest. Tasks of a family without a hierarchy all have level 1. */
  readonly level: number;
  /** True if some rows have no label: −1 for a class, NaN for a number. */
  readonly partial?: true;
}

/** Rows with the labels of one or more tasks. */
export interface TaskRows {
  /** Inputs, `[rows, …]`. */
  readonly x: NdArray;
  /**
   * Labels by task: class indices `[rows]`, int32; numbers `[rows]`, float32; or class indices `[rows, length]`,
   * int32, −1 for padding.
   */
  readonly y: { readonly [task: string]: NdArray };
}

/**
 * The splits of one source of rows. Each is a list of parts; the rows of a part have one shape. Sentences are
 * grouped into parts by length, other rows have one part.
 */
export interface SourceData {
  readonly train: readonly TaskRows[];
  readonly validation: readonly TaskRows[];
  readonly test: readonly TaskRows[];
  /** Inputs without labels, in one part; `undefined` if the family has none. */
  readonly unlabelled?: NdArray;
}

/** Several sources, loaded together. */
export interface TaskData {
  /** The shared input; words are numbered over the training rows of all sources. */
  readonly input: InputShape;
  readonly sources: { readonly [source: string]: SourceData };
}

/**
 * A family of tasks over one kind of input.
 *
 * A source is a set of rows: tasks that are labelled on the same rows share one source, tasks with separate rows
 * have a source each. If a family has no official validation split, every seed draws its own from the training
 * rows.
 */
export interface TaskFamily extends FamilyInfo {
  readonly kind: "tasks";
  readonly inputKind: InputShape["kind"];
  /** The sources that the family lists; a generated family may have more, see {@linkcode has}. */
  readonly sources: readonly string[];
  /** Returns true if a source exists. */
  has(source: string): boolean;
  /** Returns the tasks that are labelled on the rows of a source. */
  tasks(source: string): readonly Task[];
  /** Returns the files of one source; none if it is generated. */
  files(source: string): readonly SourceFile[];
  /**
   * Loads several sources.
   *
   * @param sources Sources for which {@linkcode has} holds.
   * @param read Reads the content of the sources' files.
   * @param random Random streams of the run's seed.
   * @throws {SyntaxError} If a file's content is malformed, with its name and line.
   */
  load(sources: readonly string[], read: ReadFile, random: Streams): Promise<TaskData>;
  /** Returns tiny generated rows of the same shapes, of all listed sources or the first few, for tests. */
  sample(random: Streams): TaskData;
}

/** A family of either kind. */
export type Family = DomainFamily | TaskFamily;
