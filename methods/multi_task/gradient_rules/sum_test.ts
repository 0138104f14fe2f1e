import assert from "node:assert/strict";
import { follow } from "../../../tests/fixtures/gradients.ts";
import sum from "./sum.ts";

Deno.test("sum adds the gradients", async () => {
  const gradients = [[1, 2, 3], [4, -5, 6], [0.5, 0, -9]];
  assert.deepEqual(await follow(sum, { gradients }), [5.5, -3, 0]);
});
