import type { Attributes, Spec, Value, Values } from "../graph.ts";
import type { Layout } from "../layouts.ts";
import type { Lowering } from "../lower.ts";

/** One call of a kernel: what it reads and how. */
export interface Call {
  readonly inputs: Values;
  readonly attributes: Attributes;
}

/** A call whose outputs are known too. */
export interface LoweredCall extends Call {
  readonly outputs: readonly Value[];
}

/** The names that a lowering gives its outputs in the ONNX graph. */
export type Lowered = string | readonly string[] | Arranged;

/** An array of `[batch, height, width, channels]` in another order of axes. */
export interface Arranged {
  readonly layout: Layout;
  readonly name: string;
}

/** How a kernel of TensorFlow.js becomes nodes of ONNX. */
export interface Kernel {
  /** As TensorFlow.js registers it. */
  readonly name: string;
  /** The attributes that the lowering knows; a call with another is rejected. */
  readonly attributes?: readonly string[];
  /**
   * Whether every element of the output depends on the elements at its place in the inputs alone,
   * which are broadcast.
   */
  readonly elementwise?: boolean;
  /** Whether TensorFlow.js expects a list of outputs, if only of one. */
  readonly variadic?: boolean;
  /** The one number that the output is full of, where that is known without its inputs. */
  constant?(call: Call): number;
  /** Shapes and types of the outputs. */
  infer(call: Call): Spec | readonly Spec[];
  /** Adds the nodes. */
  lower(call: LoweredCall, onnx: Lowering): Lowered;
}

/**
 * Makes the error for a call that a lowering has no nodes for.
 *
 * @param kernel The kernel's name.
 * @param what The attribute or the property that is at fault, with its value.
 */
export function unsupported(kernel: string, what: string): RangeError {
  return new RangeError(
    `Cannot compile ${kernel} with ${what}: add it to its entry under engine/compiled/kernels/, ` +
      "or run on --device wasm or reference",
  );
}
