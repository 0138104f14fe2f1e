import type { Lowering } from "../lower.ts";
import type { LoweredCall } from "./kernel.ts";

/** The domain of operators that have no session of ONNX Runtime: they become kernels of WebAssembly. */
export const FUSED = "graft";

/**
 * Multiplies by a value in compressed rows: a · b + base or aᵀ · b + base.
 *
 * A zero entry is ignored, even if its factor in b is infinite or NaN.
 *
 * @param call The operands `a` and `b`, and which of them are transposed.
 * @param base Returns the name of the term that the product is added to, an array of its shape.
 * @returns The name of the result, or undefined if `a` is not held in compressed rows.
 */
export function sparseProduct(
  { inputs: { a, b }, attributes: { transposeA, transposeB }, outputs: [{ shape }] }: LoweredCall,
  base: () => string,
  onnx: Lowering,
): string | undefined {
  const sparse = onnx.sparseOf(a);
  if (!sparse || transposeB || b.shape.length !== 2 || shape.length !== 2) return undefined;
  const operands = [sparse.starts(), sparse.columns(), sparse.values(), onnx.name(b), base()];
  return onnx.op("SparseProduct", operands, { transposed: Number(!!transposeA) }, FUSED);
}
