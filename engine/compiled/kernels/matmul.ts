import { type Kernel, unsupported } from "./kernel.ts";

/** Products of matrices. */
export const matmul: readonly Kernel[] = [
  {
    name: "BatchMatMul",
    attributes: ["transposeA", "transposeB"],
    infer({ inputs: { a, b }, attributes: { transposeA, transposeB } }) {
      const [rows, inner] = lastTwo(a.shape, transposeA as boolean);
      const [other, columns] = lastTwo(b.shape, transposeB as boolean);
      if (inner !== other) throw unsupported("BatchMatMul", `inner lengths ${inner} and ${other}`);
      const batch = a.shape.slice(0, -2).map((length, i) => Math.max(length, b.shape[i]));
      return { shape: [...batch, rows, columns], dtype: "float32" };
    },
    lower({ inputs: { a, b }, attributes, outputs: [output] }, onnx) {
      const [transposeA, transposeB] = [attributes.transposeA, attributes.transposeB].map(Boolean);
      const batches = output.shape.slice(0, -2).reduce((product, length) => product * length, 1);
      if (batches === 1) {
        const operands = [a, b].map((value) =>
          value.shape.length === 2
            ? onnx.name(value)
            : onnx.reshape(onnx.name(value), value.shape.slice(-2))
        );
        const product = onnx.op("Gemm", operands, {
          transA: Number(transposeA),
          transB: Number(transposeB),
        });
        return output.shape.length === 2 ? product : onnx.reshape(product, output.shape);
      }
      const { length: rank } = a.shape;
      const perm = a.shape.map((_, axis) =>
        axis === rank - 1 ? rank - 2 : axis === rank - 2 ? rank - 1 : axis
      );
      const operand = (name: string, transpose: boolean) =>
        transpose ? onnx.op("Transpose", [name], { perm }) : name;
      return onnx.op("MatMul", [
        operand(onnx.name(a), transposeA),
        operand(onnx.name(b), transposeB),
      ]);
    },
  },
];

function lastTwo(shape: readonly number[], transpose: boolean): readonly number[] {
  const two = shape.slice(-2);
  return transpose ? two.reverse() : two;
}
