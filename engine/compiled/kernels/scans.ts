import type { Kernel } from "./kernel.ts";
import { axisOf } from "./shapes.ts";

/** Kernels whose results along an axis depend on one another. */
export const scans: readonly Kernel[] = [
  {
    name: "Cumsum",
    attributes: ["axis", "exclusive", "reverse"],
    infer: ({ inputs: { x } }) => ({
      shape: x.shape,
      dtype: x.dtype === "bool" ? "int32" : x.dtype,
    }),
    lower({ inputs: { x }, attributes, outputs: [{ dtype }] }, onnx) {
      const axis = onnx.constant(Int32Array.of(attributes.axis as number), [], "int32");
      const name = onnx.name(x);
      return onnx.op("CumSum", [x.dtype === dtype ? name : onnx.cast(name, dtype), axis], {
        exclusive: Number(attributes.exclusive),
        reverse: Number(attributes.reverse),
      });
    },
  },
  {
    // Products of 1, 2, 4, … neighbours, each from two of the products before.
    name: "Cumprod",
    attributes: ["axis", "exclusive", "reverse"],
    infer: ({ inputs: { x } }) => ({
      shape: x.shape,
      dtype: x.dtype === "bool" ? "int32" : x.dtype,
    }),
    lower({ inputs: { x }, attributes, outputs: [{ dtype }] }, onnx) {
      const axis = axisOf(attributes.axis, x.shape.length);
      const length = x.shape[axis];
      const part = (name: string, from: number, to: number) =>
        onnx.op("Slice", [name, ...[[from], [to], [axis]].map((ends) => onnx.integers(ends))]);
      /** The array moved on by some places, with ones where it was. */
      const moved = (name: string, places: number) => {
        const ones = onnx.op("Expand", [
          onnx.scalar(1, dtype),
          onnx.integers(x.shape.with(axis, Math.min(places, length))),
        ]);
        if (places >= length) return ones;
        const parts = attributes.reverse
          ? [part(name, places, length), ones]
          : [ones, part(name, 0, length - places)];
        return onnx.op("Concat", parts, { axis });
      };
      let products = x.dtype === dtype ? onnx.name(x) : onnx.cast(onnx.name(x), dtype);
      if (attributes.exclusive) products = moved(products, 1);
      for (let places = 1; places < length; places *= 2) {
        products = onnx.op("Mul", [products, moved(products, places)]);
      }
      return products;
    },
  },
  {
    // Of equal values the one that stands first comes first.
    name: "TopK",
    attributes: ["k", "sorted"],
    variadic: true,
    infer({ inputs: { x }, attributes }) {
      const shape = x.shape.with(-1, attributes.k as number);
      return [{ shape, dtype: x.dtype }, { shape, dtype: "int32" }];
    },
    lower({ inputs: { x }, attributes }, onnx) {
      const k = onnx.integers([attributes.k as number]);
      const [values, places] = onnx.ops(2, "TopK", [onnx.name(x), k]);
      return [values, onnx.cast(places, "int32")];
    },
  },
];
