import assert from "node:assert/strict";
import { moonsSpec } from "../../tests/conformance/runs.ts";
import { adaptationMethods } from "../../tests/conformance/tiny.ts";
import unsupervisedAdaptation from "./mod.ts";

Deno.test("unsupervised adaptation: a method that learns from the target's labels is a bound", () => {
  const bounds = adaptationMethods.filter((method) => unsupervisedAdaptation.isBound(method));
  assert.deepEqual(bounds.map(({ name }) => name), ["target_only"]);
});

Deno.test("unsupervised adaptation: facts on the protocol", () => {
  const factsOf = (values: { [name: string]: number | string }) =>
    unsupervisedAdaptation.facts(moonsSpec("dann", {}, values).protocol);
  assert.deepEqual(factsOf({}), [["held out", "10 % of the labelled training rows"]]);
  assert.deepEqual(factsOf({ transform: "log1p", validation: 0.125, rows: 100 }), [
    ["inputs", "log1p"],
    ["held out", "12.5 % of the labelled training rows"],
    ["rows", "at most 100 of each domain for training"],
  ]);
});

Deno.test("unsupervised adaptation: the arguments of a run choose its pair", () => {
  assert.deepEqual(unsupervisedAdaptation.argumentsOf(moonsSpec("dann")), ["--pairs", "0-35"]);
});
