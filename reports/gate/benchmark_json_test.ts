import assert from "node:assert/strict";
import { accuracies, byTask, exampleBaseline, runsOf } from "../../tests/fixtures/gate.ts";
import { benchmarkJson } from "./benchmark_json.ts";
import { gate } from "./gate.ts";

const baseline = exampleBaseline();
const entriesOf = (...runs: Parameters<typeof runsOf>) =>
  JSON.parse(benchmarkJson(gate(baseline, runsOf(...runs))));

Deno.test("benchmarkJson: greater is better in every entry, and names and units state the conversion", () => {
  assert.deepEqual(entriesOf(), [
    {
      name: "example a-b dann last accuracy",
      unit: "%",
      value: 82,
      range: "± 1.41",
      extra: "pass\nseeds: 5\ncommit: 0a1b2c3",
    },
    {
      name: "example_tasks books hard_sharing last error (complement)",
      unit: "% (100 − error)",
      value: 80,
      range: "± 0.707",
      extra: "pass\nseeds: 5\ncommit: 0a1b2c3",
    },
    {
      name: "example_tasks size hard_sharing last rmse (inverse)",
      unit: "1/rmse",
      value: Number((1 / 2.02).toPrecision(12)),
      // 0.03742/2.02².
      range: "± 0.00917",
      extra: "pass\nseeds: 5\ncommit: 0a1b2c3",
    },
  ]);
});

Deno.test("benchmarkJson: the ratio of before to now exceeds one if an RMSE got worse", () => {
  const before = entriesOf()[2].value;
  const worse = byTask.map((values) => [Number(values[0]), 2 * Number(values[1])]);
  const now = entriesOf(accuracies, worse)[2].value;
  assert.ok(Math.abs(before / now - 2) < 1e-9);
});

Deno.test("benchmarkJson: omits cells without a score and an RMSE of zero", () => {
  assert.deepEqual(entriesOf(["failed"]).length, 2);
  const perfect = byTask.map((values) => [Number(values[0]), 0]);
  assert.deepEqual(entriesOf(accuracies, perfect).length, 2);
});
