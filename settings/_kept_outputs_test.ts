import assert from "node:assert/strict";
import { keptLabels, keptOutputs } from "./_kept_outputs.ts";

const tagging = { kind: "tagging", metric: "accuracy", furtherMetrics: [] } as const;

/** Two sentences of up to three words, and one of one. */
const tags = [
  { shape: [2, 3], data: Int32Array.of(1, 0, -1, 0, 1, 1) },
  { shape: [1, 1], data: Int32Array.of(1) },
];

Deno.test("keptLabels keeps a tagging's words one after another, and the number of each row's words", () => {
  assert.deepEqual(keptLabels(tagging, tags), { labels: [1, 0, 0, 1, 1, 1], lengths: [2, 3, 1] });
  const empty = [{ shape: [2, 1], data: Int32Array.of(-1, 1) }];
  assert.deepEqual(keptLabels(tagging, empty), { labels: [1], lengths: [0, 1] });
});

Deno.test("keptLabels keeps other labels unchanged", () => {
  const numbers = [
    { shape: [2], data: Float32Array.of(-1, 0.5) },
    { shape: [1], data: Float32Array.of(3) },
  ];
  assert.deepEqual(keptLabels({ kind: "regression" }, numbers), { labels: [-1, 0.5, 3] });
});

Deno.test("keptOutputs keeps a tagging's classes for words, not for padding", () => {
  const outputs = [
    { shape: [2, 3, 2], data: Float32Array.of(0, 1, 2, 0, 9, 0, 0, 1, 3, 3, 5, 6) },
    { shape: [1, 1, 2], data: Float32Array.of(1, 0) },
  ];
  assert.deepEqual([...keptOutputs(tagging, outputs, tags)], [1, 0, 1, 0, 1, 0]);
});

Deno.test("keptOutputs keeps a classification's classes, or its margins if AUC is a metric", () => {
  const outputs = [
    { shape: [2, 2], data: Float32Array.of(1, 3.25, 2, -1) },
    { shape: [1, 2], data: Float32Array.of(0, 1.23456789) },
  ];
  const labels = [
    { shape: [2], data: Int32Array.of(1, 1) },
    { shape: [1], data: Int32Array.of(0) },
  ];
  const task = { kind: "classification", metric: "accuracy", furtherMetrics: [] } as const;
  assert.deepEqual([...keptOutputs(task, outputs, labels)], [1, 0, 1]);
  for (const metrics of [["auc", "accuracy"], ["accuracy", "auc"]] as const) {
    const task = {
      kind: "classification",
      metric: metrics[0],
      furtherMetrics: [metrics[1]],
    } as const;
    assert.deepEqual([...keptOutputs(task, outputs, labels)], [2.25, -3, Math.fround(1.23456789)]);
  }
});

Deno.test("keptLabels and keptOutputs leave out rows without a label", () => {
  const numbers = [
    { shape: [3], data: Float32Array.of(NaN, 0.5, -1) },
    { shape: [2], data: Float32Array.of(2, NaN) },
  ];
  const outputs = [
    { shape: [3, 1], data: Float32Array.of(1, 2, 3) },
    { shape: [2, 1], data: Float32Array.of(4, 5) },
  ];
  const regression = { kind: "regression", metric: "rmse", furtherMetrics: [] } as const;
  assert.deepEqual(keptLabels(regression, numbers), { labels: [0.5, -1, 2] });
  assert.deepEqual([...keptOutputs(regression, outputs, numbers)], [2, 3, 4]);

  const classes = [{ shape: [3], data: Int32Array.of(0, -1, 1) }];
  const logits = [{ shape: [3, 2], data: Float32Array.of(0, 2, 9, 0, 1, 0) }];
  for (const [metric, kept] of [["accuracy", [1, 0]], ["auc", [2, -1]]] as const) {
    const task = { kind: "classification", metric, furtherMetrics: [] } as const;
    assert.deepEqual(keptLabels(task, classes), { labels: [0, 1] });
    assert.deepEqual([...keptOutputs(task, logits, classes)], kept);
  }
});
