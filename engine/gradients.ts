import * as tf from "./tf.ts";
import type { ScalarTensors } from "./program.ts";
import { leaves, mapPlaces, partOf, type Tensors } from "./tree.ts";

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
 * Evaluates a loss and its gradients in the parameters that it depends on.
 *
 * @param objective A function of the parameters.
 * @param params The parameters.
 * @returns The loss with its parts, and gradients: the tree of the parameters without the leaves that the
 * loss does not depend on.
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
      // The tape's own tidy would free them before the caller's does.
      parts = Object.fromEntries(
        Object.entries(losses.parts).map(([name, part]) => [name, tf.keep(tf.clone(part))]),
      );
      return losses.loss as tf.Tensor;
    },
    tensors,
    undefined,
    true,
  );
  // What is kept belongs to no tidy; copies made out here belong to the caller's.
  const owned = Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, tf.clone(part)]),
  );
  tf.dispose(parts);
  // TensorFlow.js gives nothing for what the loss does not depend on.
  const reached = new Map(
    places.flatMap(([path], i) => (grads[i] as tf.Tensor | undefined) ? [[path, grads[i]]] : []),
  );
  return {
    losses: { loss: value as tf.Scalar, parts: owned },
    gradients: partOf(params, (path) => reached.get(path)),
  };
}

/**
 * Computes something of a tensor that no gradient flows through.
 *
 * @param x Any tensor.
 * @param f What is computed, of operations that need have no gradient; the tensor itself unless given.
 * @returns f(x), a constant to differentiation.
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
