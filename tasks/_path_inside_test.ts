import assert from "node:assert/strict";
import { join } from "node:path";
import { pathInside } from "./_path_inside.ts";

Deno.test("pathInside: joins names inside a folder, also a relative one", () => {
  assert.equal(pathInside("/a/b", "c", "d.svg"), join("/a/b", "c", "d.svg"));
  assert.equal(pathInside("results", "..c"), join("results", "..c"));
  assert.equal(pathInside("../x", "c"), join("../x", "c"));
});

Deno.test("pathInside: refuses paths outside", () => {
  for (const names of [[".."], ["..", "b2"], ["c", "../../x"], ["."], [""], ["c\0"], []]) {
    assert.throws(() => pathInside("/a/b", ...names), RangeError, names.join());
    assert.throws(() => pathInside("b", ...names), RangeError, names.join());
  }
});
