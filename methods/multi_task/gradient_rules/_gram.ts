import { leaves, mapTree, type Tensors, tf } from "../../../engine/mod.ts";

/**
 * Computes the inner products of several tasks' gradients, each of which is one vector over all its leaves.
 *
 * G[i, j] = gᵢ·gⱼ, the sum over the leaves of their inner products.
 *
 * @param gradients Trees of one structure, one for each task.
 * @returns `[tasks, tasks]`, symmetric.
 * @throws {TypeError} If the trees differ in structure.
 *
 * @example
 * ```ts
 * import { gramMatrix } from "./_gram.ts";
 * import { openDevice, tf } from "../../../engine/mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * const first = { kernel: tf.tensor2d([[1, 2]]), bias: tf.tensor1d([3]) };
 * const second = { kernel: tf.tensor2d([[0, 1]]), bias: tf.tensor1d([-1]) };
 * assert.deepEqual(gramMatrix([first, second]).arraySync(), [[14, -1], [-1, 2]]);
 * ```
 */
export function gramMatrix(gradients: readonly Tensors[]): tf.Tensor2D {
  const [first, ...others] = gradients;
  const parts = mapTree(
    (...same: tf.Tensor[]) => {
      const rows = tf.concat(same.map((leaf) => tf.reshape(leaf, [1, leaf.size])));
      return tf.matMul(rows, rows, false, true);
    },
    first,
    ...others,
  );
  return tf.addN(leaves(parts).map(([, part]) => part as tf.Tensor2D));
}

/**
 * Computes a weighted sum of gradients: Σₖ wₖ gₖ.
 *
 * @param gradients Trees of one structure, one for each task.
 * @param weights `[tasks]`.
 * @returns A tree of the same structure.
 * @throws {TypeError} If the trees differ in structure.
 *
 * @example
 * ```ts
 * import { combination } from "./_gram.ts";
 * import { openDevice, tf } from "../../../engine/mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * const gradients = [{ bias: tf.tensor1d([1, 2]) }, { bias: tf.tensor1d([0, -1]) }];
 * const { bias } = combination(gradients, tf.tensor1d([2, 3]));
 * assert.deepEqual((bias as tf.Tensor).arraySync(), [2, 1]);
 * ```
 */
export function combination(gradients: readonly Tensors[], weights: tf.Tensor1D): Tensors {
  const factors = tf.unstack(weights);
  const [first, ...others] = gradients;
  return mapTree(
    (...same: tf.Tensor[]) => tf.addN(same.map((leaf, task) => tf.mul(leaf, factors[task]))),
    first,
    ...others,
  );
}

/** The lengths and the directions of gradients. */
export interface Polar {
  /** The gradients' lengths, `[tasks, 1]`, all positive. */
  readonly norms: tf.Tensor;
  /** The cosines of the angles between the gradients, `[tasks, tasks]`, with a diagonal of ones. */
  readonly cosines: tf.Tensor;
  /** 1 for a gradient that has a direction and 0 for one that is zero, `[tasks, 1]`. */
  readonly present: tf.Tensor;
}

/** Squared length below which a gradient counts as zero; its square root replaces the gradient's length. */
const ZERO = 1e-30;

/**
 * Separates a Gram matrix into lengths and cosines.
 *
 * The cosines do not depend on the tasks' scales, and a small gradient keeps its precision beside a large one. A
 * zero gradient gets the length 1e-15 and right angles to all others.
 *
 * @param gram `[tasks, tasks]`.
 */
export function polar(gram: tf.Tensor2D): Polar {
  const tasks = gram.shape[0];
  const identity = tf.eye(tasks);
  const squares = tf.sum(tf.mul(gram, identity), 1, true);
  const norms = tf.sqrt(tf.maximum(squares, ZERO));
  const present = tf.cast(tf.greater(squares, ZERO), "float32");
  const shares = tf.div(present, norms);
  const cosines = tf.mul(gram, tf.mul(shares, tf.transpose(shares)));
  return { norms, cosines: tf.add(cosines, tf.mul(identity, tf.sub(1, present))), present };
}
