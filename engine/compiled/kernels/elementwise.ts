import { type DType, sameShape, sizeOf, type Spec, uniform } from "../graph.ts";
import type { Lowering, OnnxAttributes } from "../lower.ts";
import { type Kernel, type Lowered, type LoweredCall, unsupported } from "./kernel.ts";

/** The shape of elementwise operations on shapes, broadcast as numpy does. */
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

/** Names of the operands in; the name of the result out. */
export type Nodes = (onnx: Lowering, operands: readonly string[], call: LoweredCall) => string;

/** Options of {@linkcode elementwise}. */
export interface ElementwiseOptions {
  readonly attributes?: readonly string[];
  /** The types that the nodes compute with; float32 and int32 unless given. Others are cast. */
  readonly takes?: readonly DType[];
  /** The output's type; that of the first operand unless given. */
  readonly gives?: DType;
}

/**
 * A kernel whose operands are broadcast.
 *
 * It is lowered in whichever order of axes the operands are at hand, so that a chain behind a
 * convolution needs no transposes. Operands of a type that the nodes do not take are cast to float32,
 * and the result back; but arithmetic that would give bool is rejected.
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
      const channelsFirst = shape.length === 4 &&
        operands.some((value) => onnx.onlyChannelsFirst(value)) &&
        operands.every(({ shape }) => shape.length === 4 || shape.length < 2);
      const varying = operands.filter((value) => uniform(value) === undefined);
      const whole = varying.length > 0 &&
        sameShape(broadcast(name, varying.map(({ shape }) => shape)), shape);
      const names = operands.map((value) => {
        // A constant that is full of one number is that number, unless it gives the output its shape.
        const number = whole ? onnx.number(value) : undefined;
        if (number !== undefined) return number;
        if (!channelsFirst || value.shape.length === 0) return onnx.name(value);
        return value.shape.length === 4
          ? onnx.channelsFirst(value)
          : onnx.reshape(onnx.name(value), [sizeOf(value.shape), 1, 1]);
      });
      const taken = operands.map((value, i) =>
        takes.includes(value.dtype) ? names[i] : onnx.cast(names[i], "float32")
      );
      const result = nodes(onnx, taken, call);
      const given = gives || takes.includes(dtype) ? result : onnx.cast(result, dtype);
      return channelsFirst ? { channelsFirst: given } : given;
    },
  };
}

/** A kernel that is one node of ONNX with the same operands. */
export function sameNode(
  name: string,
  op: string,
  options?: ElementwiseOptions & { readonly constants?: OnnxAttributes },
): Kernel {
  return elementwise(name, (onnx, operands) => onnx.op(op, operands, options?.constants), options);
}
