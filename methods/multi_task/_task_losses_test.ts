import assert from "node:assert/strict";
import { openDevice, tf } from "../../engine/mod.ts";
import { assertAgrees, integers, normal } from "../../tests/agreement.ts";
import { assertClose } from "../../tests/golden/close.ts";
import golden from "../../tests/golden/losses.json" with { type: "json" };
import { toTensor } from "../../tests/golden/differentiate.ts";
import { lossKind, outputsOf, taskLoss } from "./_task_losses.ts";

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
