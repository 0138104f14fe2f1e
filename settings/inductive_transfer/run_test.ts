import assert from "node:assert/strict";
import type { DomainData, Rows, Task } from "../../datasets/dataset.ts";
import { randomStreams, toDense } from "../../engine/mod.ts";
import type { Labels } from "../../records/record.ts";
import type { LabelledView } from "../_views.ts";
import { splitLabelled, targetRows } from "./run.ts";

/** Rows whose only number is their index; classes alternate, the last one half as often. */
const rows: LabelledView = (() => {
  const labels = Array.from({ length: 500 }, (_, i) => i % 10 < 4 ? 0 : i % 10 < 8 ? 1 : 2);
  return {
    x: { shape: [500, 1], data: Float32Array.from(labels.keys()) },
    y: { shape: [500], data: Int32Array.from(labels) },
  };
})();

function split(labels: Labels, validation = 0.1, seed = 0) {
  const found = splitLabelled(rows, { labels, validation, random: randomStreams(seed) });
  const { training, validation: held } = found;
  assert.deepEqual(found.held, held ? [...toDense(held.x).data] : []);
  for (const { x, y } of [training, ...held ? [held] : []]) {
    assert.deepEqual([x.shape, y.shape], [[y.data.length, 1], [y.data.length]]);
    assert.ok(y.data instanceof Int32Array);
    // Each row with its own label.
    y.data.forEach((label, i) => assert.equal(label, rows.y.data[toDense(x).data[i]]));
  }
  return {
    training: new Set(toDense(training.x).data),
    held: new Set(held && toDense(held.x).data),
    counts: [training, held].map((part) =>
      [0, 1, 2].map((name) => part ? part.y.data.filter((label) => label === name).length : 0)
    ),
  };
}

Deno.test("splitLabelled labels equally many rows of each class, and holds out the same fraction of each", () => {
  assert.deepEqual(split(10).counts, [[9, 9, 9], [1, 1, 1]]);
  assert.deepEqual(split(100).counts, [[90, 90, 90], [10, 10, 10]]);
  assert.deepEqual(split(20, 0.25).counts, [[15, 15, 15], [5, 5, 5]]);
  assert.deepEqual(split("all").counts, [[180, 180, 90], [20, 20, 10]]);
  assert.deepEqual(split("all", 0).counts, [[200, 200, 100], [0, 0, 0]]);
});

Deno.test("splitLabelled: the training rows of few labels are among those of more labels", () => {
  const trained = ([10, 25, 100, "all"] as const).map((labels) => split(labels).training);
  trained.slice(1).forEach((more, i) => {
    assert.ok(more.size > trained[i].size && trained[i].isSubsetOf(more));
  });
});

Deno.test("splitLabelled trains on no held-out row and selects no row twice", () => {
  for (const labels of [10, 100, "all"] as const) {
    const { training, held, counts } = split(labels);
    assert.ok(training.isDisjointFrom(held));
    const all = counts.flat().reduce((sum, count) => sum + count);
    assert.equal(training.size + held.size, all);
  }
  assert.equal(split("all").training.union(split("all").held).size, 500);
});

Deno.test("splitLabelled draws by the seed, and not simply the first rows", () => {
  assert.deepEqual(split(10), split(10));
  const [one, other] = [split(10).training, split(10, 0.1, 1).training];
  assert.ok(one.intersection(other).size < 10);
  assert.ok([...one].some((row) => row > 250));
});

Deno.test("splitLabelled returns no validation rows if none are held out", () => {
  const found = splitLabelled(rows, { labels: 4, validation: 0, random: randomStreams(0) });
  assert.deepEqual([found.validation, found.held], [undefined, []]);
});

Deno.test("splitLabelled holds out rows of the few classes that have enough", () => {
  const few: LabelledView = {
    x: { shape: [12, 1], data: new Float32Array(12) },
    y: { shape: [12], data: Int32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1) },
  };
  const found = splitLabelled(few, { labels: "all", validation: 0.1, random: randomStreams(0) });
  assert.deepEqual([...found.validation!.y.data], [0]);
  assert.equal(found.training.y.data.length, 11);
});

const refused: [what: string, labels: Labels, validation: number, message: string][] = [
  ["a class has too few rows", 101, 0.1, "Cannot label 101 rows of each class: one has 100"],
  [
    "nothing is held out",
    4,
    0.1,
    "Cannot hold out validation rows: 0.1 of 4 rows of each class is none",
  ],
  [
    "all is held out",
    1,
    0.9,
    "Cannot hold out validation rows: 0.9 of 1 rows of each class leaves none to train on",
  ],
];

for (const [what, labels, validation, message] of refused) {
  Deno.test(`splitLabelled refuses if ${what}`, () => {
    assert.throws(() => split(labels, validation), { name: "RangeError", message });
  });
}

const task: Task = {
  name: "B",
  kind: "classification",
  classes: ["0", "1", "2"],
  metric: "accuracy",
  furtherMetrics: [],
  level: 1,
};
const part = ({ x, y }: LabelledView): Rows => ({ x, y: { B: y } });
const domain: DomainData = {
  input: { kind: "numbers", shape: [1] },
  train: [part(rows)],
  test: [],
};

Deno.test("targetRows holds rows out as splitLabelled does, and an epoch is of the rows that all labels would leave", () => {
  const numbers = { labels: 20, validation: 0.25, random: randomStreams(1) };
  assert.deepEqual(targetRows(domain, task, numbers), {
    ...splitLabelled(rows, numbers),
    epochRows: 375,
  });
});

Deno.test("targetRows takes the validation rows that a domain has, and trains on all labelled rows", () => {
  const own: LabelledView = {
    x: { shape: [2, 1], data: Float32Array.of(900, 901) },
    y: { shape: [2], data: Int32Array.of(0, 2) },
  };
  const validated: DomainData = { ...domain, validation: [part(own)] };
  const numbers = { labels: 20, validation: 0.25, random: randomStreams(1) };
  const found = targetRows(validated, task, numbers);
  assert.deepEqual(found.validation, own);
  assert.deepEqual([found.training.y.data.length, found.held, found.epochRows], [60, [], 500]);
  // The same rows are labelled as where some are held out.
  const { training, held } = splitLabelled(rows, numbers);
  assert.deepEqual(
    new Set(toDense(found.training.x).data),
    new Set([...toDense(training.x).data, ...held]),
  );
  const none = targetRows(validated, task, { ...numbers, validation: 0 });
  assert.equal(none.validation, undefined);
});
