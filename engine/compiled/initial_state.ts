import type { NdArray } from "../array.ts";
import type { Program } from "../program.ts";
import type { Streams } from "../random.ts";
import * as tf from "../tf.ts";
import { type Arrays, mapTree, type Tensors } from "../tree.ts";

/** Draws the initial state on TensorFlow.js's plain JavaScript backend. */
export function initialState(program: Program, random: Streams): Arrays {
  const present = tf.getBackend();
  // This backend is set synchronously: nothing else runs before the current one is restored. To set it takes milliseconds.
  if (present !== "cpu") tf.setBackend("cpu");
  try {
    const state = tf.tidy(() => program.init(random) as tf.TensorContainer) as Tensors;
    const arrays = mapTree<tf.Tensor, NdArray>((leaf) => ({
      shape: [...leaf.shape],
      data: leaf.dataSync() as Float32Array,
    }), state);
    tf.dispose(state as tf.TensorContainer);
    return arrays;
  } finally {
    if (present && present !== "cpu") tf.setBackend(present);
  }
}
