import type { NdArray } from "./array.ts";
import type { Numbers, Program } from "./program.ts";
import type { Random, Streams } from "./random.ts";
import type { Arrays } from "./tree.ts";

/** What one training step is fed. */
export interface Feed {
  /** For each table that the step reads, the rows that make up the batch. */
  readonly rows: { readonly [table: string]: Int32Array };
  /** Schedules: the learning rate and whatever the method declares. */
  readonly scalars: Numbers;
  /** The streams that the step's noise is drawn from, by purpose; needed where the program asks for some. */
  readonly noise?: { readonly [purpose: string]: Random };
}

/** The rows that batches are taken from, by table: `{ source: { x, y }, target: { x } }`. */
export type Tables = { readonly [table: string]: Arrays };

/** A device and the software that runs on it. */
export interface Device {
  readonly name: string;
  readonly threads: number;
  /** Versions of what computes, by package. */
  readonly versions: { readonly [name: string]: string };
  /** The name of the graphics processor that computes, where that is known. */
  readonly adapter?: string;
}

/** Runs programs on one device. */
export interface Executor {
  readonly device: Device;
  /**
   * Makes a program executable and its initial state.
   *
   * @param program The program.
   * @param random The streams that its initial state is drawn from.
   * @param tables The rows that the steps draw their batches from; they stay resident.
   */
  start(program: Program, random: Streams, tables: Tables): Promise<Execution>;
}

/** A program in execution: it owns the state. */
export interface Execution {
  /**
   * Makes ready for feeds of this shape; {@linkcode Execution.train} does so by itself where it has to.
   *
   * @param feed One like those to come.
   */
  prepare(feed: Feed): Promise<void>;
  /**
   * Takes one training step per feed, in order.
   *
   * @returns What each step reports, `loss` among it.
   */
  train(feeds: readonly Feed[]): Promise<Numbers[]>;
  /**
   * Predicts for rows `[rows, …]` with the present state.
   *
   * @param x The rows; what is written to the same array after a first call may not be seen.
   * @param of Which outputs, where the program has several.
   */
  predict(x: NdArray, of?: string): Promise<NdArray>;
  /**
   * Looks at a batch with the present state, and changes nothing.
   *
   * @param feed The batch and the scalars.
   * @returns What the program's `measure` reports.
   * @throws {TypeError} If the program has no `measure`.
   */
  measure(feed: Feed): Promise<Numbers>;
  /** Copies the present state out of the device. */
  state(): Promise<Arrays>;
  /** Frees everything the execution holds. */
  dispose(): void;
}

/**
 * The stream that a step's noise for one purpose is drawn from.
 *
 * @throws {TypeError} If the feed has none.
 */
export function noiseOf({ noise = {} }: Feed, purpose: string): Random {
  if (Object.hasOwn(noise, purpose)) return noise[purpose];
  throw new TypeError(
    `Cannot take a step: it asks for noise for ${purpose}, and its feed has none`,
  );
}

/**
 * What a program looks at a batch with.
 *
 * @throws {TypeError} If it has nothing of the kind.
 */
export function measureOf(program: Program): NonNullable<Program["measure"]> {
  if (program.measure) return program.measure;
  throw new TypeError("Cannot measure: the program has nothing to measure");
}
