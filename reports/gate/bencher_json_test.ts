import assert from "node:assert/strict";
import { exampleBaseline, runsOf } from "../../tests/fixtures/gate.ts";
import { bencherJson } from "./bencher_json.ts";
import { gate } from "./gate.ts";

Deno.test("bencherJson: means with a standard error to either side, in the metric's own direction", () => {
  const document = JSON.parse(bencherJson(gate(exampleBaseline(), runsOf())));
  assert.deepEqual(Object.keys(document), [
    "example a-b dann last",
    "example_tasks books hard_sharing last",
    "example_tasks size hard_sharing last",
  ]);
  const { accuracy } = document["example a-b dann last"];
  const rounded = Object.entries(accuracy).map(([key, x]) => [key, Number(x).toFixed(4)]);
  assert.deepEqual(rounded, [
    ["value", "0.8200"],
    ["lower_value", "0.8059"],
    ["upper_value", "0.8341"],
  ]);
  assert.equal(document["example_tasks size hard_sharing last"].rmse.value.toFixed(4), "2.0200");
});

Deno.test("bencherJson: groups the metrics of one benchmark", () => {
  const said = gate(exampleBaseline(), runsOf());
  const cells = said.cells.map((cell) => ({ ...cell, suite: "s", problem: "p", method: "m" }));
  const document = JSON.parse(bencherJson({ ...said, cells }));
  assert.deepEqual(Object.keys(document), ["s p m last"]);
  assert.deepEqual(Object.keys(document["s p m last"]), ["accuracy", "error", "rmse"]);
});

Deno.test("bencherJson: omits cells without a score", () => {
  const document = JSON.parse(bencherJson(gate(exampleBaseline(), runsOf(["failed"]))));
  assert.equal(Object.keys(document).length, 2);
});
