import { sameShape } from "../graph.ts";
import type { Kernel } from "./kernel.ts";
import { addSegments } from "./scatter.ts";
import { sparseProduct } from "./sparse_product.ts";

/** The nodes made by {@linkcode optimize}, which are not kernels of TensorFlow.js. */
export const fused: readonly Pick<Kernel, "name" | "lower">[] = [
  {
    // activation(a · b + beta · c)
    name: "Gemm",
    lower(call, onnx) {
      const { inputs: { a, b, c }, attributes, outputs: [{ shape }] } = call;
      const { transposeA, transposeB, beta, activation } = attributes as {
        transposeA: boolean;
        transposeB: boolean;
        beta: number;
        activation?: string;
      };
      const base = () => {
        const whole = sameShape(c.shape, shape)
          ? onnx.name(c)
          : onnx.op("Expand", [onnx.name(c), onnx.integers(shape)]);
        return beta === 1 ? whole : onnx.op("Mul", [whole, onnx.scalar(beta)]);
      };
      const sum = sparseProduct(call, base, onnx);
      if (sum) return activation ? onnx.op(activation, [sum]) : sum;
      const operands = [onnx.name(a), onnx.name(b), onnx.name(c)];
      const numbers = {
        transA: Number(transposeA),
        transB: Number(transposeB),
        beta: { float: beta },
      };
      return activation
        ? onnx.op("FusedGemm", operands, { ...numbers, activation }, "com.microsoft")
        : onnx.op("Gemm", operands, numbers);
    },
  },
  {
    // base + Σ rows of each segment
    name: "AddSegments",
    lower: ({ inputs: { base, x, segmentIds }, outputs: [{ shape }] }, onnx) =>
      addSegments(onnx.name(base), shape, x, segmentIds, onnx),
  },
];
