import { sizeOf, type Spec, type Value } from "../graph.ts";
import type { Lowering } from "../lower.ts";
import { activate } from "./activations.ts";
import { broadcast } from "./elementwise.ts";
import { type Call, type Kernel, type LoweredCall, unsupported } from "./kernel.ts";
import { zeros } from "./scatter.ts";
import { sparseProduct } from "./sparse_product.ts";

/** Products of matrices, with batch axes that are broadcast. */
export const matmul: readonly Kernel[] = [
  {
    name: "BatchMatMul",
    attributes: ["transposeA", "transposeB"],
    infer: (call) => inferProduct("BatchMatMul", call),
    lower: (call, onnx) => product(call, onnx),
  },
  {
    name: "_FusedMatMul",
    attributes: ["transposeA", "transposeB", "activation", "leakyreluAlpha"],
    infer: (call) => inferProduct("_FusedMatMul", call),
    lower(call, onnx) {
      const { bias, preluActivationWeights } = call.inputs;
      const { activation, leakyreluAlpha } = call.attributes as {
        activation?: string;
        leakyreluAlpha?: number;
      };
      const result = product(call, onnx);
      const sum = bias ? onnx.op("Add", [result, onnx.name(bias)]) : result;
      return activate("_FusedMatMul", onnx, sum, {
        activation,
        leakyreluAlpha,
        preluWeights: preluActivationWeights && onnx.name(preluActivationWeights),
      });
    },
  },
  {
    name: "Einsum",
    attributes: ["equation"],
    infer({ inputs, attributes }) {
      const { equation } = attributes as { equation: string };
      const [terms, result] = equation.replaceAll(" ", "").split("->");
      const operands = Object.values(inputs);
      const lengths = new Map(
        terms.split(",").flatMap((term, i) =>
          [...term].map((index, axis): [string, number] => [index, operands[i].shape[axis]])
        ),
      );
      return {
        shape: [...result].map((index) => lengths.get(index)!),
        dtype: operands[0].dtype,
      };
    },
    lower: ({ inputs, attributes }, onnx) =>
      onnx.op("Einsum", Object.values(inputs).map((value) => onnx.name(value)), {
        equation: attributes.equation as string,
      }),
  },
];

function inferProduct(
  kernel: string,
  { inputs: { a, b }, attributes: { transposeA, transposeB } }: Call,
): Spec {
  const [rows, inner] = lastTwo(a.shape, transposeA as boolean);
  const [other, columns] = lastTwo(b.shape, transposeB as boolean);
  if (inner !== other) throw unsupported(kernel, `inner lengths ${inner} and ${other}`);
  const batch = broadcast(kernel, [a.shape.slice(0, -2), b.shape.slice(0, -2)]);
  return { shape: [...batch, rows, columns], dtype: a.dtype };
}

function lastTwo(shape: readonly number[], transpose: boolean): readonly number[] {
  const two = shape.slice(-2);
  return transpose ? two.reverse() : two;
}

function product(call: LoweredCall, onnx: Lowering): string {
  const { inputs: { a, b }, attributes, outputs: [{ shape, dtype }] } = call;
  const sparse = sparseProduct(call, () => zeros(call.outputs[0], onnx), onnx);
  if (sparse) return sparse;
  const [transposeA, transposeB] = [attributes.transposeA, attributes.transposeB].map(Boolean);
  // ONNX Runtime's Gemm has no kernel for int32.
  if (dtype === "float32" && sizeOf(shape.slice(0, -2)) === 1) {
    const operands = [a, b].map((value) =>
      value.shape.length === 2
        ? onnx.name(value)
        : onnx.reshape(onnx.name(value), value.shape.slice(-2))
    );
    const result = onnx.op("Gemm", operands, {
      transA: Number(transposeA),
      transB: Number(transposeB),
    });
    return shape.length === 2 ? result : onnx.reshape(result, shape);
  }
  return onnx.op("MatMul", [
    transposeA ? transposed(a, onnx) : onnx.name(a),
    transposeB ? transposed(b, onnx) : onnx.name(b),
  ]);
}

/** Returns the name of a value with its last two axes exchanged. */
function transposed(value: Value, onnx: Lowering): string {
  const axes = value.shape.map((_, axis) => axis);
  return onnx.op("Transpose", [onnx.name(value)], {
    perm: [...axes.slice(0, -2), ...axes.slice(-2).reverse()],
  });
}
