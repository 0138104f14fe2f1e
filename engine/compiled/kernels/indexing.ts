import * as tf from "../../tf.ts";
import { sizeOf } from "../graph.ts";
import { knownType } from "./comparisons.ts";
import type { Call, Kernel } from "./kernel.ts";
import { withinBounds } from "./scatter.ts";
import { axisOf, infoOf } from "./shapes.ts";

/** Kernels that read elements by index. */
export const indexing: readonly Kernel[] = [
  {
    name: "GatherV2",
    attributes: ["axis", "batchDims"],
    infer: (call) => ({ shape: gatherOf(call).outputShape, dtype: call.inputs.x.dtype }),
    lower(call, onnx) {
      const { x, indices } = call.inputs;
      const { axis, batchSize, outerSize, dimSize, sliceSize, outputShape } = gatherOf(call);
      const places = withinBounds(indices, [dimSize], onnx);
      if (!call.attributes.batchDims) return onnx.op("Gather", [onnx.name(x), places], { axis });
      // Every batch has its own indices, and every position between it and the axis its own rows.
      const count = sizeOf(indices.shape) / batchSize;
      const tuples = onnx.op("Expand", [
        onnx.cast(onnx.reshape(places, [batchSize, 1, count, 1]), "int64"),
        onnx.integers([batchSize, outerSize, count, 1]),
      ]);
      const rows = onnx.reshape(onnx.name(x), [batchSize, outerSize, dimSize, sliceSize]);
      const taken = onnx.op("GatherND", [rows, tuples], { batch_dims: 2 });
      return onnx.reshape(taken, outputShape);
    },
  },
  {
    name: "GatherNd",
    infer({ inputs: { params, indices } }) {
      const [shape] = tf.backend_util.prepareAndValidate(infoOf(params), infoOf(indices));
      return { shape, dtype: params.dtype };
    },
    lower({ inputs: { params, indices } }, onnx) {
      const lengths = params.shape.slice(0, indices.shape.at(-1));
      const places = onnx.cast(withinBounds(indices, lengths, onnx), "int64");
      return onnx.op("GatherND", [onnx.name(params), places]);
    },
  },
  {
    name: "OneHot",
    attributes: ["depth", "onValue", "offValue"],
    infer: ({ inputs: { indices }, attributes }) => ({
      shape: [...indices.shape, attributes.depth as number],
      dtype: knownType("OneHot", attributes.dtype as string),
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
      if (onValue === 1 && offValue === 0) return onnx.cast(hot, dtype);
      const values = onnx.op("Where", [hot, onnx.scalar(onValue), onnx.scalar(offValue)]);
      return dtype === "float32" ? values : onnx.cast(values, dtype);
    },
  },
];

/** Returns the axis of a gather call, and the sizes of its operands around it. */
function gatherOf({ inputs: { x, indices }, attributes }: Call) {
  const axis = axisOf(attributes.axis, x.shape.length);
  const batchDims = (attributes.batchDims ?? 0) as number;
  return {
    axis,
    ...tf.backend_util.segment_util.collectGatherOpShapeInfo(
      infoOf(x),
      infoOf(indices),
      axis,
      batchDims,
    ),
  };
}
