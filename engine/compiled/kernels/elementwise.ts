import { type DType, sameShape, sizeOf, type Spec, uniform, type Value } from "../graph.ts";
import type { Layout } from "../layouts.ts";
import type { Lowering, OnnxAttributes } from "../lower.ts";
import { type Kernel, type Lowered, type LoweredCall, unsupported } from "./kernel.ts";

/** Returns the broadcast shape of operands, by the rules of NumPy. */
export function broadcast(kernel: string, shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, i) => {
    const lengths = shapes.map((shape) => shape[shape.length - rank + i] ?? 1);
    const length = lengths.find((length) => length !== 1) ?? 1;
    if (lengths.some((other) => other !== 1 && other !== length)) {
      throw unsupported(kernel, `shapes ${shapes.map((shape) => `[${shape}]`).join(" and ")}`);
    }
    return length;
  });
}

/** Adds nodes: takes the names of the operands and returns the name of the result. */
export type Nodes = (onnx: Lowering, operands: readonly string[], call: LoweredCall) => string;

/** Options of {@linkcode elementwise}. */
export interface ElementwiseOptions {
  readonly attributes?: readonly string[];
  /** The types that the nodes support; float32 and int32 by default. Others are cast. */
  readonly takes?: readonly DType[];
  /** The output's type; by default that of the first operand. */
  readonly gives?: DType;
}

/**
 * Makes an elementwise kernel with broadcast operands.
 *
 * It is lowered in an order of axes in which operands are available, so that a chain after a convolution needs no
 * transposes. Operands of an unsupported type are cast to float32, and the result back; arithmetic with a bool
 * result is rejected.
 *
 * @param name The kernel's name.
 * @param nodes Adds its nodes.
 */
export function elementwise(
  name: string,
  nodes: Nodes,
  { attributes, takes = ["float32", "int32"], gives }: ElementwiseOptions = {},
): Kernel {
  return {
    name,
    attributes,
    elementwise: true,
    infer({ inputs }): Spec {
      const operands = Object.values(inputs);
      const dtype = gives ?? operands[0].dtype;
      if (!gives && !takes.includes(dtype) && dtype === "bool") {
        throw unsupported(name, "operands of type bool");
      }
      return { shape: broadcast(name, operands.map(({ shape }) => shape)), dtype };
    },
    lower(call, onnx): Lowered {
      const operands = Object.values(call.inputs);
      const [{ shape, dtype }] = call.outputs;
      const { layout, name: nameIn } = inOneLayout(operands, onnx);
      const varying = operands.filter((value) => uniform(value) === undefined);
      const whole = varying.length > 0 &&
        sameShape(broadcast(name, varying.map(({ shape }) => shape)), shape);
      const names = operands.map((value) => {
        // A constant of one repeated number becomes a scalar, unless it determines the output's shape.
        const number = whole ? onnx.number(value) : undefined;
        return number ?? nameIn(value);
      });
      const taken = operands.map((value, i) =>
        takes.includes(value.dtype) ? names[i] : onnx.cast(names[i], "float32")
      );
      const result = nodes(onnx, taken, call);
      const given = gives || takes.includes(dtype) ? result : onnx.cast(result, dtype);
      return { layout, name: given };
    },
  };
}

/**
 * Finds a common order of axes for broadcast operands: one in which a four-dimensional operand is available.
 *
 * @returns The order, and a function that returns the name of an operand in it.
 */
export function inOneLayout(
  operands: readonly Value[],
  onnx: Lowering,
): { layout: Layout; name(value: Value): string } {
  const layouts = operands.every(({ shape }) => [0, 1, 4].includes(shape.length))
    ? operands.map((value) => onnx.layoutOf(value))
    : [];
  // Blocks have no separate axis to broadcast along.
  const layout = layouts.includes("batchLast") || layouts.includes("blocked")
    ? "batchLast"
    : layouts.includes("channelsFirst")
    ? "channelsFirst"
    : "plain";
  return {
    layout,
    name(value) {
      if (layout === "plain" || value.shape.length === 0) return onnx.name(value);
      if (value.shape.length === 4) return onnx.name(value, layout);
      const after = layout === "channelsFirst" ? [1, 1] : [1, 1, 1];
      return onnx.reshape(onnx.name(value), [sizeOf(value.shape), ...after]);
    },
  };
}

/** Makes a kernel that is a single ONNX node with the same operands. */
export function sameNode(
  name: string,
  op: string,
  options?: ElementwiseOptions & { readonly constants?: OnnxAttributes },
): Kernel {
  return elementwise(name, (onnx, operands) => onnx.op(op, operands, options?.constants), options);
}
