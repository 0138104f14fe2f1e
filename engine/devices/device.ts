import type { Executor } from "../executor.ts";

/** A graph that a program has been compiled to. */
export interface CompiledGraph {
  /** What it computes: training steps, or predictions for some number of rows. */
  readonly kind: "training" | "prediction" | "measurement";
  /** The content of an `.onnx` file. */
  readonly content: Uint8Array;
}

/** How a device is opened. */
export interface OpenOptions {
  /** Threads of the processor that one operation may use. */
  readonly threads: number;
  /** Is given every graph that a program is compiled to; a device that compiles none does not open. */
  readonly onGraph?: (graph: CompiledGraph) => void;
}

/** What the name of a device stands for. */
export interface DeviceKind {
  /** What it is, in a line. */
  readonly description: string;
  /** Whether it has one thread, whatever is asked for. */
  readonly oneThread?: boolean;
  /** Whether it runs operation by operation, and so compiles no graph. */
  readonly eager?: boolean;
  /** Whether `auto` may take it where it works; it may, unless this says otherwise. */
  isAutomatic?(): Promise<boolean>;
  /**
   * Opens it and sees it compute.
   *
   * @throws {Error} If it does not work here: why, and what would help.
   */
  open(options: OpenOptions): Promise<Executor>;
}
