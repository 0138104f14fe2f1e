import type { Lowering } from "../lower.ts";
import { PIECE } from "../sparse.ts";
import type { LoweredCall } from "./kernel.ts";
import { inParts } from "./scatter.ts";

/**
 * Largest number of elements of a product before summation, 256 MiB: if there could be more, the product uses whole
 * rows.
 */
const MOST_NUMBERS = 1 << 26;

/**
 * Multiplies by a value in pieces: a · b + base or aᵀ · b + base.
 *
 * With p pieces of l entries each, a · b is values `[p, 1, l]` times the rows of b at the entries' columns,
 * `[p, l, k]`, and each piece's sum is added to the row that owns it; aᵀ · b is values `[p, l, 1]` times the owners'
 * rows of b, `[p, 1, k]`, and each entry's row is added to that of its column.
 *
 * A zero entry is ignored, even if its factor in b is infinite or NaN; the padding of pieces counts as zeros in the
 * first column.
 *
 * @param call The operands `a` and `b`, and which of them are transposed.
 * @param base Returns the name of the term that the product is added to, an array of its shape.
 * @returns The name of the result, or undefined if whole rows of `a` are faster.
 */
export function sparseProduct(
  { inputs: { a, b }, attributes: { transposeA, transposeB }, outputs: [{ shape }] }: LoweredCall,
  base: () => string,
  onnx: Lowering,
): string | undefined {
  const pieces = onnx.piecesOf(a);
  if (!pieces || transposeB || b.shape.length !== 2) return undefined;
  // With several threads, all would wait for the one that adds; products of whole rows are faster.
  if (transposeA && onnx.target.threads !== 1) return undefined;
  const [, width] = shape;
  const { most } = pieces;
  if (most * PIECE * width > MOST_NUMBERS) return undefined;
  const [columns, values, owners] = [pieces.columns(), pieces.values(), pieces.owners()];
  const at = (axis: number) => onnx.integers([axis]);
  const add = (places: string, rows: string, count: number) => {
    const indices = onnx.cast(onnx.op("Reshape", [places, onnx.integers([-1, 1])]), "int64");
    return inParts(base(), indices, rows, count, [width], "add", onnx);
  };
  if (!transposeA) {
    const rows = onnx.op("Gather", [onnx.name(b), columns]);
    const sums = onnx.op("MatMul", [onnx.op("Unsqueeze", [values, at(1)]), rows]);
    return add(owners, onnx.op("Squeeze", [sums, at(1)]), most);
  }
  const rows = onnx.op("Unsqueeze", [onnx.op("Gather", [onnx.name(b), owners]), at(1)]);
  const products = onnx.op("MatMul", [onnx.op("Unsqueeze", [values, at(2)]), rows]);
  return add(columns, onnx.op("Reshape", [products, onnx.integers([-1, width])]), most * PIECE);
}
