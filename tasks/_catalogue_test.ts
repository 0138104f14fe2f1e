import assert from "node:assert/strict";
import { devices } from "../engine/mod.ts";
import { builtIn } from "../runs/catalogue.ts";
import { catalogueText } from "./_catalogue.ts";

Deno.test("catalogueText: every value is text, and every device has its description", () => {
  const text = catalogueText(builtIn);
  assert.doesNotMatch(text, /\[object|undefined|NaN/);
  for (const [name, { description }] of Object.entries(devices)) {
    assert.ok(text.includes(`\n  ${name}: ${description}`), name);
  }
});
