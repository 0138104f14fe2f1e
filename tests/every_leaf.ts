import { type Program, tf } from "../engine/mod.ts";
import type { Tensors } from "../engine/tree.ts";

/** A program with leaves of every type, and every way to compute a leaf from the previous state. */
export const kinds: Program = {
  init: () => ({
    turn: { a: tf.scalar(1), b: tf.scalar(2), c: tf.scalar(3) },
    fixed: tf.tensor1d([4, 5]),
    ofFixed: tf.zeros([2]),
    count: tf.scalar(0, "int32"),
    flags: tf.tensor([1, 0, 1], [3], "bool"),
    reset: tf.tensor2d([[1, 2]]),
    rate: tf.scalar(0),
    row: tf.zeros([1, 2]),
    label: tf.tensor1d([0], "int32"),
    sum: tf.zeros([1, 2]),
    double: tf.zeros([1, 2]),
  }),
  step(state, { points }, { rate }) {
    const { turn, fixed, count, flags, sum } = state as Tensors & { readonly turn: Tensors };
    const { x, y } = points as { x: tf.Tensor; y: tf.Tensor };
    const total = tf.add(sum as tf.Tensor, x);
    return [{
      turn: { a: turn.b, b: turn.c, c: turn.a },
      fixed,
      ofFixed: fixed,
      count: tf.add(count as tf.Tensor, tf.scalar(1, "int32")),
      flags: tf.logicalNot(flags as tf.Tensor),
      reset: tf.zeros([1, 2]),
      rate,
      row: x,
      label: y,
      sum: total,
      double: tf.add(total, total),
    }, {
      loss: tf.sum(total) as tf.Scalar,
      again: tf.sum(total) as tf.Scalar,
      rate,
      constant: tf.scalar(7),
      before: turn.a as tf.Scalar,
      count: count as tf.Scalar,
      all: tf.all(flags as tf.Tensor) as tf.Scalar,
    }];
  },
  predict: (state, x) => tf.mul(x, state.rate as tf.Scalar),
};

/** Its table. */
export const points = {
  x: { shape: [3, 2], data: Uint8Array.of(0, 1, 2, 128, 254, 255) },
  y: { shape: [3], data: Int32Array.of(-7, 8, 9) },
};
