import { openDevice, tf } from "../../engine/mod.ts";
import { assertAgrees, normal } from "../../tests/agreement.ts";
import { assertClose } from "../../tests/golden/close.ts";
import { differentiate } from "../../tests/golden/differentiate.ts";
import { ofUnitLength, orthogonality } from "./_orthogonality.ts";

const valueOf = (shared: number[][], own: number[][]) =>
  tf.tidy(() => orthogonality(tf.tensor2d(shared), tf.tensor2d(own)).dataSync()[0]);

Deno.test("orthogonality is the sum of the squared inner products of columns, over the squared number of rows", async () => {
  await openDevice("reference");
  // SᵀI = Sᵀ: (1 + 4 + 9 + 16) / 2².
  assertClose([valueOf([[1, 2], [3, 4]], [[1, 0], [0, 1]])], [7.5], 1e-6);
  // Sᵀh = (1·5 + 3·6, 2·5 + 4·6) = (23, 34).
  assertClose([valueOf([[1, 2], [3, 4]], [[5], [6]])], [(23 ** 2 + 34 ** 2) / 4], 1e-6);
});

Deno.test("orthogonality is zero if and only if the columns are orthogonal", async () => {
  await openDevice("reference");
  assertClose([valueOf([[1, 1], [1, -1], [0, 0]], [[0], [0], [7]])], [0], 0);
  // The rows are orthogonal here, the columns are not.
  assertClose([valueOf([[1, 0], [1, 0]], [[0, 1], [0, 1]])], [1], 0);
});

Deno.test("orthogonality is the same for a repeated batch", async () => {
  await openDevice("reference");
  const [s, h] = [[[1, 2], [-3, 0.5]], [[2, 1], [0, 4]]];
  assertClose([valueOf([...s, ...s, ...s], [...h, ...h, ...h])], [valueOf(s, h)], 1e-6);
});

Deno.test("orthogonality takes features for each word as rows", async () => {
  await openDevice("reference");
  const [s, h] = [[1, 2, 3, 4, 5, 6, 7, 8], [1, -1, 2, -2, 0, 1, 3, 1]];
  const words = tf.tidy(() =>
    orthogonality(tf.tensor3d(s, [2, 2, 2]), tf.tensor3d(h, [2, 2, 2])).dataSync()[0]
  );
  const rows = tf.tidy(() =>
    orthogonality(tf.tensor2d(s, [4, 2]), tf.tensor2d(h, [4, 2])).dataSync()[0]
  );
  assertClose([words], [rows], 0);
});

Deno.test("orthogonality's gradient is 2 H (SᵀH)ᵀ / n² in S, and so in H", async () => {
  await openDevice("reference");
  // One column each: p = Sᵀh = 1·2 + 3·(−1) = −1, over 2 rows; the gradients are 2p·h/4 and 2p·s/4.
  const [s, h] = [{ shape: [2, 1], data: [1, 3] }, { shape: [2, 1], data: [2, -1] }];
  const { gradients } = differentiate(orthogonality, [s, h]);
  assertClose(gradients[0], [-1, 0.5], 1e-6);
  assertClose(gradients[1], [-0.5, -1.5], 1e-6);
});

Deno.test("compiled orthogonality agrees with TensorFlow.js", async () => {
  await assertAgrees(orthogonality, [normal([5, 3]), normal([5, 4])]);
  await assertAgrees(orthogonality, [normal([2, 3, 4]), normal([2, 3, 5])]);
});

Deno.test("ofUnitLength scales rows to length 1 and keeps a row of zeros", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const scaled = ofUnitLength(tf.tensor2d([[3, 4], [0, 0], [0, -2]])).dataSync();
    assertClose(scaled, [0.6, 0.8, 0, 0, 0, -1], 1e-6, 1);
    const [s, h] = [tf.tensor2d([[3], [5]]), tf.tensor2d([[-2], [-7]])].map(ofUnitLength);
    assertClose(orthogonality(s, h).dataSync(), [1], 1e-6);
  });
});
