import assert from "node:assert/strict";
import { fileName } from "./figure_name.ts";

Deno.test("fileName: keeps letters, numbers, dots and dashes alone", () => {
  assert.equal(fileName("kind", "0-35"), "kind_0-35");
  assert.equal(fileName("kind", "p=0.5:n=200/é"), "kind_p_0.5_n_200_é");
});
