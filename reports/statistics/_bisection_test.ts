import assert from "node:assert/strict";
import { countWhile } from "./_bisection.ts";

Deno.test("countWhile: counts what comes before the first that does not hold", () => {
  const values = Float64Array.of(1, 2, 2, 3, 5);
  for (const [limit, count] of [[0, 0], [2, 1], [2.5, 3], [5, 4], [6, 5]]) {
    assert.equal(countWhile(values, (value) => value < limit), count);
  }
  assert.equal(countWhile(new Float64Array(0), () => true), 0);
});
