import assert from "node:assert/strict";
import { defineSelection } from "../selection/selection.ts";
import type { Catalogue } from "../settings/catalogue.ts";
import moons from "../suites/moons.ts";
import { moonsSpec, tinyProtocol } from "../tests/conformance/runs.ts";
import { tasksSpec } from "../tests/conformance/task_runs.ts";
import { aboutOf } from "./about.ts";
import { builtIn } from "./catalogue.ts";

const title = "a rule of a user's";
const catalogue: Catalogue = {
  ...builtIn,
  selections: {
    ...builtIn.selections,
    peeking: defineSelection({ name: "peeking", title, reads: "test", score: ({ test }) => -test }),
    blind: defineSelection({
      name: "blind",
      title,
      reads: "unlabelled",
      score: ({ unlabelled }) => unlabelled.data[0],
    }),
  },
};

Deno.test("aboutOf: a rule that reads the test labels is a bound, and no other", () => {
  const spec = moonsSpec("dann");
  const selections = ["blind", "peeking", "last", "oracle", "source_validation"];
  const about = aboutOf({ ...spec, protocol: { ...spec.protocol, selections } }, catalogue);
  assert.deepEqual(about.selections, {
    blind: { title, bound: false },
    peeking: { title, bound: true },
    last: { title: builtIn.selections.last.title, bound: false },
    oracle: { title: builtIn.selections.oracle.title, bound: true },
    source_validation: { title: builtIn.selections.source_validation.title, bound: false },
  });
});

Deno.test("aboutOf: a method that learns from the target's labels is a bound", () => {
  for (const method of ["source_only", "dann", "target_only"]) {
    assert.equal(aboutOf(moonsSpec(method), builtIn).bound, method === "target_only");
  }
});

Deno.test("aboutOf states the suite's facts, the setting's words and the parts with their parameters", () => {
  const about = aboutOf(moonsSpec("dann", { lambda: 2 }), builtIn);
  const { dann } = builtIn.methods;
  const { mlp } = builtIn.encoders;
  assert.deepEqual(about.suite, {
    title: moons.title,
    tunedOn: moons.tunedOn,
    departures: moons.departures,
    methods: Object.keys(moons.methods),
  });
  assert.equal(about.baseline, "source_only");
  assert.equal(about.relativeGains, false);
  assert.equal(about.words, builtIn.settings.unsupervised_adaptation.words);
  assert.deepEqual(about.parts, [
    { kind: "method", name: "dann", title: dann.title, paper: dann.paper, params: dann.params },
    { kind: "encoder", name: "mlp", title: mlp.title, paper: mlp.paper, params: mlp.params },
  ]);
  assert.deepEqual(about.protocol[1], ["optimizer", "adam at 0.05"]);
});

Deno.test("aboutOf states the weighting and the rule of several tasks", () => {
  const spec = tasksSpec("mmoe", {}, { weighting: { name: "dwa" }, rule: { name: "pcgrad" } });
  const { parts, baseline, relativeGains } = aboutOf(spec, builtIn);
  assert.deepEqual(parts.map(({ kind, name }) => [kind, name]), [
    ["method", "mmoe"],
    ["weighting", "dwa"],
    ["gradient_rule", "pcgrad"],
    ["encoder", "mlp"],
  ]);
  assert.deepEqual([baseline, relativeGains], ["single_task", true]);
});

Deno.test("aboutOf states the changes of the suite's protocol", () => {
  const { changes } = aboutOf(moonsSpec("dann", {}, { learningRate: 0.05 }), builtIn);
  const { epochs, batch } = tinyProtocol.values;
  assert.ok(changes.includes(`epochs: ${epochs}, the suite's 400`));
  assert.ok(changes.includes(`batch: ${batch}, the suite's 50`));
  assert.ok(!changes.some((change) => change.startsWith("learningRate")));
});
