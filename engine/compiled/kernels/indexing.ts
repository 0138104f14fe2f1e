import { type Kernel, unsupported } from "./kernel.ts";

/** Kernels that take elements by index, and put them there. */
export const indexing: readonly Kernel[] = [
  {
    name: "GatherV2",
    attributes: ["axis", "batchDims"],
    infer({ inputs: { x, indices }, attributes }) {
      const { axis = 0, batchDims = 0 } = attributes as { axis?: number; batchDims?: number };
      if (batchDims !== 0) throw unsupported("GatherV2", `batchDims ${batchDims}`);
      return {
        shape: [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)],
        dtype: x.dtype,
      };
    },
    lower: ({ inputs: { x, indices }, attributes }, onnx) =>
      onnx.op("Gather", [onnx.name(x), onnx.name(indices)], {
        axis: (attributes.axis as number | undefined) ?? 0,
      }),
  },
  {
    name: "OneHot",
    attributes: ["depth", "onValue", "offValue"],
    infer: ({ inputs: { indices }, attributes }) => ({
      shape: [...indices.shape, attributes.depth as number],
      dtype: (attributes.dtype as "float32" | "int32" | undefined) ?? "float32",
    }),
    lower({ inputs: { indices }, attributes, outputs: [{ dtype }] }, onnx) {
      // ONNX's OneHot has no kernel for int32.
      const { depth, onValue, offValue } = attributes as {
        depth: number;
        onValue: number;
        offValue: number;
      };
      const classes = onnx.constant(
        Int32Array.from({ length: depth }, (_, i) => i),
        [depth],
        "int32",
      );
      const column = onnx.reshape(onnx.name(indices), [...indices.shape, 1]);
      const hot = onnx.op("Equal", [column, classes]);
      return onValue === 1 && offValue === 0
        ? onnx.cast(hot, dtype)
        : onnx.op("Where", [hot, onnx.scalar(onValue, dtype), onnx.scalar(offValue, dtype)]);
    },
  },
];
