import type { Paper } from "../descriptors/paper.ts";
import type { NdArray, Streams } from "../engine/mod.ts";

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
  /** What the numbers are: word counts, coordinates. */
  readonly kind: "counts" | "points";
  readonly shape: readonly number[];
}

/** Gives the decompressed content of one of the family's files. */
export type ReadFile = (file: SourceFile) => Promise<Uint8Array>;

/**
 * A family of domains that share one input space and one set of classes.
 *
 * A published family is never edited in place: another split, another preprocessing is another
 * version.
 */
export interface DomainFamily {
  /** The file's stem and the id on the command line. */
  readonly name: string;
  readonly title: string;
  /** Raised whenever the arrays that {@linkcode load} gives change. */
  readonly version: number;
  readonly paper: Paper;
  readonly licence: string;
  /** The folder, within a data folder, that its files lie in; `undefined` where it is generated. */
  readonly folder?: string;
  readonly input: InputShape;
  /** Names of the classes, by index. */
  readonly classes: readonly string[];
  /** The domains that the family lists; a generated family may have more, see {@linkcode has}. */
  readonly domains: readonly string[];
  /** Says whether a domain exists. */
  has(domain: string): boolean;
  /** The files that one domain is read from; none where it is generated. */
  files(domain: string): readonly SourceFile[];
  /**
   * Loads one domain.
   *
   * @param domain A domain for which {@linkcode has} holds.
   * @param read Gives the content of the domain's files.
   * @param random Streams of the run's seed; a family on disk does not use them.
   * @throws {SyntaxError} If a file's content is malformed, with its name and line.
   */
  load(domain: string, read: ReadFile, random: Streams): Promise<DomainData>;
  /** A tiny generated domain of the same shapes, for tests. */
  sample(random: Streams): DomainData;
}
