import type { NdArray } from "./array.ts";
import type { Numbers, Program } from "./program.ts";
import type { Streams } from "./random.ts";
import type { Arrays } from "./tree.ts";

/** What one training step is fed. */
export interface Feed {
  /** For each table of the execution, the rows that make up the batch. */
  readonly rows: { readonly [table: string]: Int32Array };
  /** Schedules: the learning rate and whatever the method declares. */
  readonly scalars: Numbers;
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
   */
  predict(x: NdArray): Promise<NdArray>;
  /** Copies the present state out of the device. */
  state(): Promise<Arrays>;
  /** Frees everything the execution holds. */
  dispose(): void;
}
