import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import {
  exampleFor,
  examples,
  follow,
  length,
  torchjdExamples,
} from "../../../tests/fixtures/gradients.ts";
import { gradientRules } from "./mod.ts";

// Expected values: the papers' statements in double precision, by tests/golden/gradient_rules.py, and
// torchjd's rules in double precision, by tests/golden/torchjd_rules.py.

/** Tolerance for float32 inner products, relative to the gradient's length. */
const TOLERANCE = 1e-4;

for (const rule of Object.values(gradientRules)) {
  for (
    const [whose, of, least] of [
      ["an independent computation of its paper's statement", examples, 9],
      ["torchjd", torchjdExamples, 5],
    ] as const
  ) {
    Deno.test(`${rule.name} agrees with ${whose}`, async () => {
      let count = 0;
      for (const example of of) {
        for (const { rule: name, values, gradient } of example.results) {
          if (name !== rule.name) continue;
          count++;
          const actual = await follow(rule, exampleFor(rule, example), values);
          assertClose(actual, gradient, TOLERANCE, length(gradient));
        }
      }
      assert.ok(count >= least, `${count}`);
    });
  }
}
