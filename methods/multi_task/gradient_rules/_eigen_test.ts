import { openDevice, randomStreams, tf } from "../../../engine/mod.ts";
import { assertClose } from "../../../tests/golden/close.ts";
import { eigen } from "./_eigen.ts";

/** Asserts that V Λ Vᵀ is the matrix and VᵀV the identity. */
function assertDecomposed(matrix: tf.Tensor): void {
  const { values, vectors } = eigen(matrix);
  const largest = Math.max(...values.dataSync());
  const whole = tf.matMul(tf.mul(vectors, values), vectors, false, true);
  assertClose(whole.dataSync(), matrix.dataSync(), 2e-5, largest);
  const product = tf.matMul(vectors, vectors, true);
  assertClose(product.dataSync(), tf.eye(matrix.shape[0]).dataSync(), 2e-5, 1);
}

for (const size of [2, 3, 4, 5, 13, 16]) {
  Deno.test(`eigen of ${size} rows returns orthogonal vectors that reproduce the matrix`, async () => {
    await openDevice("reference");
    const random = randomStreams(size)("rows");
    const rows = Array.from(
      { length: size },
      () => Array.from({ length: size }, () => random.normal()),
    );
    const matrix = tf.tensor2d(rows);
    tf.tidy(() => {
      assertDecomposed(tf.div(tf.matMul(matrix, matrix, false, true), size));
      assertDecomposed(tf.ones([size, size]));
      assertDecomposed(tf.eye(size));
      assertDecomposed(tf.add(tf.eye(size), tf.mul(tf.ones([size, size]), 0.5)));
    });
  });
}

Deno.test("eigen computes known values", async () => {
  await openDevice("reference");
  // The matrix of second differences of four points has the eigenvalues 2 − 2 cos(kπ/5).
  const { values } = eigen(
    tf.tensor2d([[2, -1, 0, 0], [-1, 2, -1, 0], [0, -1, 2, -1], [0, 0, -1, 2]]),
  );
  const expected = [1, 2, 3, 4].map((k) => 2 - 2 * Math.cos(k * Math.PI / 5));
  assertClose([...values.dataSync()].sort((a, b) => a - b), expected, 1e-5);
});
