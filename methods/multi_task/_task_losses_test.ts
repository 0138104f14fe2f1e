import assert from "node:assert/strict";
import { openDevice, tf } from "../../engine/mod.ts";
import { assertAgrees, integers, normal } from "../../tests/agreement.ts";
import { assertClose } from "../../tests/golden/close.ts";
import golden from "../../tests/golden/losses.json" with { type: "json" };
import { differentiate, type GoldenArray, toTensor } from "../../tests/golden/differentiate.ts";
import partial from "../../tests/golden/partial_labels.json" with { type: "json" };
import { lossKind, outputsOf, presentTasks, taskLoss, wherePresent } from "./_task_losses.ts";

const classification = { kind: "classification", classes: ["a", "b", "c"] } as const;
const regression = { kind: "regression", classes: [] } as const;
const tagging = { kind: "tagging", classes: ["a", "b", "c", "d"] } as const;

Deno.test("outputsOf is the number of classes, and 1 for a regression", () => {
  assert.deepEqual([classification, regression, tagging].map(outputsOf), [3, 1, 4]);
});

Deno.test("lossKind is squared error only for regressions", () => {
  assert.deepEqual([classification, regression, tagging].map(lossKind), [
    "cross_entropy",
    "squared_error",
    "cross_entropy",
  ]);
});

Deno.test("taskLoss of a classification is mean cross-entropy", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const { logits, labels, loss } = golden.crossEntropy;
    const task = { kind: "classification", classes: ["a", "b", "c", "d"] } as const;
    const actual = taskLoss(task, toTensor(logits), tf.tensor1d(labels, "int32"));
    assertClose(actual.dataSync(), [loss], 1e-5);
  });
});

Deno.test("taskLoss of a regression is the mean squared error", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const loss = taskLoss(regression, tf.tensor2d([[1], [2], [-1]]), tf.tensor1d([2, 2, 2]));
    // (1 + 0 + 9) / 3
    assertClose(loss.dataSync(), [10 / 3], 1e-6);
  });
});

Deno.test("taskLoss of a tagging is the mean over all words of the batch and ignores padding", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const labels = tf.tensor2d([[1, -1, -1], [0, 3, 2]], [2, 3], "int32");
    const logits = (behind: number) =>
      tf.tensor3d([
        [[0, 1, 0, 0], [behind, 0, 0, 0], [0, behind, 0, 0]],
        [[0, 0, 0, 0], [0, 0, 0, 2], [1, 1, 1, 1]],
      ]);
    // Of four words: log(3 + e) − 1, log 4, log(3 + e²) − 2 and log 4.
    const expected = (Math.log(3 + Math.E) - 1 + Math.log(3 + Math.E ** 2) - 2 +
      2 * Math.log(4)) / 4;
    for (const behind of [0, 5, -100]) {
      const loss = taskLoss(tagging, logits(behind), labels);
      assertClose(loss.dataSync(), [expected], 1e-6);
    }
  });
});

Deno.test("taskLoss of a tagging has no gradient for padding, and is zero without words", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const labels = tf.tensor2d([[2, -1], [-1, -1]], [2, 2], "int32");
    const logits = tf.randomNormal([2, 2, 3], 0, 1, "float32", 1);
    const gradient = tf.grad((x) => taskLoss(tagging, x, labels))(logits)
      .arraySync() as number[][][];
    assert.ok(gradient[0][0].every((g) => g !== 0));
    assert.deepEqual([gradient[0][1], ...gradient[1]].flat().map(Math.abs), new Array(9).fill(0));
    const none = tf.fill([2, 2], -1, "int32");
    assert.equal(Math.abs(taskLoss(tagging, logits, none).dataSync()[0]), 0);
  });
});

Deno.test("compiled taskLoss agrees with TensorFlow.js", async () => {
  await assertAgrees((z, y) => taskLoss(classification, z, y), [
    normal([5, 3]),
    integers([5], 0, 3),
  ]);
  await assertAgrees((z, y) => taskLoss(regression, tf.reshape(z, [5, 1]), tf.mul(y, 0.5)), [
    normal([5]),
    integers([5], 0, 3),
  ]);
  await assertAgrees((z, y) => taskLoss(tagging, z, y), [
    normal([3, 5, 4]),
    integers([3, 5], -1, 4),
  ]);
});

// Labels of which some are absent; expected values by tests/golden/partial_labels.py.

type Kind = keyof typeof partial;

interface PartialCase {
  readonly labels: readonly (number | null | readonly number[])[];
  readonly outputs: GoldenArray;
  readonly loss: number;
  readonly gradient: GoldenArray;
}

const partialCases = (Object.keys(partial) as Kind[]).flatMap((kind) =>
  (partial[kind] as readonly PartialCase[]).map((golden) => ({ kind, ...golden }))
);

/** Labels as a dataset has them: an absent number is NaN. */
function labelsOf({ kind, labels, outputs: { shape } }: PartialCase & { readonly kind: Kind }) {
  const flat = labels.flat().map((label) => label ?? NaN);
  return kind === "regression"
    ? tf.tensor1d(flat, "float32")
    : tf.tensor(flat, shape.slice(0, -1), "int32");
}

for (const [i, golden] of partialCases.entries()) {
  const { kind, outputs, loss, gradient } = golden;
  const task = { kind, classes: [], partial: true } as const;

  Deno.test(`taskLoss of a partial ${kind} and its gradient agree with PyTorch, case ${i}`, async () => {
    await openDevice("reference");
    const found = differentiate((z) => taskLoss(task, z, labelsOf(golden)), [outputs]);
    assertClose([found.loss], [loss], 1e-5);
    assertClose(found.gradients[0], gradient.data, 1e-5, 0.1);
  });

  Deno.test(`compiled taskLoss of a partial ${kind} agrees with TensorFlow.js, case ${i}`, async () => {
    await openDevice("reference");
    const given = { shape: outputs.shape, data: Float32Array.from(outputs.data) };
    const labels = labelsOf(golden);
    const read = { shape: labels.shape, data: labels.dataSync() as Float32Array | Int32Array };
    await assertAgrees(
      (z, y) => [taskLoss(task, z, y), tf.grad((z) => taskLoss(task, z, y))(z)],
      [given, read],
      { gradients: false, tolerance: 1e-6 },
    );
  });
}

/** A task of each kind without padding, with outputs, labels of four rows, and the same labels where absent. */
const fourRows = {
  classification: {
    task: { kind: "classification", name: "c", classes: ["a", "b", "c"] },
    outputs: normal([4, 3]),
    labels: () => tf.tensor1d([2, 0, 1, 1], "int32"),
    none: () => tf.fill([4], -1, "int32"),
  },
  regression: {
    task: { kind: "regression", name: "r", classes: [] },
    outputs: normal([4, 1]),
    labels: () => tf.tensor1d([0.5, -1, 3, 2]),
    none: () => tf.fill([4], NaN),
  },
} as const;

for (const [kind, { task, outputs, labels, none }] of Object.entries(fourRows)) {
  const partly = { ...task, partial: true } as const;
  const golden = { shape: outputs.shape, data: [...outputs.data] };

  Deno.test(`taskLoss of a partial ${kind} with all labels is that of a task that is not partial`, async () => {
    await openDevice("reference");
    const [whole, masked] = [task, partly].map((task) =>
      differentiate((z) => taskLoss(task, z, labels()), [golden])
    );
    assertClose([masked.loss], [whole.loss], 1e-6);
    assertClose(masked.gradients[0], whole.gradients[0], 1e-6, 0.1);
  });

  Deno.test(`taskLoss of a partial ${kind} without a label is 0, as is its gradient`, async () => {
    await openDevice("reference");
    const { loss, gradients } = differentiate((z) => taskLoss(partly, z, none()), [golden]);
    assert.deepEqual(
      [loss, ...gradients[0]].map(Math.abs),
      new Array(1 + golden.data.length).fill(0),
    );
  });

  Deno.test(`taskLoss of a partial ${kind} does not depend on the outputs of rows without a label`, async () => {
    await openDevice("reference");
    const there = () => tf.tensor1d([true, false, true, false], "bool");
    const found = [0, 100].map((more) => {
      const changed = golden.data.map((x, i) => {
        const row = Math.floor(i / (golden.data.length / 4));
        return row % 2 === 1 ? more - x : x;
      });
      return differentiate(
        (z) => taskLoss(partly, z, tf.where(there(), labels(), none())),
        [{ ...golden, data: changed }],
      );
    });
    assert.deepEqual(found[1], found[0]);
    const width = golden.data.length / 4;
    const ofRow = (row: number) => found[0].gradients[0].slice(row * width, (row + 1) * width);
    assert.deepEqual([...ofRow(1), ...ofRow(3)].map(Math.abs), new Array(2 * width).fill(0));
    assert.ok([...ofRow(0), ...ofRow(2)].every((g) => g !== 0));
  });
}

Deno.test("presentTasks has a 1 for each task with a label, and is undefined without partial tasks", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const of = (name: string, kind: "classification" | "regression" | "tagging", given?: true) => ({
      name,
      kind,
      partial: given,
    });
    const labels = new Map<string, tf.Tensor>([
      ["some", tf.tensor1d([-1, 0, -1], "int32")],
      ["none", tf.tensor1d([-1, -1, -1], "int32")],
      ["numbers", tf.tensor1d([NaN, NaN, 0])],
      ["nothing", tf.tensor1d([NaN, NaN, NaN])],
      ["words", tf.tensor2d([[-1, -1], [-1, 2]], [2, 2], "int32")],
      ["padding", tf.fill([2, 2], -1, "int32")],
      ["whole", tf.tensor1d([1, 1, 1], "int32")],
    ]);
    const tasks = [
      of("some", "classification", true),
      of("none", "classification", true),
      of("numbers", "regression", true),
      of("nothing", "regression", true),
      of("words", "tagging", true),
      of("padding", "tagging", true),
      of("whole", "classification"),
    ];
    assert.deepEqual(presentTasks(tasks, labels)!.arraySync(), [1, 0, 1, 0, 1, 0, 1]);
    assert.equal(presentTasks([of("whole", "classification")], labels), undefined);
  });
});

Deno.test("wherePresent replaces the values of absent tasks, and returns the values if none can be absent", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const values = tf.tensor1d([NaN, 2, Infinity]);
    assert.deepEqual(wherePresent(tf.tensor1d([0, 1, 0]), values, 7).arraySync(), [7, 2, 7]);
    assert.equal(wherePresent(undefined, values, 7), values);
  });
});
