import { loadLanes, storeLanes } from "./lanes.ts";
import type { Access, Product } from "./loops.ts";
import type { Code, Local } from "./wasm/code.ts";

/** Rows and vectors of four columns that are accumulated in registers. */
const TILE_ROWS = 4;
const TILE_VECTORS = 2;

/** Pointers to the tile's first elements. */
interface Pointers {
  readonly a: Local;
  readonly b: Local;
  readonly c: Local;
  readonly out: Local;
}

/** Appends a product of matrices to a function: tiles of the result, by columns, then rows, in registers over all of `inner`. */
export function encodeProduct(code: Code, product: Product): void {
  const { rows, columns, a, b, c, out } = product;
  const column = { b: code.local("i32"), c: code.local("i32"), out: code.local("i32") };
  const row = { a: code.local("i32"), c: code.local("i32"), out: code.local("i32") };
  const columnBlock = (counts: readonly number[]) => {
    code.i32(0).set(row.a).get(column.c).set(row.c).get(column.out).set(row.out);
    const pointers = { ...row, b: column.b };
    const stepOf = (x: Access | undefined) => 4 * TILE_ROWS * (x?.strides[0] ?? 0);
    const steps = [[row.out, stepOf(out)], [row.a, stepOf(a)], [row.c, stepOf(c)]] as const;
    code.loop(Math.floor(rows / TILE_ROWS), steps, () => {
      encodeTile(code, product, pointers, TILE_ROWS, counts);
    });
    if (rows % TILE_ROWS > 0) encodeTile(code, product, pointers, rows % TILE_ROWS, counts);
  };
  code.i32(0).set(column.b).i32(0).set(column.c).i32(0).set(column.out);
  const width = 4 * TILE_VECTORS;
  const stepOf = (x: Access | undefined) => 4 * width * (x?.strides[1] ?? 0);
  const steps = [[column.out, 4 * width], [column.b, stepOf(b)], [column.c, stepOf(c)]] as const;
  code.loop(Math.floor(columns / width), steps, () => {
    columnBlock(Array.from({ length: TILE_VECTORS }, () => 4));
  });
  const counts = [];
  for (let rest = columns % width; rest > 0; rest -= 4) counts.push(Math.min(rest, 4));
  if (counts.length > 0) columnBlock(counts);
}

function encodeTile(
  code: Code,
  { inner, a, b, c, beta = 1, activation, out }: Product,
  pointers: Pointers,
  rows: number,
  counts: readonly number[],
): void {
  const at = (access: Access, pointer: Local, row: number, column: number) => (i: number) => {
    code.get(pointer);
    return access.address + 4 * (row * access.strides[0] + (column + i) * access.strides[1]);
  };
  const sums = Array.from({ length: rows }, () => counts.map(() => code.local("v128")));
  for (const sum of sums.flat()) code.splat(0).set(sum);
  const [left, right] = [code.local("i32"), code.local("i32")];
  code.get(pointers.a).set(left).get(pointers.b).set(right);
  const steps = (n: number) =>
    [[left, 4 * n * a.strides[1]], [right, 4 * n * b.strides[0]]] as const;
  const ys = Array.from({ length: 4 }, () => code.local("v128"));
  /** Adds the products of the k-th elements of rows of a with a vector of b. */
  const accumulate = (k: number, v: number, y: Local) =>
    sums.forEach((row, i) => {
      code.get(row[v]);
      code.access("v128.load32_splat", at(a, left, i, k)(0));
      code.get(y).op("f32x4.mul").op("f32x4.add").set(row[v]);
    });
  const atOnce = b.strides[0] === 1 && b.strides[1] > 1 ? 4 : 1;
  code.loop(Math.floor(inner / atOnce), steps(atOnce), () => {
    counts.forEach((count, v) => {
      if (atOnce === 1) {
        loadLanes(code, "float32", b.strides[1], count, at(b, right, 0, 4 * v));
        code.set(ys[0]);
      } else {
        // Columns of b are contiguous: four elements of four of them make four rows.
        ys.forEach((y, j) => {
          const offset = at(b, right, 0, 4 * v)(Math.min(j, count - 1));
          code.access("v128.load", offset).set(y);
        });
        transpose(code, ys);
      }
      for (let k = 0; k < atOnce; k++) accumulate(k, v, ys[k]);
    });
  });
  code.loop(inner % atOnce, steps(1), () => {
    counts.forEach((count, v) => {
      loadLanes(code, "float32", b.strides[1], count, at(b, right, 0, 4 * v));
      code.set(ys[0]);
      accumulate(0, v, ys[0]);
    });
  });
  sums.forEach((row, i) =>
    row.forEach((sum, v) => {
      code.get(sum);
      if (c !== undefined) {
        loadLanes(code, "float32", c.strides[1], counts[v], at(c, pointers.c, i, 4 * v));
        if (beta !== 1) code.splat(beta).op("f32x4.mul");
        code.op("f32x4.add");
      }
      if (activation === "Relu") code.splat(0).op("f32x4.pmax");
      code.set(sum);
      storeLanes(code, "float32", 1, counts[v], sum, at(out, pointers.out, i, 4 * v));
    })
  );
}

/** Makes vectors of the first, second, third and fourth lanes of four vectors. */
function transpose(code: Code, vectors: readonly Local[]): void {
  const [a, b, c, d] = vectors;
  const [low, high, lower, higher] = vectors.map(() => code.local("v128"));
  code.get(a).get(b).shuffle([0, 4, 1, 5]).set(low);
  code.get(a).get(b).shuffle([2, 6, 3, 7]).set(high);
  code.get(c).get(d).shuffle([0, 4, 1, 5]).set(lower);
  code.get(c).get(d).shuffle([2, 6, 3, 7]).set(higher);
  code.get(low).get(lower).shuffle([0, 1, 4, 5]).set(a);
  code.get(low).get(lower).shuffle([2, 3, 6, 7]).set(b);
  code.get(high).get(higher).shuffle([0, 1, 4, 5]).set(c);
  code.get(high).get(higher).shuffle([2, 3, 6, 7]).set(d);
}
