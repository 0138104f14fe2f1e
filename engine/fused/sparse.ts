import { loadLanes, storeLanes } from "./lanes.ts";
import type { SparseProduct } from "./loops.ts";
import type { Code, Local } from "./wasm/code.ts";

/** Vectors of four columns that are kept in registers. */
const BLOCK_VECTORS = 8;

/** Appends a product with sparse rows to a function: for each row, by blocks of columns, over its entries. */
export function encodeSparse(code: Code, sparse: SparseProduct): void {
  const { transposed, rows, width, starts, columns, values, b, c, out } = sparse;
  const pointer = () => code.local("i32");
  const [row, first, last, entry] = [pointer(), pointer(), pointer(), pointer()];
  const [rowOfB, rowOfC, rowOfOut] = [pointer(), pointer(), pointer()];
  const [atB, atC, atOut, column, other] = [pointer(), pointer(), pointer(), pointer(), pointer()];
  const scale = code.local("v128");

  /** Runs instructions for all entries of the row, with `scale` an entry's value and `other` the block in the row that it names. */
  const eachEntry = (body: () => void) => {
    code.get(first).set(entry);
    code.get(entry).get(last).op("i32.ne").when(() => {
      code.repeat(() => {
        code.get(entry).access("v128.load32_splat", values).set(scale);
        code.get(entry).access("i32.load", columns).i32(4 * width).op("i32.mul");
        code.get(column).op("i32.add").set(other);
        body();
        code.get(entry).i32(4).op("i32.add").tee(entry).get(last).op("i32.ne");
      });
    });
  };
  const block = (counts: readonly number[]) => {
    const vectors = counts.map((count) => ({ count, local: code.local("v128") }));
    const at = (base: number, from: Local, v: number) => (i: number) => {
      code.get(from);
      return base + 4 * (4 * v + i);
    };
    const load = (base: number, from: Local, v: number) =>
      loadLanes(code, "float32", 1, 4, at(base, from, v));
    if (transposed) {
      const sum = code.local("v128");
      vectors.forEach(({ local }, v) => {
        load(b, atB, v);
        code.set(local);
      });
      eachEntry(() => {
        vectors.forEach(({ count, local }, v) => {
          load(out, other, v);
          code.get(scale).get(local).op("f32x4.mul").op("f32x4.add").set(sum);
          storeLanes(code, "float32", 1, count, sum, at(out, other, v));
        });
      });
      return;
    }
    vectors.forEach(({ local }, v) => {
      if (c === undefined) code.splat(0);
      else load(c.address, atC, v);
      code.set(local);
    });
    eachEntry(() => {
      vectors.forEach(({ local }, v) => {
        code.get(local).get(scale);
        load(b, other, v);
        code.op("f32x4.mul").op("f32x4.add").set(local);
      });
    });
    vectors.forEach(({ count, local }, v) => {
      storeLanes(code, "float32", 1, count, local, at(out, atOut, v));
    });
  };

  for (const local of [row, rowOfB, rowOfC, rowOfOut]) code.i32(0).set(local);
  const steps = [
    [row, 4],
    [rowOfB, 4 * width],
    [rowOfC, 4 * (c?.stride ?? 0)],
    [rowOfOut, 4 * width],
  ] as const;
  code.loop(rows, steps, () => {
    code.get(row).access("i32.load", starts).i32(4).op("i32.mul").set(first);
    code.get(row).access("i32.load", starts + 4).i32(4).op("i32.mul").set(last);
    code.i32(0).set(column);
    code.get(rowOfB).set(atB).get(rowOfC).set(atC).get(rowOfOut).set(atOut);
    const bytes = 16 * BLOCK_VECTORS;
    const blockSteps = [[column, bytes], [atB, bytes], [atC, bytes], [atOut, bytes]] as const;
    code.loop(Math.floor(width / (4 * BLOCK_VECTORS)), blockSteps, () => {
      block(Array.from({ length: BLOCK_VECTORS }, () => 4));
    });
    const counts = [];
    for (let rest = width % (4 * BLOCK_VECTORS); rest > 0; rest -= 4) {
      counts.push(Math.min(rest, 4));
    }
    if (counts.length > 0) block(counts);
  });
}
