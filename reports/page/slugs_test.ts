import assert from "node:assert/strict";
import { slugs } from "./slugs.ts";

Deno.test("slugs: keeps plain names, and joins the words of others", () => {
  assert.deepEqual(slugs(["dann", "hard_sharing + mgda@representation", "mmd (weight=0.5)"]), [
    "dann",
    "hard_sharing-mgda@representation",
    "mmd-weight=0.5",
  ]);
});

Deno.test("slugs: are unlike each other and what is reserved, whatever the names", () => {
  const names = ["a b", "a-b", "a/b", "a-b-2", "", "<>", "top"];
  const found = slugs(names, ["top"]);
  assert.deepEqual(found, ["a-b", "a-b-2", "a-b-3", "a-b-2-2", "unnamed", "unnamed-2", "top-2"]);
  assert.equal(new Set(found).size, names.length);
});
