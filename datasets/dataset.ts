import { defineEntry } from "../descriptors/kind.ts";
import type { Metric } from "../descriptors/metrics.ts";
import type { Paper } from "../descriptors/paper.ts";
import type { AnyArray, NdArray, Streams } from "../engine/mod.ts";

/** Rows that are used for one purpose. */
export type Split = "train" | "validation" | "test" | "unlabelled";

/** One file of a dataset, as published. */
export interface SourceFile {
  /** The name in the dataset's folder, without `.gz`. */
  readonly name: string;
  /** The public address; `undefined` if users place the file themselves. */
  readonly url?: string;
  /** Size of the decompressed content. */
  readonly bytes: number;
  /** SHA-256 of the decompressed content; `undefined` if none is known. */
  readonly sha256?: string;
  /** The file's folder within a data folder; the dataset's by default. */
  readonly folder?: string;
  /** The split whose rows the file has, by which errors about these rows find its name. */
  readonly split?: Split;
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

/** Numbers by name. */
export interface Quantities {
  readonly [name: string]: number;
}

/** Reads the decompressed content of one of the dataset's files. */
export type ReadFile = (file: SourceFile) => Promise<Uint8Array>;

/** One task: its labels and its metrics. */
export interface Task {
  /** Unique within the dataset. */
  readonly name: string;
  /** One class per row, one number per row, or one class for each word of a row. */
  readonly kind: "classification" | "regression" | "tagging";
  /** Names of the classes, by index; none for a regression. */
  readonly classes: readonly string[];
  /** The metric that tables show and checkpoints are selected by. */
  readonly metric: Metric;
  /** Further recorded metrics. */
  readonly furtherMetrics: readonly Metric[];
  /** Level for hierarchical methods, 1 for the lowest. Tasks of a dataset without a hierarchy all have level 1. */
  readonly level: number;
  /** True if some rows have no label: −1 for a class, NaN for a number. */
  readonly partial?: true;
  /** True if no row has a label: its metrics are of the outputs alone, and what is tested are all rows. */
  readonly unlabelled?: true;
}

/** Rows of one shape with the labels of one or more tasks. */
export interface Rows {
  /** Inputs, `[rows, …]`; sparse if they are nearly all zero, as counts of words are. */
  readonly x: AnyArray;
  /**
   * Labels by task: class indices `[rows]`, int32; numbers `[rows]`, float32; or class indices `[rows, length]`,
   * int32, −1 for padding.
   */
  readonly y: { readonly [task: string]: NdArray };
}

/**
 * The splits of one domain. Each is a list of parts; the rows of a part have one shape. Sentences are grouped into
 * parts by length, other rows have one part.
 */
export interface DomainData {
  readonly input: InputShape;
  readonly train: readonly Rows[];
  /** The official validation rows, or those that the dataset draws; `undefined` if there are none. */
  readonly validation?: readonly Rows[];
  readonly test: readonly Rows[];
  /** Inputs without labels, in one part; `undefined` if there are none. */
  readonly unlabelled?: AnyArray;
}

/** Loaded domains, by name. */
export interface LoadedDomains {
  readonly [domain: string]: DomainData;
}

/**
 * A dataset: domains, each with its own input and the tasks that are labelled on its rows.
 *
 * Tasks that are labelled on the same rows share one domain; tasks with separate rows have a domain each. A published
 * dataset is never edited in place: another split or another preprocessing is another version.
 */
export interface Dataset {
  /** The file's stem and the id on the command line. */
  readonly name: string;
  readonly title: string;
  /** Increased whenever the loaded arrays change. */
  readonly version: number;
  readonly paper: Paper;
  readonly licence: string;
  /** The folder of its files within a data folder; `undefined` if the dataset is generated, or a user's. */
  readonly folder?: string;
  /** SHA-256 over the contents of a user's files, which were read when the dataset was made: no files are searched for. */
  readonly content?: string;
  /**
   * Returns the names of a domain's test rows, in their order, by which a user finds predictions; only of a user's files.
   *
   * @param random Random streams of the run's seed.
   */
  testRows?(domain: string, random: Streams): string[];
  /** Returns sentences on a user's files that stand before the results: a class of one row, a column that equals the label. */
  notes?(): readonly string[];
  readonly inputKind: InputShape["kind"];
  /** The domains that the dataset lists; a generated dataset may have more, see {@linkcode has}. */
  readonly domains: readonly string[];
  /** True if the run's seed draws a domain's rows, their labels or their splits. */
  readonly drawn: boolean;
  /** True if a domain's arrays depend on the domains that are loaded with it, as with a shared vocabulary. */
  readonly together: boolean;
  /** Returns true if a domain exists. */
  has(domain: string): boolean;
  /** Returns the tasks that are labelled on the rows of a domain. */
  tasks(domain: string): readonly Task[];
  /** Returns the quantities by which generated domains differ: `{ correlation: 0.5, rows: 200 }`. */
  quantities?(domain: string): Quantities;
  /** Returns the files of one domain; none if it is generated. */
  files(domain: string): readonly SourceFile[];
  /**
   * Loads some domains.
   *
   * @param domains Domains for which {@linkcode has} holds.
   * @param read Reads the content of the domains' files.
   * @param random Random streams of the run's seed; only a {@linkcode drawn} dataset uses them.
   * @throws {SyntaxError} If a file's content is malformed, with its name and line.
   */
  load(domains: readonly string[], read: ReadFile, random: Streams): Promise<LoadedDomains>;
  /**
   * Returns tiny generated domains with the inputs and the splits of the loaded ones, all that are listed or the first
   * few, for tests and for checks of a plan.
   */
  sample(random: Streams): LoadedDomains;
}

/** Declares a dataset. */
export function defineDataset(dataset: Dataset): Dataset {
  return defineEntry("datasets", dataset);
}
