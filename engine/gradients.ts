import * as tf from "./tf.ts";
import type { ScalarTensors } from "./program.ts";
import { leaves, mapTree, type Tensors } from "./tree.ts";

/** A loss to differentiate, and scalars to report beside it. */
export interface Losses {
  /** What is minimised. */
  readonly loss: tf.Scalar;
  /** Its parts, reported under these names. */
  readonly parts: ScalarTensors;
}

/**
 * Evaluates a loss and its gradients in every leaf of a tree of parameters.
 *
 * @param objective A function of the parameters.
 * @param params The parameters.
 * @returns The loss with its parts, and gradients of the same structure as the parameters.
 * @throws {Error} If the loss does not depend on some parameter.
 */
export function valueAndGradients(
  objective: (params: Tensors) => Losses,
  params: Tensors,
): { losses: Losses; gradients: Tensors } {
  const places = leaves(params);
  let parts: ScalarTensors = {};
  const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
    let next = 0;
    const losses = objective(mapTree((_: tf.Tensor) => tensors[next++], params));
    // The tape's own tidy would free them before the caller's does.
    parts = Object.fromEntries(
      Object.entries(losses.parts).map(([name, part]) => [name, tf.keep(tf.clone(part))]),
    );
    return losses.loss;
  })(places.map(([, leaf]) => leaf));
  // What is kept belongs to no tidy; copies made out here belong to the caller's.
  const owned = Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, tf.clone(part)]),
  );
  tf.dispose(parts);
  let next = 0;
  return {
    losses: { loss: value as tf.Scalar, parts: owned },
    gradients: mapTree((_: tf.Tensor) => grads[next++], params),
  };
}

/**
 * Passes a tensor through and stops its gradient.
 *
 * @param x Any tensor.
 * @returns Its value, a constant to differentiation.
 */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  return tf.customGrad((value) => ({
    value: tf.clone(value as tf.Tensor),
    gradFunc: (gradient: tf.Tensor) => tf.zerosLike(gradient),
  }))(x) as T;
}
