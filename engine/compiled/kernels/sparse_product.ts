import type { Lowering } from "../lower.ts";
import { PIECE } from "../sparse.ts";
import type { LoweredCall } from "./kernel.ts";
import { inParts } from "./scatter.ts";

/**
 * The most numbers that entries may have in a product before they are added up, 256 MiB of them: where
 * there could be more, the product is of whole rows.
 */
const MOST_NUMBERS = 1 << 26;

/**
 * Multiplies by a value that is held in pieces: a · b + base or aᵀ · b + base.
 *
 * With p pieces of l entries each, a · b is values `[p, 1, l]` times the rows of b that the entries'
 * columns name, `[p, l, k]`, each piece's sum added to the row that owns it; aᵀ · b is values
 * `[p, l, 1]` times the owners' rows of b, `[p, 1, k]`, each entry's row added to its column's.
 *
 * An entry that is zero counts for nothing, be what it meets in b infinite or not a number; what fills
 * pieces up counts as zeros of the first column.
 *
 * @param call The operands `a` and `b`, and which of them are transposed.
 * @param base Gives the name of what the product is added to, an array of its shape.
 * @returns The name of the result, or undefined where `a` is better read whole.
 */
export function sparseProduct(
  { inputs: { a, b }, attributes: { transposeA, transposeB }, outputs: [{ shape }] }: LoweredCall,
  base: () => string,
  onnx: Lowering,
): string | undefined {
  const pieces = onnx.piecesOf(a);
  if (!pieces || transposeB || b.shape.length !== 2) return undefined;
  // Where many threads would wait for one to add, products of whole rows are faster.
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
