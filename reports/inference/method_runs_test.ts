import assert from "node:assert/strict";
import { plan } from "../../tests/fixtures/runs.ts";
import { labelled } from "./labels.ts";
import { methodKey, placeOfMethod, runsOfMethod, runsOnProblem } from "./method_runs.ts";

const mmd = (weight: number) => ({ name: "mmd", values: { weight, kernel: "rbf" } });
const runs = [
  ...plan(mmd(1), { "a-b": [0.5, 0.6], "b-a": [0.7] }),
  ...plan(mmd(2), { "a-b": [0.5] }),
];
const ids = (found: typeof runs | ReturnType<typeof runsOfMethod>) => found.map(({ id }) => id);

Deno.test("methodKey: equal values have one, in any order", () => {
  assert.equal(methodKey(mmd(1)), methodKey({ values: { kernel: "rbf", weight: 1 }, name: "mmd" }));
  assert.notEqual(methodKey(mmd(1)), methodKey(mmd(2)));
});

Deno.test("runsOfMethod, runsOnProblem: are those of equal values, in their order", () => {
  assert.deepEqual(ids(runsOfMethod(runs, mmd(1))), ids(runs.slice(0, 3)));
  assert.deepEqual(ids(runsOnProblem(runs, mmd(1), "a-b")), ids(runs.slice(0, 2)));
  assert.deepEqual(ids(runsOnProblem(runs, mmd(2), "b-a")), []);
  assert.deepEqual(ids(runsOfMethod(runs, mmd(3))), []);
});

Deno.test("placeOfMethod: is the method's among those of a comparison", () => {
  const methods = labelled(runs);
  assert.deepEqual([mmd(1), mmd(2), mmd(3)].map((of) => placeOfMethod(methods, of)), [0, 1, -1]);
});
