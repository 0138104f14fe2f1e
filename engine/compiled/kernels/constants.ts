import type { Spec } from "../graph.ts";
import { knownType } from "./comparisons.ts";
import { type Call, type Kernel, unsupported } from "./kernel.ts";

/** Makes a kernel whose output is filled with one number, whatever its input contains. */
function filled(
  name: string,
  fill: (call: Call) => number,
  infer: (call: Call) => Spec,
  attributes?: readonly string[],
): Kernel {
  return {
    name,
    attributes,
    infer,
    constant: fill,
    lower: () => {
      throw new TypeError(`Cannot lower ${name}: it is a constant`);
    },
  };
}

/** Makes a kernel without inputs, which the tracer computes. */
function sequence(
  name: string,
  attributes: readonly string[],
  infer: (call: Call) => Spec,
): Kernel {
  return {
    name,
    attributes,
    infer,
    lower({ outputs: [{ shape: [length] }] }) {
      throw unsupported(name, `as many numbers as ${length}`);
    },
  };
}

/** Kernels whose outputs are known at tracing. */
export const constants: readonly Kernel[] = [
  filled("ZerosLike", () => 0, ({ inputs }) => inputs.x),
  filled("OnesLike", () => 1, ({ inputs }) => inputs.x),
  filled("Fill", ({ attributes }) => Number(attributes.value), ({ attributes }) => ({
    shape: attributes.shape as number[],
    dtype: knownType("Fill", (attributes.dtype as string | undefined) ?? "float32"),
  }), ["shape", "value"]),
  sequence("Range", ["start", "stop", "step"], ({ attributes }) => {
    const { start, stop, step } = attributes as { [name in "start" | "stop" | "step"]: number };
    // A step of 1 may go down; other steps away from the end give an empty range.
    const away = start < stop ? step < 0 : step > 1;
    const length = start === stop || away ? 0 : Math.abs(Math.ceil((stop - start) / step));
    return { shape: [length], dtype: knownType("Range", attributes.dtype as string) };
  }),
  sequence("LinSpace", ["start", "stop", "num"], ({ attributes }) => ({
    shape: [attributes.num as number],
    dtype: "float32",
  })),
];
