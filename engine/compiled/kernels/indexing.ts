import { sizeOf } from "../graph.ts";
import { type Kernel, unsupported } from "./kernel.ts";
import { withinBounds } from "./scatter.ts";
import { axisOf } from "./shapes.ts";

/** Kernels that take elements by index. */
export const indexing: readonly Kernel[] = [
  {
    name: "GatherV2",
    attributes: ["axis", "batchDims"],
    infer({ inputs: { x, indices }, attributes }) {
      const batchDims = (attributes.batchDims ?? 0) as number;
      const axis = axisOf(attributes.axis ?? 0, x.shape.length);
      if (batchDims < 0) throw unsupported("GatherV2", `batchDims ${batchDims}`);
      return {
        shape: [
          ...x.shape.slice(0, axis),
          ...indices.shape.slice(batchDims),
          ...x.shape.slice(axis + 1),
        ],
        dtype: x.dtype,
      };
    },
    lower({ inputs: { x, indices }, attributes, outputs: [output] }, onnx) {
      const batchDims = (attributes.batchDims ?? 0) as number;
      const axis = axisOf(attributes.axis ?? 0, x.shape.length);
      const length = x.shape[axis];
      const places = withinBounds(indices, length, onnx);
      if (batchDims === 0) return onnx.op("Gather", [onnx.name(x), places], { axis });
      // One gather over all batches: batch b begins at b · length.
      const batches = sizeOf(x.shape.slice(0, batchDims));
      const outer = x.shape.slice(batchDims, axis);
      const rest = x.shape.slice(axis + 1);
      const perm = [
        0,
        outer.length + 1,
        ...outer.map((_, i) => i + 1),
        ...rest.map((_, i) => outer.length + 2 + i),
      ];
      const first = onnx.op("Transpose", [
        onnx.reshape(onnx.name(x), [batches, ...outer, length, ...rest]),
      ], { perm });
      const starts = Int32Array.from({ length: batches }, (_, b) => b * length);
      const count = sizeOf(indices.shape) / batches;
      const flat = onnx.op("Add", [
        onnx.reshape(places, [batches, count]),
        onnx.constant(starts, [batches, 1], "int32"),
      ]);
      const rows = onnx.reshape(first, [batches * length, ...outer, ...rest]);
      const taken = onnx.op("Gather", [rows, flat]);
      const back = [
        0,
        ...outer.map((_, i) => i + 2),
        1,
        ...rest.map((_, i) => outer.length + 2 + i),
      ];
      return onnx.reshape(onnx.op("Transpose", [taken], { perm: back }), output.shape);
    },
  },
  {
    name: "GatherNd",
    infer: ({ inputs: { params, indices } }) => ({
      shape: [...indices.shape.slice(0, -1), ...params.shape.slice(indices.shape.at(-1)!)],
      dtype: params.dtype,
    }),
    lower: ({ inputs: { params, indices } }, onnx) =>
      onnx.op("GatherND", [onnx.name(params), onnx.cast(onnx.name(indices), "int64")]),
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
      const classes = Int32Array.from({ length: depth }, (_, i) => i);
      const column = onnx.reshape(onnx.name(indices), [...indices.shape, 1]);
      const hot = onnx.op("Equal", [column, onnx.constant(classes, [depth], "int32")]);
      return onValue === 1 && offValue === 0
        ? onnx.cast(hot, dtype)
        : onnx.op("Where", [hot, onnx.scalar(onValue, dtype), onnx.scalar(offValue, dtype)]);
    },
  },
];
