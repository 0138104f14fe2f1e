import assert from "node:assert/strict";
import { openDevice, tf } from "../../engine/mod.ts";
import { environment } from "../../tests/conformance/runs.ts";
import { tasksSpec } from "../../tests/conformance/task_runs.ts";
import type { RunRecord } from "../../records/record.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { run, type RunResult } from "../../runs/run.ts";
import { datasetOf, sampleOf } from "../_data.ts";
import type { TasksSpec } from "./suite.ts";

// Runs of several tasks that train.

const trained = async (spec: TasksSpec, device = "cpu"): Promise<RunResult> =>
  await run(spec, {
    catalogue: builtIn,
    executor: await openDevice(device),
    environment,
    load: () => Promise.resolve(sampleOf(datasetOf(spec, builtIn))),
  });
const timeless = ({ seconds: _, startedAt: __, ...rest }: RunRecord) => rest;

Deno.test("run of tasks gives the same record twice, apart from times, and leaks no tensor", async () => {
  for (const method of ["single_task", "mmoe"]) {
    await openDevice("wasm");
    const before = tf.memory().numTensors;
    const first = await trained(tasksSpec(method), "wasm");
    assert.equal(first.record.status, "ok", first.record.error?.message ?? "");
    assert.equal(tf.memory().numTensors, before);
    const second = await trained(tasksSpec(method), "wasm");
    assert.equal(
      JSON.stringify(timeless(second.record)),
      JSON.stringify(timeless(first.record)),
    );
    assert.deepEqual(second.predictions, first.predictions);
    const other = await trained(tasksSpec(method, { seed: 1 }), "wasm");
    assert.notDeepEqual(other.record.curve, first.record.curve);
  }
});

Deno.test("run of tasks with fine-tuning continues the curve of the run without it", async () => {
  const plain = await trained(tasksSpec("hard_sharing"));
  const tuned = await trained(tasksSpec("hard_sharing", {}, { fineTuning: 4 }));
  assert.equal(tuned.record.status, "ok", tuned.record.error?.message ?? "");
  const steps = plain.record.curve.length;
  assert.deepEqual(tuned.record.curve.slice(0, steps), plain.record.curve);
  const losses = (name: string) =>
    tuned.record.curve.map(({ training }) => training[`loss.${name}`]);
  for (const name of ["income", "marital"]) {
    // It starts from the trained parameters, and it learns.
    const [start, end, after] = [0, steps - 1, steps].map((at) => losses(name)[at]);
    assert.ok(after < start, `${name}'s loss was ${start}, ${end} and ${after}`);
    assert.ok(losses(name).at(-1)! < end, `${name}'s losses are ${losses(name)}`);
  }
  assert.notDeepEqual(tuned.predictions!.tasks, plain.predictions!.tasks);
});

Deno.test("run of tasks at an absurd learning rate has diverged", async () => {
  for (const method of ["single_task", "hard_sharing", "l2_soft_sharing"]) {
    const spec = tasksSpec(method, {
      suite: "correlated_tasks",
      sources: ["p=0:n=200"],
      protocol: { values: { optimizer: "sgd", learningRate: 1e3 } },
    });
    const { record, predictions } = await trained(spec);
    assert.equal(record.status, "diverged", method);
    assert.match(record.error!.message, /^The (loss was|predictions were)/);
    assert.deepEqual([record.metrics, predictions], [{}, undefined]);
  }
});
