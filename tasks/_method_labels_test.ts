import assert from "node:assert/strict";
import { plan } from "../tests/fixtures/runs.ts";
import { methodLabels } from "./_method_labels.ts";

Deno.test("methodLabels: distinguishes variants of a name within a suite", () => {
  const variants = [1, 2].flatMap((depth) =>
    plan({ name: "fine_tuning", values: { depth } }, { "a-b": [0.5] })
  );
  const alone = plan({ name: "fine_tuning", values: { depth: 1 } }, { "a-b": [0.5] })
    .map((run) => ({ ...run, spec: { ...run.spec, suite: { name: "another", version: 1 } } }));
  const labelOf = methodLabels([{ runs: variants }, { runs: alone }]);
  assert.deepEqual(
    [...variants, ...alone].map(({ spec }) => labelOf(spec)),
    ["fine_tuning (depth=1)", "fine_tuning (depth=2)", "fine_tuning"],
  );
});

Deno.test("methodLabels: accepts a plan without runs", () => {
  assert.doesNotThrow(() => methodLabels([{ runs: [] }]));
});
