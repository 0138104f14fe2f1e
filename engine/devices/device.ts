import type { Executor } from "../executor.ts";

/** The ONNX graph of a compiled program. */
export interface CompiledGraph {
  /** The graph's function: training steps, or predictions or metrics for a number of rows. */
  readonly kind: "training" | "prediction" | "measurement";
  /** The content of an `.onnx` file. */
  readonly content: Uint8Array;
}

/** Options for opening a device. */
export interface OpenOptions {
  /** Number of CPU threads that one operation may use. */
  readonly threads: number;
  /** Called with every compiled graph; a device that does not compile rejects it. */
  readonly onGraph?: (graph: CompiledGraph) => void;
}

/** A kind of device. */
export interface DeviceKind {
  /** Description in one line. */
  readonly description: string;
  /** True if it supports only one thread. */
  readonly oneThread?: boolean;
  /** True if it runs operation by operation and compiles no graph. */
  readonly eager?: boolean;
  /** Returns true if `auto` may open it; without this function it may. */
  isAutomatic?(): Promise<boolean>;
  /**
   * Opens the device and checks that it computes.
   *
   * @throws {Error} If it does not work here, with the reason and a remedy.
   */
  open(options: OpenOptions): Promise<Executor>;
}
