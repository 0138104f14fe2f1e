import assert from "node:assert/strict";
import { signed } from "./signed.ts";

Deno.test("signed: has a sign but where it rounds to zero", () => {
  assert.deepEqual([signed(1.26, 1), signed(-1.26, 1), signed(-0.04, 1)], ["+1.3", "−1.3", "0.0"]);
});
