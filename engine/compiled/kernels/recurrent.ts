import type { Cell } from "../../recurrent.ts";
import type { Kernel } from "./kernel.ts";
import { FUSED } from "./sparse_product.ts";

/** Arrays of a cell's width for each position: those of the input, and those that the gradient needs. */
export const cellParts: {
  readonly [cell in Cell]: { readonly gates: number; readonly saved: number };
} = {
  lstm: { gates: 4, saved: 6 },
  gru: { gates: 3, saved: 5 },
};

/** Recurrent networks over all positions: the engine's own kernels, which have no session of ONNX Runtime. */
export const recurrent: readonly Kernel[] = [
  {
    // The states, and what their gradient needs.
    name: "Recurrent",
    attributes: ["cell"],
    variadic: true,
    infer({ inputs: { x, fromHidden }, attributes }) {
      const [length, batch] = x.shape;
      const [width] = fromHidden.shape;
      const { saved } = cellParts[attributes.cell as Cell];
      return [
        { shape: [length + 1, batch, width], dtype: "float32" },
        { shape: [length, saved, batch, width], dtype: "float32" },
      ];
    },
    lower: ({ inputs, attributes }, onnx) =>
      onnx.ops(
        2,
        "Recurrent",
        Object.values(inputs).map((input) => onnx.name(input)),
        { cell: attributes.cell as Cell },
        FUSED,
      ),
  },
  {
    // The gradient in x, and that in the hidden part of the gates if it is another one.
    name: "RecurrentGradient",
    attributes: ["cell"],
    variadic: true,
    infer({ inputs: { saved, fromHidden }, attributes }) {
      const [length, , batch] = saved.shape;
      const shape = [length, batch, fromHidden.shape[1]];
      const gradient = { shape, dtype: "float32" } as const;
      return attributes.cell === "gru" ? [gradient, gradient] : [gradient];
    },
    lower: ({ inputs: { gradient, saved, fromHidden }, attributes, outputs }, onnx) =>
      onnx.ops(
        outputs.length,
        "RecurrentGradient",
        [gradient, saved, fromHidden].map((input) => onnx.name(input)),
        { cell: attributes.cell as Cell },
        FUSED,
      ),
  },
];
