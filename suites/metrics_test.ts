import assert from "node:assert/strict";
import { accuracy, argMax } from "./metrics.ts";

Deno.test("argMax takes the most probable class of each row", () => {
  const logits = {
    shape: [4, 3],
    data: Float32Array.of(1, 2, 3, 9, -1, 0, -5, -3, -4, -1, -1, 0),
  };
  assert.deepEqual(argMax(logits), [2, 0, 1, 2]);
});

Deno.test("argMax takes the first of equals", () => {
  assert.deepEqual(argMax({ shape: [3, 3], data: Float32Array.of(1, 1, 1, 0, 2, 2, 2, 0, 2) }), [
    0,
    1,
    0,
  ]);
});

Deno.test("argMax of no rows is empty", () => {
  assert.deepEqual(argMax({ shape: [0, 2], data: new Float32Array(0) }), []);
});

Deno.test("accuracy is the part of the rows that is right", () => {
  assert.equal(accuracy([0, 1, 2, 1], [0, 1, 1, 1]), 0.75);
  assert.equal(accuracy([1], Int32Array.of(1)), 1);
  assert.equal(accuracy([1, 0], [0, 1]), 0);
});

for (const [predicted, labels] of [[[0], [0, 1]], [[0, 1], [0]], [[], []]]) {
  Deno.test(`accuracy rejects ${predicted.length} predictions for ${labels.length} labels`, () => {
    assert.throws(() => accuracy(predicted, labels), {
      name: "RangeError",
      message:
        `Cannot compute accuracy of ${predicted.length} predictions for ${labels.length} labels`,
    });
  });
}
