import type { DType } from "../graph.ts";
import type { Lowering } from "../lower.ts";
import type { Kernel } from "./kernel.ts";

/** Options of a scan along its axis. */
interface Scan {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/**
 * Makes a kernel that accumulates along an axis.
 *
 * @param nodes Adds the nodes; it also receives the length of the axis and the type.
 */
function scan(
  name: string,
  nodes: (x: string, scan: Scan & { length: number; dtype: DType }, onnx: Lowering) => string,
): Kernel {
  return {
    name,
    attributes: ["axis", "exclusive", "reverse"],
    infer({ inputs: { x: { shape, dtype } }, attributes }) {
      const { axis } = attributes as unknown as Scan;
      // TensorFlow.js accepts other axes too, and returns arrays without a shape.
      if (axis < 0 || axis >= shape.length) {
        throw new RangeError(
          `Cannot compile ${name} along axis ${axis} of shape [${shape}]: ` +
            "name one of its axes, counted from 0",
        );
      }
      return { shape, dtype: dtype === "bool" ? "int32" : dtype };
    },
    lower({ inputs: { x }, attributes, outputs: [{ dtype }] }, onnx) {
      const scan = attributes as unknown as Scan;
      const operand = x.dtype === dtype ? onnx.name(x) : onnx.cast(onnx.name(x), dtype);
      return nodes(operand, { ...scan, length: x.shape[scan.axis], dtype }, onnx);
    },
  };
}

/** Kernels whose results depend on each other along an axis. */
export const scans: readonly Kernel[] = [
  scan(
    "Cumsum",
    (x, { axis, exclusive, reverse }, onnx) =>
      onnx.op("CumSum", [x, onnx.scalar(axis, "int32")], {
        exclusive: Number(exclusive),
        reverse: Number(reverse),
      }),
  ),
  // yᵢ ← yᵢ · yᵢ₋ₛ for s = 1, 2, 4, …, with ones before the first. A factor yᵢ₋ₛ can overflow
  // although the products from the first element do not.
  scan("Cumprod", (x, { axis, exclusive, reverse, length, dtype }, onnx) => {
    const shifted = (name: string, by: number) =>
      onnx.op("Pad", [
        name,
        onnx.integers(reverse ? [-by, by] : [by, -by]),
        onnx.scalar(1, dtype),
        onnx.integers([axis]),
      ]);
    let products = exclusive ? shifted(x, 1) : x;
    for (let span = 1; span < length; span *= 2) {
      products = onnx.op("Mul", [products, shifted(products, span)]);
    }
    return products;
  }),
  {
    // Equal values keep their order. If no sorted order is requested, the sorted one is valid too.
    name: "TopK",
    attributes: ["k", "sorted"],
    variadic: true,
    infer({ inputs: { x }, attributes }) {
      const shape = x.shape.with(-1, attributes.k as number);
      return [{ shape, dtype: x.dtype }, { shape, dtype: "int32" }];
    },
    lower({ inputs: { x }, attributes }, onnx) {
      const k = onnx.integers([attributes.k as number]);
      const operand = x.dtype === "bool" ? onnx.cast(onnx.name(x), "int32") : onnx.name(x);
      const [values, places] = onnx.ops(2, "TopK", [operand, k]);
      return [
        x.dtype === "bool" ? onnx.cast(values, "bool") : values,
        onnx.cast(places, "int32"),
      ];
    },
  },
];
