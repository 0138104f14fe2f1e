import assert from "node:assert/strict";
import { selections } from "./mod.ts";
import { defineSelection, isBound } from "./selection.ts";

const unlabelled = { shape: [1, 2], data: Float32Array.of(0, 1) };
const checkpoint = { step: 30, validation: 0.5, unlabelled, test: 0.25 };

Deno.test("the scores of the rules that read no outputs", () => {
  const scores = Object.entries(selections).filter(([, { reads }]) => reads !== "unlabelled")
    .map(([name, rule]) => [name, rule.score(checkpoint)]);
  assert.deepEqual(Object.fromEntries(scores), {
    last: 30,
    oracle: 0.25,
    source_validation: 0.5,
    validation: 0.5,
  });
});

Deno.test("the rule that reads the test scores is a bound, and no other", () => {
  const bounds = Object.values(selections).filter(isBound).map(({ name }) => name);
  assert.deepEqual(bounds, ["oracle"]);
});

Deno.test("a rule cannot be written that scores what it does not declare to read", () => {
  const title = "";
  // The checker refuses each of the expected errors; without one, it refuses the comment above it.
  const rules = [
    // @ts-expect-error: a rule that reads nothing has the step alone
    defineSelection({ name: "nothing", title, score: ({ test }) => test }),
    // @ts-expect-error: validation rows are not declared
    defineSelection({ name: "hidden", title, score: ({ validation }) => validation }),
    // @ts-expect-error: the test rows are not declared
    defineSelection({ name: "test", title, reads: "validation", score: ({ test }) => test }),
    // @ts-expect-error: the test rows are not declared
    defineSelection({ name: "target", title, reads: "unlabelled", score: ({ test }) => test }),
    // @ts-expect-error: there is no such measurement
    defineSelection({ name: "unknown", title, reads: "labels", score: () => 0 }),
    defineSelection({
      name: "fair",
      title,
      reads: "validation",
      score: ({ validation }) => validation,
    }),
    defineSelection({
      name: "certain",
      title,
      reads: "unlabelled",
      score: ({ unlabelled, step }) => unlabelled.data[0] + step,
    }),
    defineSelection({ name: "bound", title, reads: "test", score: ({ test }) => test }),
  ];
  assert.deepEqual(rules.filter(isBound).map(({ name }) => name), ["bound"]);
});
