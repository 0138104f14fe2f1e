import * as tf from "./tf.ts";
import type { ScalarTensors } from "./program.ts";
import { leaves, mapPlaces, partOf, type Tensors } from "./tree.ts";

/** A loss to differentiate, and further scalars to report. */
export interface Losses {
  /** The minimised loss. */
  readonly loss: tf.Scalar;
  /** The parts of the loss, reported under these names. */
  readonly parts: ScalarTensors;
}

/**
 * Evaluates a loss and its gradients with respect to every leaf of a tree of parameters.
 *
 * @param objective A function of the parameters.
 * @param params The parameters.
 * @returns The loss with its parts, and gradients of the same structure as the parameters.
 * @throws {Error} If the loss does not depend on one of the parameters.
 */
export function valueAndGradients(
  objective: (params: Tensors) => Losses,
  params: Tensors,
): { losses: Losses; gradients: Tensors } {
  const { losses, gradients } = valueAndReachedGradients(objective, params);
  const reached = new Map(leaves(gradients));
  return {
    losses,
    gradients: mapPlaces((path) => {
      const gradient = reached.get(path);
      if (gradient) return gradient;
      throw new Error(`Cannot differentiate: the loss does not depend on ${path}`);
    }, params),
  };
}

/**
 * Evaluates a loss and its gradients with respect to the parameters that it depends on.
 *
 * @param objective A function of the parameters.
 * @param params The parameters.
 * @returns The loss with its parts, and gradients: the tree of parameters without the leaves that the loss
 * does not depend on.
 */
export function valueAndReachedGradients(
  objective: (params: Tensors) => Losses,
  params: Tensors,
): { losses: Losses; gradients: Tensors } {
  const places = leaves(params);
  const tensors = places.map(([, leaf]) => leaf);
  let parts: ScalarTensors = {};
  const { value, grads } = tf.engine().gradients(
    () => {
      const losses = objective(params);
      // Kept, since the tape's own tidy would dispose of them.
      parts = Object.fromEntries(
        Object.entries(losses.parts).map(([name, part]) => [name, tf.keep(tf.clone(part))]),
      );
      return losses.loss as tf.Tensor;
    },
    tensors,
    undefined,
    true,
  );
  // Kept tensors belong to no tidy; these copies belong to the caller's.
  const owned = Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, tf.clone(part)]),
  );
  tf.dispose(parts);
  // TensorFlow.js returns no gradient for tensors that the loss does not depend on.
  const reached = new Map(
    places.flatMap(([path], i) => (grads[i] as tf.Tensor | undefined) ? [[path, grads[i]]] : []),
  );
  return {
    losses: { loss: value as tf.Scalar, parts: owned },
    gradients: partOf(params, (path) => reached.get(path)),
  };
}

/**
 * Applies a function through which no gradient flows.
 *
 * @param x Any tensor.
 * @param f The function, whose operations need no gradients; the identity by default.
 * @returns f(x), a constant in differentiation.
 */
export function stopGradient(
  x: tf.Tensor,
  f: (x: tf.Tensor) => tf.Tensor = (x) => tf.clone(x),
): tf.Tensor {
  const { shape } = x;
  return tf.customGrad((value) => ({
    value: f(value as tf.Tensor),
    gradFunc: () => tf.zeros(shape),
  }))(x);
}
