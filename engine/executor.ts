import type { AnyArray, NdArray } from "./array.ts";
import type { Numbers, Program } from "./program.ts";
import type { Random, Streams } from "./random.ts";
import type { Arrays, Tree } from "./tree.ts";

/** The input of one training step. */
export interface Feed {
  /** The rows of the batch, by each table that the step reads. */
  readonly rows: { readonly [table: string]: Int32Array };
  /** Values of schedules: the learning rate and those that the method declares. */
  readonly scalars: Numbers;
  /** Random streams of the step's noise, by purpose; required for each purpose that the program uses. */
  readonly noise?: { readonly [purpose: string]: Random };
}

/** The rows that batches are taken from, by table: `{ source: { x, y }, target: { x } }`. */
export type Tables = { readonly [table: string]: Tree<AnyArray> };

/** A device and the software that runs on it. */
export interface Device {
  readonly name: string;
  readonly threads: number;
  /** Versions of the packages that compute. */
  readonly versions: { readonly [name: string]: string };
  /** The name of the GPU, if it is known. */
  readonly adapter?: string;
}

/** Runs programs on one device. */
export interface Executor {
  readonly device: Device;
  /**
   * Prepares a program for execution and draws its initial state.
   *
   * @param program The program; executions of the same object, one after the other, may share what is compiled.
   * @param random The random streams of its initial state.
   * @param tables The rows of which batches are made; they stay resident.
   */
  start(program: Program, random: Streams, tables: Tables): Promise<Execution>;
}

/** A program in execution: it owns the state. */
export interface Execution {
  /**
   * Compiles what feeds of this shape need; otherwise {@linkcode Execution.train} does it at the first one.
   *
   * @param feed A feed of the same shape as those to come.
   */
  prepare(feed: Feed): Promise<void>;
  /**
   * Takes one training step per feed, in order. If one fails, the state is that after the steps before it.
   *
   * @returns The metrics of each step, including `loss`.
   */
  train(feeds: readonly Feed[]): Promise<Numbers[]>;
  /**
   * Predicts for rows `[rows, …]` with the current state.
   *
   * @param x The rows; changes to the same array after a first call may be ignored.
   * @param of The name of the outputs, if the program has several.
   */
  predict(x: AnyArray, of?: string): Promise<NdArray>;
  /**
   * Measures a batch with the current state, which does not change.
   *
   * @param feed The batch and the scalars.
   * @returns The metrics of the program's `measure`.
   * @throws {TypeError} If the program has no `measure`.
   */
  measure(feed: Feed): Promise<Numbers>;
  /** Copies the current state from the device. */
  state(): Promise<Arrays>;
  /** Ends the execution. The executor may keep what it has compiled for the next one of the same program. */
  dispose(): void;
}

/**
 * Returns the random stream of a step's noise for one purpose.
 *
 * @throws {TypeError} If the feed has none.
 */
export function noiseOf({ noise = {} }: Feed, purpose: string): Random {
  if (Object.hasOwn(noise, purpose)) return noise[purpose];
  throw new TypeError(
    `Cannot take a step: it uses noise for ${purpose}, which its feed does not have`,
  );
}

/**
 * Returns a program's `measure`.
 *
 * @throws {TypeError} If it has none.
 */
export function measureOf(program: Program): NonNullable<Program["measure"]> {
  if (program.measure) return program.measure;
  throw new TypeError("Cannot measure: the program has no measure function");
}
