import assert from "node:assert/strict";
import { access, Arrays, type Elements } from "../../tests/fused.ts";
import type { Access, Expression, Product } from "./loops.ts";

/** Integers from −8 to 7, so that sums are exact in any order. */
function numbers(length: number, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state >> 28;
  });
}

const SIZES = [1, 3, 4, 5, 17];

Deno.test("product: strides of all operands, summand, activation, at odd sizes", () => {
  for (const rows of SIZES) {
    for (const columns of [...SIZES, 12, 129]) {
      for (const inner of [0, 1, 5]) {
        for (const layout of [0, 1, 2, 3]) {
          const arrays = new Arrays();
          const a = arrays.place(numbers(rows * inner, 2));
          const b = arrays.place(numbers(inner * columns, 3));
          const c = arrays.place(numbers(rows * columns, 4));
          const out = arrays.place(new Float32Array(rows * columns));
          const [aStrides, bStrides] = [
            layout & 1 ? [1, rows] : [inner, 1],
            layout & 2 ? [1, inner] : [columns, 1],
          ];
          const cStrides = [[columns, 1], [0, 1], [1, 0], [0, 0]][layout];
          const product: Product = {
            kind: "product",
            rows,
            inner,
            columns,
            a: access(a, aStrides),
            b: access(b, bStrides),
            c: layout === 3 ? undefined : access(c, cStrides),
            beta: layout === 1 ? -2 : undefined,
            activation: layout === 2 ? "Relu" : undefined,
            out: access(out, [columns, 1]),
          };
          arrays.run(product);
          for (let i = 0; i < rows; i++) {
            for (let j = 0; j < columns; j++) {
              let sum = 0;
              for (let k = 0; k < inner; k++) {
                sum += a[i * aStrides[0] + k * aStrides[1]] * b[k * bStrides[0] + j * bStrides[1]];
              }
              if (layout !== 3) {
                sum += (product.beta ?? 1) * c[i * cStrides[0] + j * cStrides[1]];
              }
              if (layout === 2) sum = Math.max(0, sum);
              assert.equal(
                out[i * columns + j] + 0,
                sum + 0,
                `${rows} ${inner} ${columns} ${layout}`,
              );
            }
          }
        }
      }
    }
  }
});

Deno.test("product: the summand may be the result's array", () => {
  const arrays = new Arrays();
  const [a, b] = [arrays.place(numbers(9 * 5)), arrays.place(numbers(5 * 13, 2))];
  const out = arrays.place(numbers(9 * 13, 3));
  const before = out.slice();
  arrays.run({
    kind: "product",
    rows: 9,
    inner: 5,
    columns: 13,
    a: access(a, [5, 1]),
    b: access(b, [13, 1]),
    c: access(out, [13, 1]),
    out: access(out, [13, 1]),
  });
  out.forEach((x, at) => {
    const [i, j] = [Math.floor(at / 13), at % 13];
    let sum = before[at];
    for (let k = 0; k < 5; k++) sum += a[i * 5 + k] * b[k * 13 + j];
    assert.equal(x, sum);
  });
});

const ROWS: readonly ((length: number) => Elements)[] = [
  (length) => numbers(length),
  (length) => Int32Array.from(numbers(length)),
  (length) => Uint8Array.from(numbers(length), (x) => Number(x > 0)),
];

Deno.test("gather: rows of all types and lengths", () => {
  for (const make of ROWS) {
    for (const inner of [0, 1, 3, 4, 5, 17, 129, 1500]) {
      const arrays = new Arrays();
      const x = arrays.place(make(2 * 4 * inner));
      const indices = arrays.place(Int32Array.of(3, 0, 3, 1, 2));
      const out = arrays.place(make(2 * 5 * inner).fill(0));
      arrays.run({
        kind: "gather",
        outer: 2,
        length: 4,
        inner,
        count: 5,
        type: access(x, []).type,
        x: x.byteOffset,
        indices: indices.byteOffset,
        out: out.byteOffset,
      });
      const row = (i: number) => [...x.slice(i * inner, (i + 1) * inner)];
      const expected = [0, 1].flatMap((o) => [...indices].flatMap((i) => row(4 * o + i)));
      assert.deepEqual([...out], expected);
    }
  }
});

Deno.test("scatter: adds duplicates, and keeps the last of replaced rows", () => {
  for (const make of ROWS) {
    for (const combine of ["add", "replace"] as const) {
      for (const inner of [0, 1, 3, 4, 5, 17, 129, 1500]) {
        const arrays = new Arrays();
        const rows = arrays.place(make(5 * inner));
        const type = access(rows, []).type;
        if (type === "bool" && combine === "add") continue;
        const indices = arrays.place(Int32Array.of(3, 0, 3, 1, 3));
        const out = arrays.place(make(4 * inner).toReversed());
        const expected = out.slice();
        indices.forEach((index, i) => {
          for (let n = 0; n < inner; n++) {
            const old = combine === "add" ? expected[index * inner + n] : 0;
            expected[index * inner + n] = old + rows[i * inner + n];
          }
        });
        arrays.run({
          kind: "scatter",
          length: 4,
          inner,
          count: 5,
          type,
          combine,
          rows: rows.byteOffset,
          indices: indices.byteOffset,
          out: out.byteOffset,
        });
        assert.deepEqual(out, expected);
      }
    }
  }
});

Deno.test("sum: rows of one index are added in their order, and a row that none has is zero", () => {
  for (const inner of [1, 3, 4, 5, 17, 129, 1500]) {
    const arrays = new Arrays();
    const rows = arrays.place(numbers(5 * inner));
    const indices = arrays.place(Int32Array.of(6, 0, 6, 3, 6));
    const slots = arrays.place(new Int32Array(7).fill(-1));
    const sums = arrays.place(new Float32Array(6 * inner).fill(NaN));
    arrays.run({
      kind: "sum",
      length: 7,
      inner,
      count: 5,
      rows: rows.byteOffset,
      indices: indices.byteOffset,
      slots: slots.byteOffset,
      sums: sums.byteOffset,
    });
    assert.deepEqual([...slots], [2, 0, 0, 3, 0, 0, 1]);
    const row = (i: number) => [...rows.slice(i * inner, (i + 1) * inner)];
    const sum = row(0).map((x, n) => x + row(2)[n] + row(4)[n]);
    const expected = [sum.map(() => 0), sum, row(1), row(3)].flat();
    assert.deepEqual([...sums.slice(0, 4 * inner)], expected);
    assert.ok(sums.slice(4 * inner).every(Number.isNaN), "a row was written that no index has");
  }
});

Deno.test("kernels of rows: an index outside is an error, before anything is written", () => {
  for (const index of [-1, 4]) {
    const arrays = new Arrays();
    const x = arrays.place(numbers(4 * 3));
    const indices = arrays.place(Int32Array.of(2, index));
    const out = arrays.place(new Float32Array(2 * 3));
    const shared = {
      length: 4,
      inner: 3,
      count: 2,
      type: "float32",
      indices: indices.byteOffset,
    } as const;
    const error = new RangeError(`index ${index} of 4`);
    assert.throws(() => {
      arrays.run({ kind: "gather", outer: 1, x: x.byteOffset, out: out.byteOffset, ...shared });
    }, error);
    assert.throws(() => {
      const [rows, to] = [out.byteOffset, x.byteOffset];
      arrays.run({ kind: "scatter", combine: "add", rows, out: to, ...shared });
    }, error);
    assert.throws(() => {
      const [rows, sums] = [out.byteOffset, x.byteOffset];
      arrays.run({ kind: "sum", rows, slots: indices.byteOffset, sums, ...shared });
    }, error);
    assert.deepEqual([...out], [0, 0, 0, 0, 0, 0]);
    assert.deepEqual(x.slice(), numbers(4 * 3));
  }
});

Deno.test("extreme: first of ties, along any axis, of all types", () => {
  for (const make of ROWS) {
    for (const kind of ["max", "min"] as const) {
      for (
        const [outer, length, inner] of [
          [1, 1, 1],
          [5, 3, 1],
          [4, 16, 1],
          [7, 51, 1],
          [3, 17, 2],
          [2, 5, 4],
          [3, 4, 17],
        ]
      ) {
        const arrays = new Arrays();
        const x = arrays.place(make(outer * length * inner));
        const out = arrays.place(new Int32Array(outer * inner));
        const type = access(x, []).type;
        const addresses = { x: x.byteOffset, out: out.byteOffset };
        arrays.run({ kind: "extreme", of: kind, outer, length, inner, type, ...addresses });
        out.forEach((where, at) => {
          const [o, n] = [Math.floor(at / inner), at % inner];
          const row = Array.from({ length }, (_, k) => x[(o * length + k) * inner + n]);
          assert.equal(where, row.indexOf(kind === "max" ? Math.max(...row) : Math.min(...row)));
        });
      }
    }
  }
});

Deno.test("extreme: NaN is chosen only if it is the first", () => {
  const arrays = new Arrays();
  const x = arrays.place(Float32Array.of(NaN, 1, 2, 3, NaN, 1, NaN, NaN, -5));
  const out = arrays.place(new Int32Array(3));
  const shape = { outer: 3, length: 3, inner: 1, type: "float32" } as const;
  const addresses = { x: x.byteOffset, out: out.byteOffset };
  arrays.run({ kind: "extreme", of: "max", ...shape, ...addresses });
  assert.deepEqual([...out], [0, 0, 0]);
  arrays.run({ kind: "extreme", of: "min", ...shape, ...addresses });
  assert.deepEqual([...out], [0, 2, 0]);

  const long = new Float32Array(3 * 19).fill(NaN);
  // NaN first; and numbers with equal maxima in different lanes, among NaN.
  long[7] = 1;
  long[19] = 0;
  for (const place of [19 + 10, 19 + 13, 19 + 18]) long[place] = 2;
  long.fill(-1, 38);
  const others = new Arrays();
  const places = others.place(new Int32Array(3));
  others.run({
    kind: "extreme",
    of: "max",
    outer: 3,
    length: 19,
    inner: 1,
    type: "float32",
    x: others.place(long).byteOffset,
    out: places.byteOffset,
  });
  assert.deepEqual([...places], [0, 10, 0]);
});

Deno.test("sparse: products with CSR rows and with their transpose", () => {
  const starts = Int32Array.of(0, 2, 2, 5, 6);
  const columns = Int32Array.of(0, 6, 1, 1, 3, 6);
  const values = Float32Array.of(2, -1, 3, 4, 5, -2);
  for (const width of [1, 3, 4, 5, 17, 20, 43, 129]) {
    for (const summand of [undefined, 0, width]) {
      const arrays = new Arrays();
      const csr = {
        starts: arrays.place(starts).byteOffset,
        columns: arrays.place(columns).byteOffset,
        values: arrays.place(values).byteOffset,
      };
      const b = arrays.place(numbers(7 * width));
      const c = arrays.place(numbers(4 * width, 5));
      const out = arrays.place(new Float32Array(4 * width));
      const shared = { kind: "sparse", rows: 4, width, ...csr } as const;
      arrays.run({
        ...shared,
        transposed: false,
        b: b.byteOffset,
        c: summand === undefined ? undefined : { address: c.byteOffset, stride: summand },
        out: out.byteOffset,
      });
      const expected = Float32Array.from(
        out,
        (_, at) => summand === undefined ? 0 : c[Math.floor(at / width) * summand + at % width],
      );
      const back = numbers(7 * width, 3);
      const target = arrays.place(back);
      for (let i = 0; i < 4; i++) {
        for (let e = starts[i]; e < starts[i + 1]; e++) {
          for (let j = 0; j < width; j++) {
            expected[i * width + j] += values[e] * b[columns[e] * width + j];
            back[columns[e] * width + j] += values[e] * c[i * width + j];
          }
        }
      }
      assert.deepEqual(out.map((x) => x + 0), expected.map((x) => x + 0));
      arrays.run({ ...shared, transposed: true, b: c.byteOffset, out: target.byteOffset });
      assert.deepEqual(target.map((x) => x + 0), back.map((x) => x + 0));
    }
  }
});

Deno.test("recurrence: steps in order, from either end, with products of the module and outside of it", () => {
  for (const [steps, rows, columns] of [[1, 1, 1], [3, 1, 1], [2, 1, 5], [3, 3, 4], [2, 4, 7]]) {
    for (const backwards of [false, true]) {
      for (const outside of [false, true]) {
        const arrays = new Arrays();
        const size = rows * columns;
        const x = arrays.place(numbers(steps * size));
        const b = arrays.place(numbers(columns * columns, 2));
        const [state, result] = [0, 0].map(() => arrays.place(new Float32Array(size)));
        const y = arrays.place(new Float32Array(steps * size));
        const [first, stride] = backwards ? [(steps - 1) * size, -size] : [0, size];
        const inTime = (array: Elements) => access(array, [stride, columns, 1], first);
        const still = (array: Elements) => access(array, [0, columns, 1]);
        const load = (from: Access): Expression => ({ kind: "load", from });
        const lengths = [steps, rows, columns];
        const product: Product = {
          ...{ kind: "product", rows, inner: columns, columns },
          a: access(state, [columns, 1]),
          b: access(b, [columns, 1]),
          c: access(result, [columns, 1]),
          out: access(result, [columns, 1]),
        };
        let products = 0;
        const multiply = () => {
          products++;
          result.set(result.map((c, i) => {
            const row = i - i % columns;
            for (let k = 0; k < columns; k++) c += state[row + k] * b[k * columns + i % columns];
            return c;
          }));
        };
        arrays.runWith(multiply, {
          kind: "recurrence",
          before: {
            kind: "loops",
            lengths,
            stores: [{ to: still(result), value: load(inTime(x)) }],
          },
          products: outside ? 3 : [product],
          after: {
            kind: "loops",
            lengths,
            stores: [state, y].map((array) => ({
              to: array === y ? inTime(y) : still(array),
              value: load(still(result)),
            })),
          },
        });
        assert.equal(products, outside ? steps : 0);

        const expected = new Float32Array(steps * size);
        state.fill(0);
        for (let step = 0; step < steps; step++) {
          const at = first + step * stride;
          result.set(x.subarray(at, at + size));
          multiply();
          state.set(result);
          expected.set(result, at);
        }
        assert.deepEqual(y, expected);
      }
    }
  }
});
