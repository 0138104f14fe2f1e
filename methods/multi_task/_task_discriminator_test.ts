import { openDevice, tf } from "../../engine/mod.ts";
import { assertAgrees, normal } from "../../tests/agreement.ts";
import { assertClose } from "../../tests/golden/close.ts";
import { differentiate } from "../../tests/golden/differentiate.ts";
import { crossEntropy } from "../_classification.ts";
import { adversarialLoss } from "./_task_discriminator.ts";

const kernel = { shape: [2, 3], data: [0.5, -1, 2, 1, 0.25, -0.75] };
const bias = { shape: [3], data: [0.1, -0.2, 0.3] };
const features = { shape: [4, 2], data: [1, 2, -1, 0.5, 0, 3, 2, -2] };

Deno.test("adversarialLoss is the cross-entropy of the rows' source", async () => {
  await openDevice("reference");
  const loss = (source: number, rows: number[]) =>
    tf.tidy(() => {
      // Logits (0, 0, ln 2): probabilities ¼, ¼, ½ for any features.
      const known = { kernel: tf.zeros([2, 3]), bias: tf.tensor1d([0, 0, Math.log(2)]) };
      return adversarialLoss(known, [tf.tensor2d(rows, [2, 2])], source).dataSync()[0];
    });
  assertClose([loss(0, [1, 2, 3, 4])], [Math.log(4)], 1e-6);
  assertClose([loss(2, [1, 2, 3, 4])], [Math.log(2)], 1e-6);
});

Deno.test("adversarialLoss passes the gradient of the cross-entropy to the discriminator and its negative to the features", async () => {
  await openDevice("reference");
  const samples = [features, kernel, bias];
  const reversed = differentiate(
    (f, kernel, bias) => adversarialLoss({ kernel, bias }, [f], 1),
    samples,
  );
  const plain = differentiate(
    (f, kernel, bias) =>
      crossEntropy(tf.add(tf.matMul(f, kernel), bias), tf.tensor1d([1, 1, 1, 1], "int32")),
    samples,
  );
  assertClose([reversed.loss], [plain.loss], 1e-6);
  assertClose(reversed.gradients[1], plain.gradients[1], 1e-6);
  assertClose(reversed.gradients[2], plain.gradients[2], 1e-6);
  assertClose(reversed.gradients[0], plain.gradients[0].map((g) => -g), 1e-6);
});

Deno.test("adversarialLoss is a mean over the rows of all parts, and averages a text over its words", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const layer = { kernel: tf.tensor2d(kernel.data, [2, 3]), bias: tf.tensor1d(bias.data) };
    const rows = tf.tensor2d(features.data, [4, 2]);
    const whole = adversarialLoss(layer, [rows], 2).dataSync();
    const parts = [tf.slice(rows, 0, 1), tf.slice(rows, 1, 3)];
    assertClose(adversarialLoss(layer, parts, 2).dataSync(), whole, 1e-6);
    // Two words whose mean is the row.
    const words = tf.stack([tf.add(rows, 1), tf.sub(rows, 1)], 1);
    assertClose(adversarialLoss(layer, [words], 2).dataSync(), whole, 1e-6);
  });
});

Deno.test("compiled adversarialLoss agrees with TensorFlow.js", () =>
  assertAgrees(
    (f, further, kernel, bias) => adversarialLoss({ kernel, bias }, [f, further], 1),
    [normal([4, 2]), normal([3, 5, 2]), normal([2, 3]), normal([3])],
  ));
