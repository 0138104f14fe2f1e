import assert from "node:assert/strict";
import { randomStreams } from "../../engine/mod.ts";
import { readOwn } from "../../tests/fixtures/own_data.ts";
import { encoderOf, layoutOf } from "./encoding.ts";
import type { Column } from "./table.ts";
import golden from "../../tests/golden/own_encoding.json" with { type: "json" };

Deno.test("inputs agree with scikit-learn: scaled and one-hot by the source's training rows, with indicators", async () => {
  const { source, target, inputs } = golden;
  const { suite: { dataset } } = await readOwn({
    domains: { a: { train: "a.csv", test: "a.csv" }, b: { train: "b.csv", test: "b.csv" } },
    labels: "y",
    split: { validation: 0 },
  }, { "a.csv": source, "b.csv": target });
  const { b } = await dataset.load(["a", "b"], () => assert.fail(), randomStreams(0));
  const [{ x }] = b.test;
  assert.deepEqual(x.shape, [inputs.length, inputs[0].length]);
  const found = "data" in x ? x.data : [];
  inputs.flat().forEach((value, i) =>
    assert.ok(Math.abs(value - found[i]) < 1e-5, `${i}: ${found[i]}, ${value}`)
  );
});

/** Encodes rows of one column by the first rows. */
function encodedBy(column: Column, reference: number, rows: readonly number[]) {
  const layout = layoutOf([column]);
  const { data } = encoderOf(layout, [...Array(reference).keys()], "data")(rows);
  return rows.map((_, i) => [...data.slice(i * layout.width, (i + 1) * layout.width)]);
}

Deno.test("of many categories those have a place that the reference rows have, however frequent others are", () => {
  const levels = Array.from({ length: 150 }, (_, i) => `level ${i}`);
  // The reference rows have the last 100 levels; later rows have the first 50, each three times.
  const reference = levels.slice(50).map((_, i) => 50 + i);
  const later = levels.slice(0, 50).flatMap((_, i) => [i, i, i]);
  const codes = Int32Array.from([...reference, ...later]);
  const found = encodedBy({ kind: "category", name: "c", codes, levels }, 100, [0, 99, 100, 249]);
  assert.deepEqual(found.map((row) => [row.length, row.indexOf(1)]), [
    [101, 0],
    [101, 99],
    [101, 100],
    [101, 100],
  ]);
});

Deno.test("a number that is constant in the reference rows is not scaled", () => {
  const values = Float32Array.of(3, 3, 7);
  assert.deepEqual(encodedBy({ kind: "number", name: "x", values }, 2, [0, 2]), [[0], [4]]);
});
