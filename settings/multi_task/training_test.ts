import assert from "node:assert/strict";
import type { TaskData } from "../../datasets/dataset.ts";
import { datasets } from "../../datasets/mod.ts";
import { openDevice, randomStreams, tf } from "../../engine/mod.ts";
import { environment } from "../../tests/conformance/runs.ts";
import { tasksSpec } from "../../tests/conformance/task_runs.ts";
import type { RunRecord, TasksSpec } from "../../records/record.ts";
import { checkNetworks, loadTasks, run, type RunResult } from "../../runs/run.ts";

// Runs of several tasks that train.

function sampleOf({ dataset }: TasksSpec): TaskData {
  const family = datasets[dataset.name];
  return family.kind === "tasks" ? family.sample(randomStreams(0)) : assert.fail(dataset.name);
}

const trained = async (spec: TasksSpec, device = "cpu"): Promise<RunResult> =>
  await run(spec, {
    executor: await openDevice(device),
    environment,
    loadTasks: () => Promise.resolve(sampleOf(spec)),
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
  const optimizer = { name: "sgd", learningRate: 1e30 } as const;
  for (const method of ["single_task", "hard_sharing", "l2_soft_sharing"]) {
    const spec = tasksSpec(method, {
      suite: "correlated_tasks",
      sources: ["p=0:n=200"],
      protocol: { optimizer },
    });
    const { record, predictions } = await trained(spec);
    assert.equal(record.status, "diverged", method);
    assert.match(record.error!.message, /^The (loss was|predictions were)/);
    assert.deepEqual([record.metrics, predictions], [{}, undefined]);
  }
});

Deno.test("loadTasks loads the spec's sources with the streams of its seed", async () => {
  const read = () => assert.fail("these tasks read no file");
  const spec = tasksSpec("hard_sharing", {
    suite: "correlated_tasks",
    sources: ["p=1:n=50", "p=0:n=20"],
    seed: 3,
  });
  const data = await loadTasks(spec, read);
  assert.deepEqual(Object.keys(data.sources), ["p=1:n=50", "p=0:n=20"]);
  assert.deepEqual(data.sources["p=0:n=20"].train[0].x.shape, [20, 20]);
  assert.deepEqual(await loadTasks(spec, read), data);
  assert.notDeepEqual(await loadTasks({ ...spec, seed: 4 }, read), data);
});

const refused: [what: string, spec: TasksSpec, message: RegExp][] = [
  [
    "a hierarchy of tasks with one level",
    tasksSpec("hierarchical_sharing"),
    /^Cannot share by hierarchy: tasks must be of two levels or more, all are of level 1$/,
  ],
  [
    "a discriminator of tasks with the same rows",
    tasksSpec("adversarial_shared_private"),
    /^Cannot distinguish tasks by their rows: .* current value is 0\.\d+$/,
  ],
  [
    "different numbers of weights and tasks",
    tasksSpec("hard_sharing", {}, { weighting: { name: "fixed", values: { weights: "1:2:3" } } }),
    /^Cannot weigh 2 tasks: fixed\.weights must be one number or 2, current value is '1:2:3'$/,
  ],
];

for (const [what, spec, message] of refused) {
  Deno.test(`checkNetworks refuses ${what}`, () => {
    assert.throws(() => checkNetworks(spec), { name: "RangeError", message });
  });
}

Deno.test("checkNetworks accepts combinations that fit", () => {
  for (const method of ["single_task", "single_task_matched", "hard_sharing", "ple"]) {
    checkNetworks(tasksSpec(method));
  }
  checkNetworks(tasksSpec("hierarchical_sharing", { suite: "english_tagging", sources: ["ewt"] }));
  checkNetworks(tasksSpec("adversarial_shared_private", { suite: "fudan_reviews" }));
  checkNetworks(
    tasksSpec("hard_sharing", {}, { weighting: { name: "fixed", values: { weights: "1:2" } } }),
  );
});
