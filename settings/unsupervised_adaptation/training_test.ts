import assert from "node:assert/strict";
import type { SourceFile } from "../../datasets/dataset.ts";
import { openDevice, tf } from "../../engine/mod.ts";
import { adaptationMethods } from "../../tests/conformance/tiny.ts";
import { environment, fewMoons, moonsSpec, tinyProtocol } from "../../tests/conformance/runs.ts";
import { assertClose } from "../../tests/golden/close.ts";
import type { RunRecord } from "../../records/record.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { run, type RunResult } from "../../runs/run.ts";
import { loadDomain } from "../_domains.ts";
import type { AdaptationSpec } from "./suite.ts";

// Runs that train.

const trained = async (spec: AdaptationSpec): Promise<RunResult> => {
  const executor = await openDevice("wasm");
  const data = await fewMoons(spec.seed);
  return await run(spec, {
    catalogue: builtIn,
    executor,
    environment,
    load: (domain) => Promise.resolve(data[domain]),
    loadTasks: () => assert.fail("adaptation is between domains"),
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

Deno.test("loadDomain loads the spec's dataset with the streams of its seed", async () => {
  const read = () => assert.fail("the moons read no file");
  const spec = moonsSpec("source_only", {}, {}, 3);
  const first = await loadDomain(spec, "35", read, builtIn);
  assert.deepEqual(first.train.x.shape, [300, 2]);
  assert.deepEqual(await loadDomain(spec, "35", read, builtIn), first);
  assert.notDeepEqual(await loadDomain({ ...spec, seed: 4 }, "35", read, builtIn), first);
});

Deno.test("loadDomain applies log1p to the inputs of both splits if the protocol says so", async () => {
  const read = ({ name }: SourceFile) =>
    Promise.resolve(new TextEncoder().encode(
      name.includes("train") ? "1 0:1 3:4\n-1 2:2\n" : "-1 1:9\n",
    ));
  const base = moonsSpec("source_only");
  const spec = (transform: "none" | "log1p"): AdaptationSpec => ({
    ...base,
    dataset: { name: "amazon_reviews", version: 1, content: "" },
    protocol: { ...base.protocol, values: { ...base.protocol.values, transform } },
  });
  const plain = await loadDomain(spec("none"), "books", read, builtIn);
  assert.deepEqual([...plain.train.x.data.slice(0, 4)], [1, 0, 0, 4]);
  const logs = await loadDomain(spec("log1p"), "books", read, builtIn);
  assertClose(logs.train.x.data.slice(0, 4), [Math.log(2), 0, 0, Math.log(5)], 1e-7);
  assertClose(logs.train.x.data.slice(5000, 5004), [0, 0, Math.log(3), 0], 1e-7);
  assertClose(logs.test.x.data.slice(0, 3), [0, Math.log(10), 0], 1e-7);
  for (const split of ["train", "test"] as const) {
    assert.deepEqual(logs[split].y, plain[split].y);
    assert.deepEqual(logs[split].x.shape, plain[split].x.shape);
  }
});
