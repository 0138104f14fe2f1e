import type { Spec } from "../graph.ts";
import { knownType } from "./comparisons.ts";
import type { Call, Kernel } from "./kernel.ts";

/** A kernel that is full of one number, whatever its input holds. */
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
      throw new TypeError(`${name} is a constant`);
    },
  };
}

/** Kernels whose outputs are known before anything runs. */
export const constants: readonly Kernel[] = [
  filled("ZerosLike", () => 0, ({ inputs }) => inputs.x),
  filled("OnesLike", () => 1, ({ inputs }) => inputs.x),
  filled("Fill", ({ attributes }) => Number(attributes.value), ({ attributes }) => ({
    shape: attributes.shape as number[],
    dtype: knownType("Fill", (attributes.dtype as string | undefined) ?? "float32"),
  }), ["shape", "value"]),
];
