import assert from "node:assert/strict";
import { randomStreams } from "../../engine/mod.ts";
import { numberedTasks, tasksSpec } from "../../tests/conformance/task_runs.ts";
import { followScript } from "../../tests/conformance/task_script.ts";
import { assertClose } from "../../tests/golden/close.ts";
import { accuracy, auc, errorRate, mae, r2, rmse, spanF1 } from "../_metrics.ts";
import type { TaskPredictions } from "../../records/record.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { tasksIn } from "./networks.ts";

// The stored predictions of the test rows are enough to recompute each metric of the record.

type Scores = { readonly [metric: string]: number };

/** Computes metrics of one task from the predictions under one selection rule. */
type Recompute = (
  labels: readonly number[],
  predicted: readonly number[],
  kept: TaskPredictions,
  classes: readonly string[],
) => Scores;

const ofClasses: Recompute = (labels, predicted) => ({
  accuracy: accuracy(predicted, labels),
  error: errorRate(predicted, labels),
});

const suitesAndMetrics: { readonly [suite: string]: Recompute } = {
  adult_income: (labels, margins) => ({
    auc: auc(margins, labels),
    accuracy: accuracy(margins.map((margin) => margin > 0 ? 1 : 0), labels),
  }),
  correlated_tasks: (labels, predicted) => ({
    rmse: rmse(predicted, labels),
    r2: r2(predicted, labels),
    mae: mae(predicted, labels),
  }),
  english_tagging: (labels, predicted, { lengths }, classes) => {
    const sentences = (words: readonly number[]) => {
      const rest = [...words];
      return lengths!.map((length) => rest.splice(0, length));
    };
    assert.equal(lengths!.reduce((a, b) => a + b), labels.length);
    const spans = classes.every((name) => /^(O|[BI]-.+)$/.test(name));
    return {
      accuracy: accuracy(predicted, labels),
      ...(spans ? { span_f1: spanF1(sentences(predicted), sentences(labels), classes) } : {}),
    };
  },
  fudan_reviews: ofClasses,
  multi_fashion_mnist: ofClasses,
};

const random = (purpose: string) => randomStreams(6)(purpose).uniform();

for (const [suite, recompute] of Object.entries(suitesAndMetrics)) {
  for (const partial of [false, true]) {
    const which = partial ? `${suite}, with absent labels,` : suite;
    Deno.test(`predictions of ${which} reproduce its record's metrics`, () =>
      assertReproduce(suite, recompute, partial));
  }
}

async function assertReproduce(
  suite: string,
  recompute: Recompute,
  partial: boolean,
): Promise<void> {
  const encoder = suite === "multi_fashion_mnist"
    ? { encoder: { name: "cnn", values: {} } }
    : undefined;
  const sources = suite === "correlated_tasks" ? ["p=0:n=200"] : undefined;
  const spec = tasksSpec("hard_sharing", { suite, sources, protocol: { ...encoder } });
  const data = numberedTasks(
    spec,
    { train: [20], validation: [12], test: suite === "english_tagging" ? [30, 25] : [40] },
    // Labels of about two classes, so that chance is sometimes right.
    (id, classes) =>
      partial && id % 3 === 0
        ? classes ? -1 : NaN
        : classes
        ? Math.floor(random(`label ${id}`) * 2) + Math.max(0, classes - 4)
        : random(`label ${id}`) * 10 - 5,
  );
  const { record, predictions } = await followScript(spec, data, {
    measure: () => ({}),
    predict(id, { task: { name, kind, classes: { length } }, step, word }) {
      const draw = random(`${id} ${name} ${step} ${word}`);
      if (kind === "regression") return 12 * draw - 6;
      return length === 2 ? draw - 0.5 : Math.floor(draw * 3) + length - 4;
    },
  });
  assert.equal(record.status, "ok", record.error?.message ?? "");
  const { tasks } = predictions!;
  for (const { name, classes } of tasksIn(spec, builtIn)) {
    const kept = tasks[name];
    for (const rule of spec.protocol.selections) {
      const scores = record.metrics[name][rule];
      const again = recompute(kept.labels, kept.predicted[rule], kept, classes);
      for (const [metric, value] of Object.entries(scores)) {
        assertClose(
          [again[metric]],
          [value],
          metric === "rmse" || metric === "mae" ? 1e-5 : 1e-6,
          1,
        );
        assert.ok(
          Math.abs(value) > 0 && value !== 1,
          `${metric} is ${value}, which is easy to reach by chance`,
        );
      }
    }
  }
}

Deno.test("predictions of sentences of several lengths keep the words of each", async () => {
  const spec = tasksSpec("hard_sharing", { suite: "english_tagging", sources: ["conll2000"] });
  const data = numberedTasks(spec, { train: [20, 10], validation: [5, 5], test: [3, 2] });
  const { predictions, networks: [{ tables, calls, predicted }], record } = await followScript(
    spec,
    data,
    { predict: (id, { word }) => (id + word) % 20, measure: () => ({ "pos~chunk": 0 }) },
  );
  assert.equal(record.status, "ok", record.error?.message ?? "");
  assert.deepEqual(Object.keys(tables), ["conll2000@3", "conll2000@4"]);
  // Two batches of one length and one of the other make an epoch.
  const visits = calls.flat().map(({ rows }) => Object.keys(rows).join());
  assert.equal(visits.filter((table) => table === "conll2000@3").length, 6);
  assert.equal(visits.filter((table) => table === "conll2000@4").length, 3);
  // Each split part by part.
  assert.deepEqual(predicted.slice(0, 4).map(({ ids }) => ids.length), [5, 5, 3, 2]);
  const { pos, chunk } = predictions!.tasks;
  for (const { lengths, predicted } of [pos, chunk]) {
    assert.deepEqual(lengths, [2, 2, 2, 2, 2]);
    assert.deepEqual(
      predicted.last,
      [2000, 2001, 2002, 2003, 2004].flatMap((id) => [id % 20, (id + 1) % 20]),
    );
  }
});
