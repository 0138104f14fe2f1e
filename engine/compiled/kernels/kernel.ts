import type { Attributes, Spec, Value, Values } from "../graph.ts";
import type { Layout } from "../layouts.ts";
import type { Lowering } from "../lower.ts";

/** One call of a kernel: its inputs and attributes. */
export interface Call {
  readonly inputs: Values;
  readonly attributes: Attributes;
}

/** A call with its outputs. */
export interface LoweredCall extends Call {
  readonly outputs: readonly Value[];
}

/** The names of a lowering's outputs in the ONNX graph. */
export type Lowered = string | readonly string[] | Arranged;

/** An array of `[batch, height, width, channels]` in another order of axes. */
export interface Arranged {
  readonly layout: Layout;
  readonly name: string;
}

/** The lowering of a TensorFlow.js kernel to ONNX nodes. */
export interface Kernel {
  /** The kernel's name in TensorFlow.js. */
  readonly name: string;
  /** The attributes that the lowering supports; a call with others is rejected. */
  readonly attributes?: readonly string[];
  /**
   * True if every element of the output depends only on the elements at the same position of the inputs, which are
   * broadcast.
   */
  readonly elementwise?: boolean;
  /** True if TensorFlow.js expects a list of outputs, even if there is one. */
  readonly variadic?: boolean;
  /** Returns the number that fills the output, if it does not depend on the inputs. */
  constant?(call: Call): number;
  /** Returns the shapes and types of the outputs. */
  infer(call: Call): Spec | readonly Spec[];
  /** Adds the nodes. */
  lower(call: LoweredCall, onnx: Lowering): Lowered;
}

/**
 * Makes the error for an unsupported call.
 *
 * @param kernel The kernel's name.
 * @param what The unsupported attribute or property, with its value.
 */
export function unsupported(kernel: string, what: string): RangeError {
  return new RangeError(
    `Cannot compile ${kernel} with ${what}: add it to its entry under engine/compiled/kernels/, ` +
      "or run on --device wasm or reference",
  );
}
