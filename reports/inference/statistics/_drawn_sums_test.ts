import assert from "node:assert/strict";
import { drawnSums } from "./_drawn_sums.ts";
import { integersFrom } from "./_generator.ts";

Deno.test("drawnSums: draws the tables' places in turn, one sum after another", () => {
  const tables = [[0.1, 0.2, 0.3], [10, 20], [1000]].map((table) => Float64Array.from(table));
  const draw = integersFrom(7);
  const expected = Array.from(
    { length: 50 },
    () => tables.reduce((sum, table) => sum + table[draw(table.length)], 0),
  );
  assert.deepEqual([...drawnSums(tables, 50, 7)], expected);
});

Deno.test("drawnSums: draws the same places whatever has been drawn between", () => {
  const tables = [Float64Array.of(1, 2, 4), Float64Array.of(8, 16)];
  const before = drawnSums(tables, 20, 0);
  for (let seed = 1; seed < 40; seed++) assert.notDeepEqual(drawnSums(tables, 20, seed), before);
  assert.deepEqual(drawnSums(tables, 20, 0), before);
  const doubled = drawnSums(tables.map((table) => table.map((x) => 2 * x)), 20, 0);
  assert.deepEqual(doubled, before.map((sum) => 2 * sum));
});
