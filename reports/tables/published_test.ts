import assert from "node:assert/strict";
import { published, publishedErrors } from "../../tests/fixtures/runs.ts";
import { nameOf, quotations } from "./published.ts";

Deno.test("nameOf: cites the paper and its table", () => {
  assert.equal(nameOf(published), "Ganin et al. 2016 Table 1(a)");
});

Deno.test("quotations: gives values in the wanted order and their average", () => {
  assert.deepEqual(quotations(published, "source_only", ["b-a", "a-b"]), [{
    status: "primary",
    source: "page 17",
    label: "nn, Ganin et al. 2016 Table 1(a) (primary)",
    column: "nn",
    values: [72.1, 79],
    // (72.1 + 79) / 2 = 75.55, which is a little less in binary.
    average: 75.5,
  }]);
});

Deno.test("quotations: has no average where a problem is not published", () => {
  const [dann] = quotations(published, "dann", ["a-b", "b-a"]);
  assert.deepEqual([dann.values, dann.average], [[78.42, null], null]);
  const [nn] = quotations(published, "source_only", ["a-b", "x-y"]);
  assert.deepEqual([nn.values, nn.average], [[79, null], null]);
});

Deno.test("quotations: is empty for other methods and other problems", () => {
  assert.deepEqual(quotations(published, "svm", ["a-b"]), []);
  assert.deepEqual(quotations(published, "dann", ["b-a"]), []);
});

Deno.test("quotations: a table of errors is read by task", () => {
  const [quotation] = quotations(publishedErrors, "hard_sharing", ["dvd", "books"]);
  assert.deepEqual([quotation.column, quotation.values, quotation.average], [
    "FS-MTL",
    [16.2, 18],
    17.1,
  ]);
});
