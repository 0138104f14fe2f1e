import assert from "node:assert/strict";
import { converted, isProportion } from "./conversion.ts";

Deno.test("converted: accuracy and error are complements; equal metrics are unchanged", () => {
  assert.equal(converted(0.75, "accuracy", "error"), 0.25);
  assert.equal(converted(0.25, "error", "accuracy"), 0.75);
  for (const metric of ["accuracy", "error", "rmse", "span_f1"] as const) {
    assert.equal(converted(0.3, metric, metric), 0.3);
  }
});

Deno.test("converted: refuses metrics that cannot be converted", () => {
  assert.throws(() => converted(0.3, "accuracy", "span_f1"), {
    name: "RangeError",
    message: /^Cannot convert accuracy into span_f1: /,
  });
  assert.throws(() => converted(0.3, "rmse", "error"), RangeError);
});

Deno.test("isProportion: only proportions of examples", () => {
  assert.deepEqual(
    (["accuracy", "error", "span_f1", "macro_f1", "auc", "rmse"] as const).map(isProportion),
    [true, true, false, false, false, false],
  );
});
