import assert from "node:assert/strict";
import correlatedTasks from "../../datasets/correlated_tasks.ts";
import type { DomainData, LoadedDomains, Rows, Task } from "../../datasets/dataset.ts";
import { openDevice, randomStreams, toDense } from "../../engine/mod.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { run, type RunResult } from "../../runs/run.ts";
import { datasetOf } from "../../settings/_data.ts";
import { sharingMethod, tasksIn } from "../../settings/multi_task/networks.ts";
import type { TasksSpec } from "../../settings/multi_task/suite.ts";
import { environment } from "./runs.ts";
import { tasksSpec, type TinyRun, type TinyVariant } from "./task_runs.ts";
import { sharingMethods } from "./tiny.ts";

// Data that a method must not use is changed, and everything that it computes stays bit-identical.

const executor = await openDevice("cpu");

/** Runs of methods that need other tasks than two regressions on the same rows. */
const elsewhere: { readonly [method: string]: TinyRun } = {
  adversarial_shared_private: { suite: "fudan_reviews" },
  hierarchical_sharing: { suite: "english_tagging", sources: ["ewt"] },
};

/** Further runs, which use more than the sum of the losses. */
const further: readonly [what: string, method: string, variant: TinyVariant][] = [
  ["hard_sharing, fine-tuned", "hard_sharing", { fineTuning: 2 }],
  ["hard_sharing, by uncertainty", "hard_sharing", { weighting: { name: "uncertainty" } }],
  ["hard_sharing, by pcgrad", "hard_sharing", { rule: { name: "pcgrad" } }],
];

const each = [
  ...sharingMethods.map(({ name }) => [name, name, {}] as const),
  ...further,
].map(([what, method, variant]) => {
  const of = elsewhere[method] ?? {
    suite: "correlated_tasks",
    sources: correlatedTasks.domains.slice(0, 1),
  };
  return { what, spec: tasksSpec(method, of, variant) };
});

async function result(spec: TasksSpec, data: LoadedDomains): Promise<RunResult> {
  const found = await run(spec, {
    catalogue: builtIn,
    executor,
    environment,
    load: () => Promise.resolve(data),
  });
  assert.equal(found.record.status, "ok", found.record.error?.message ?? "");
  return found;
}

const sampleOf = (spec: TasksSpec): LoadedDomains => {
  const sample = datasetOf(spec, builtIn).sample(randomStreams(1));
  return Object.fromEntries(spec.problem.sources.map((domain) => [domain, sample[domain]]));
};

type Change = (rows: Rows, tasks: readonly Task[]) => Rows;

/** Changes one split of all domains. */
function changed(
  spec: TasksSpec,
  data: LoadedDomains,
  split: "train" | "validation" | "test",
  change: Change,
): LoadedDomains {
  const dataset = datasetOf(spec, builtIn);
  return Object.fromEntries(
    Object.entries(data).map(([domain, parts]): [string, DomainData] => [domain, {
      ...parts,
      [split]: parts[split]!.map((rows) => change(rows, dataset.tasks(domain))),
    }]),
  );
}

/** Changes every label of some tasks: to the next class, or to a number of opposite sign and twice the size. */
const relabelled = (wanted: (task: string) => boolean): Change => ({ x, y }, tasks) => ({
  x,
  y: Object.fromEntries(
    tasks.map(({ name, classes: { length } }) => {
      const { shape, data } = y[name];
      if (!wanted(name)) return [name, { shape, data }];
      const other = data instanceof Int32Array
        ? data.map((label) => label < 0 ? label : (label + 1) % length)
        : data.map((number) => -2 * number);
      return [name, { shape, data: other }];
    }),
  ),
});

/** Changes every input. */
const moved: Change = ({ x, y }) => {
  const { shape, data } = toDense(x);
  return {
    x: {
      shape,
      // Padding stays padding.
      data: data instanceof Int32Array
        ? data.map((word) => word === 0 ? 0 : 2 + (word + 5) % 20)
        : Float32Array.from(data, (v) => 3 - 2 * v),
    },
    y,
  };
};

const all = () => true;

/** The learned model and the selected checkpoints, without the test scores. */
const learnedIn = ({ record }: RunResult) => ({
  selected: record.selected,
  curve: record.curve.map(({ step, training, tasks, affinity }) => ({
    step,
    training,
    validation: Object.entries(tasks).map(([task, { validation }]) => [task, validation]),
    affinity,
  })),
});

const testedIn = ({ record }: RunResult) =>
  record.curve.map(({ tasks }) => Object.values(tasks).map(({ test }) => test));

const predictedIn = ({ predictions }: RunResult) =>
  Object.values(predictions!.tasks).map(({ predicted }) => predicted);

for (const { what, spec } of each) {
  const data = sampleOf(spec);
  let untouched: Promise<RunResult> | undefined;
  const plainly = () => untouched ??= result(spec, data);

  Deno.test(`${what} does not use the labels of test rows`, async () => {
    const plain = await plainly();
    const blind = await result(spec, changed(spec, data, "test", relabelled(all)));
    assert.deepEqual(learnedIn(blind), learnedIn(plain));
    assert.deepEqual(predictedIn(blind), predictedIn(plain));
    // The test scores depend on them.
    assert.notDeepEqual(testedIn(blind), testedIn(plain));
  });

  Deno.test(`${what} never trains on test rows`, async () => {
    const plain = await plainly();
    const blind = await result(spec, changed(spec, data, "test", moved));
    assert.deepEqual(learnedIn(blind), learnedIn(plain));
    assert.notDeepEqual(testedIn(blind), testedIn(plain));
  });

  Deno.test(`${what} does not learn from validation rows`, async () => {
    const plain = await plainly();
    for (const change of [relabelled(all), moved]) {
      const blind = await result(spec, changed(spec, data, "validation", change));
      const training = ({ record }: RunResult) =>
        record.curve.map(({ training, affinity }) => ({ training, affinity }));
      assert.deepEqual(training(blind), training(plain));
      assert.deepEqual(testedIn(blind), testedIn(plain));
      for (const { name } of spec.problem.tasks) {
        assert.deepEqual(blind.record.metrics[name].last, plain.record.metrics[name].last);
      }
    }
  });

  const { networks } = sharingMethod(spec.method.name, builtIn);
  const [first, second] = tasksIn(spec, builtIn).map(({ name }) => name);
  const how = networks === "each" ? "hides from the others" : "shows the others";
  Deno.test(`${what} ${how} a task's training labels`, async () => {
    const plain = await plainly();
    const other = await result(
      spec,
      changed(spec, data, "train", relabelled((task) => task === first)),
    );
    const of = (task: string) => ({ record, predictions }: RunResult) => ({
      metrics: record.metrics[task],
      selected: Object.values(record.selected).map((steps) => steps[task]),
      predicted: predictions!.tasks[task],
      curve: record.curve.map(({ training, tasks }) => [training[`loss.${task}`], tasks[task]]),
    });
    assert.notDeepEqual(of(first)(other), of(first)(plain));
    if (networks === "each") assert.deepEqual(of(second)(other), of(second)(plain));
    else assert.notDeepEqual(of(second)(other), of(second)(plain));
  });
}
