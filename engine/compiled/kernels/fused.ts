import type { Kernel } from "./kernel.ts";
import { addSegments } from "./scatter.ts";

/** The nodes that {@linkcode optimize} makes: no kernels of TensorFlow.js. */
export const fused: readonly Pick<Kernel, "name" | "lower">[] = [
  {
    // activation(a · b + beta · c)
    name: "Gemm",
    lower({ inputs: { a, b, c }, attributes }, onnx) {
      const { transposeA, transposeB, beta, activation } = attributes as {
        transposeA: boolean;
        transposeB: boolean;
        beta: number;
        activation?: string;
      };
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
    // base + Σ of the rows of each segment
    name: "AddSegments",
    lower: ({ inputs: { base, x, segmentIds }, outputs: [{ shape }] }, onnx) =>
      addSegments(onnx.name(base), shape, x, segmentIds, onnx),
  },
];
