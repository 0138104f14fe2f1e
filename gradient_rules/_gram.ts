import { leaves, mapTree, type Tensors, tf } from "../engine/mod.ts";

/**
 * The inner products of several tasks' gradients, each of which is one vector over all its leaves.
 *
 * G[i, j] = gᵢ·gⱼ, the sum over the leaves of the inner products there.
 *
 * @param gradients Trees of one structure, one for each task.
 * @returns `[tasks, tasks]`, symmetric.
 * @throws {TypeError} If the trees differ in structure.
 *
 * @example
 * ```ts
 * import { gramMatrix } from "./_gram.ts";
 * import { openDevice, tf } from "../engine/mod.ts";
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
 * Adds gradients up, each times its weight: Σₖ wₖ gₖ.
 *
 * @param gradients Trees of one structure, one for each task.
 * @param weights `[tasks]`.
 * @returns A tree of the same structure.
 * @throws {TypeError} If the trees differ in structure.
 *
 * @example
 * ```ts
 * import { combination } from "./_gram.ts";
 * import { openDevice, tf } from "../engine/mod.ts";
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

/** Lengths and directions of gradients, apart from each other. */
export interface Polar {
  /** Their lengths, `[tasks, 1]`, positive throughout. */
  readonly norms: tf.Tensor;
  /** The cosines of the angles between them, `[tasks, tasks]`, with a diagonal of ones. */
  readonly cosines: tf.Tensor;
  /** 1 for each that has a direction and 0 for those that are zero, `[tasks, 1]`. */
  readonly present: tf.Tensor;
}

/**
 * Squared length below which a gradient counts as zero; its square root is the length that it is
 * given.
 */
const ZERO = 1e-30;

/**
 * Takes the lengths out of a Gram matrix.
 *
 * What is left does not depend on the tasks' scales, and keeps the digits of a small gradient
 * beside a large one. A gradient of zero is given a length of 1e-15 and right angles to all others.
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
