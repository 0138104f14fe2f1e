import { type Executor, fanInUniform, type Program, randomStreams, tf } from "../engine/mod.ts";
import { productFlops } from "./_workloads/workload.ts";

/** Rows and columns of the matrix. */
const SIZE = 1024;

/** Minimum duration of the measurement, in milliseconds. */
const LEAST_TIME = 1000;

/** Squares a matrix. A program must report a metric: the mean costs a thousandth of the product. */
const square: Program = {
  init: (random) => ({ matrix: fanInUniform(SIZE)(random("matrix"), [SIZE, SIZE]) }),
  step(state) {
    const matrix = state.matrix as tf.Tensor;
    return [state, { loss: tf.mean(tf.matMul(matrix, matrix)) }];
  },
  predict: (_state, x) => x,
};

/**
 * Measures the speed at which an executor multiplies large matrices: an upper bound for the speed of a
 * training step.
 *
 * @param executor The executor.
 * @returns Floating-point operations per millisecond, the best of several products.
 */
export async function gemmRate(executor: Executor): Promise<number> {
  const execution = await executor.start(square, randomStreams(0), {});
  const feed = { rows: {}, scalars: {} };
  await execution.train([feed]);
  let best = Infinity;
  for (const began = performance.now(); performance.now() - began < LEAST_TIME;) {
    const start = performance.now();
    await execution.train([feed]);
    best = Math.min(best, performance.now() - start);
  }
  execution.dispose();
  return productFlops(SIZE, SIZE, SIZE) / best;
}
