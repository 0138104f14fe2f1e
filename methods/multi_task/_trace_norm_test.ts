import { openDevice, type tf } from "../../engine/mod.ts";
import { assertAgrees, normal } from "../../tests/agreement.ts";
import { assertClose } from "../../tests/golden/close.ts";
import { differentiate, type GoldenArray } from "../../tests/golden/differentiate.ts";
import golden from "../../tests/golden/sharing.json" with { type: "json" };
import { traceNorm } from "./_trace_norm.ts";

// Expected values: singular values in double precision, by tests/golden/sharing.py.

const norm = (...matrices: tf.Tensor[]) => traceNorm(matrices as tf.Tensor2D[]);

for (const [i, { matrices, value, exact, gradients }] of golden.traceNorms.entries()) {
  const shapes = matrices.map(({ shape }) => shape.join("×")).join(", ");

  Deno.test(`traceNorm of ${shapes} (${i}) and its gradients are those of the singular values`, async () => {
    await openDevice("reference");
    const actual = differentiate(norm, matrices);
    assertClose([actual.loss], [value], 1e-5);
    // In float32, the square of a small singular value is a difference of large numbers.
    gradients.forEach(({ data }, j) => assertClose(actual.gradients[j], data, 4e-4, 0.5));
  });

  Deno.test(`traceNorm of ${shapes} (${i}) exceeds the exact value by no more than documented`, async () => {
    await openDevice("reference");
    const { loss } = differentiate(norm, matrices);
    const sizes = matrices.map(({ shape, data }) => shape[0] * Math.sqrt(sumOfSquares(data)));
    const most = Math.sqrt(1e-5) * sizes.reduce((sum, size) => sum + size, 0);
    assertClose([loss], [exact + most / 2], 1, most / 2);
  });
}

Deno.test("traceNorm of zeros is nearly zero, and its gradient is zero", async () => {
  await openDevice("reference");
  const zeros: GoldenArray = { shape: [3, 4], data: new Array(12).fill(0) };
  const { loss, gradients } = differentiate(norm, [zeros]);
  assertClose([loss], [0], 1e-5, 1);
  assertClose(gradients.flat(), zeros.data, 0);
});

Deno.test("traceNorm of one row is its length", async () => {
  await openDevice("reference");
  const { loss, gradients } = differentiate(norm, [{ shape: [1, 2], data: [3, -4] }]);
  assertClose([loss], [5], 1e-5);
  assertClose(gradients[0], [0.6, -0.8], 1e-5);
});

Deno.test("compiled traceNorm's value and gradients agree with TensorFlow.js", async () => {
  await assertAgrees(norm, [normal([3, 8]), normal([3, 2])], { tolerance: 1e-4 });
  await assertAgrees(norm, [normal([13, 30])], { tolerance: 1e-4 });
});

const sumOfSquares = (numbers: readonly number[]): number =>
  numbers.reduce((sum, x) => sum + x * x, 0);
