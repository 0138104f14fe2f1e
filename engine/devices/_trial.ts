import type { Executor } from "../executor.ts";
import type { Program } from "../program.ts";
import { randomStreams } from "../random.ts";
import * as tf from "../tf.ts";

/** Computes [4, 5] · weight and increments the weight: 4 · 2 + 5 · 3 = 23, then 4 · 3 + 5 · 4 = 32. */
const product: Program = {
  init: () => ({ weight: tf.tensor2d([[2], [3]]) }),
  step(state, batch) {
    const weight = state.weight as tf.Tensor;
    const { x } = batch.numbers as { x: tf.Tensor };
    return [{ weight: tf.add(weight, 1) }, { loss: tf.sum(tf.matMul(x, weight)) as tf.Scalar }];
  },
  predict: (state, x) => tf.matMul(x, state.weight as tf.Tensor),
};

/**
 * Checks that an executor computes: a device that starts may still fail at its first operation.
 *
 * @param executor The executor.
 * @throws {Error} If it throws or gives a wrong result.
 */
export async function assertComputes(executor: Executor): Promise<void> {
  const execution = await executor.start(product, randomStreams(0), {
    numbers: { x: { shape: [1, 2], data: Float32Array.of(4, 5) } },
  });
  try {
    const feed = { rows: { numbers: Int32Array.of(0) }, scalars: {} };
    const losses = (await execution.train([feed, feed])).map(({ loss }) => loss);
    if (losses[0] !== 23 || losses[1] !== 32) {
      throw new Error(
        `it computes wrong results: expected 23, 32, current values are ${losses.join(", ")}`,
      );
    }
  } finally {
    execution.dispose();
  }
}
