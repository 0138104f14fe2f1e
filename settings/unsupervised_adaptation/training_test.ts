import assert from "node:assert/strict";
import { openDevice, tf } from "../../engine/mod.ts";
import { adaptationMethods } from "../../tests/conformance/tiny.ts";
import {
  asMoons,
  environment,
  fewMoons,
  moonsSpec,
  tinyProtocol,
} from "../../tests/conformance/runs.ts";
import type { RunRecord } from "../../records/record.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { run, type RunResult } from "../../runs/run.ts";
import type { AdaptationSpec } from "./suite.ts";

// Runs that train.

const trained = async (spec: AdaptationSpec): Promise<RunResult> => {
  const executor = await openDevice("wasm");
  const data = await fewMoons(spec.seed);
  return await run(spec, {
    catalogue: builtIn,
    executor,
    environment,
    load: () => Promise.resolve(asMoons(data)),
  });
};
const timeless = ({ seconds: _, startedAt: __, ...rest }: RunRecord) => rest;

Deno.test("run gives the same record twice, apart from times, and leaks no tensor", async () => {
  for (const method of ["source_only", "dann"]) {
    await openDevice("wasm");
    const before = tf.memory().numTensors;
    const first = await trained(moonsSpec(method));
    assert.equal(first.record.status, "ok");
    assert.equal(tf.memory().numTensors, before);
    const second = await trained(moonsSpec(method));
    assert.deepEqual(timeless(second.record), timeless(first.record));
    assert.equal(
      JSON.stringify(timeless(second.record)),
      JSON.stringify(timeless(first.record)),
    );
    assert.deepEqual(second.predictions, first.predictions);
    const other = await trained(moonsSpec(method, {}, {}, 1));
    assert.notDeepEqual(other.record.curve, first.record.curve);
  }
});

Deno.test("run records the plane for two-dimensional inputs", async () => {
  const { record, predictions } = await trained(moonsSpec("source_only"));
  assert.equal(predictions!.plane!.source.length, 60);
  assert.equal(predictions!.plane!.target.length, 60);
  assert.equal(predictions!.tasks["0-35"].labels.length, 40);
  assert.equal(predictions!.id, record.id);
});

Deno.test("run of dann with λ = 0 has source_only's curve", async () => {
  const alone = await trained(moonsSpec("source_only", {}, {}, 2));
  const dann = await trained(moonsSpec("dann", { lambda: 0 }, {}, 2));
  assert.deepEqual(
    dann.record.curve.map(({ training }) => training.classification),
    alone.record.curve.map(({ training }) => training.loss),
  );
  assert.deepEqual(dann.predictions!.tasks, alone.predictions!.tasks);
  assert.deepEqual(dann.record.metrics, alone.record.metrics);
});

Deno.test("run at an absurd learning rate has diverged", async () => {
  await openDevice("wasm");
  const before = tf.memory().numTensors;
  const absurd = { optimizer: "sgd", learningRate: 1e3 };
  for (const method of adaptationMethods.map(({ name }) => name)) {
    const { record, predictions } = await trained(moonsSpec(method, {}, absurd));
    assert.equal(record.status, "diverged", method);
    assert.ok(record.error!.step! >= 2 && record.error!.step! <= 5 * tinyProtocol.values.epochs);
    assert.match(record.error!.message, /^The loss was (NaN|-?Infinity) at step \d+$/);
    assert.deepEqual(record.metrics, {});
    assert.equal(predictions, undefined);
  }
  assert.equal(tf.memory().numTensors, before);
});
