import type * as tf from "../tf.ts";
import { leaves, mapPlaces, type Tensors } from "../tree.ts";
import type { Optimizer } from "./optimizer.ts";

/**
 * Makes an optimizer treat every parameter separately, so that a step may train only some of them.
 *
 * A parameter without a gradient keeps its value and its part of the optimizer's state, including counters:
 * Adam's bias correction counts the updates of each parameter, as PyTorch's does.
 *
 * @param optimizer The optimizer of each parameter.
 * @returns An optimizer whose `update` takes gradients of some of the parameters.
 */
export function eachApart(optimizer: Optimizer): Optimizer {
  return {
    init: (params) =>
      Object.fromEntries(
        leaves(params).map(([path, leaf]) => [keyOf(path), optimizer.init({ leaf })]),
      ),
    update(gradients, state, params, learningRate) {
      const reached = new Map(leaves(gradients));
      const next: { [key: string]: Tensors } = {};
      const updated = mapPlaces((path, leaf: tf.Tensor) => {
        const gradient = reached.get(path);
        if (!gradient) return leaf;
        const update = optimizer.update(
          { leaf: gradient },
          state[keyOf(path)] as Tensors,
          { leaf },
          learningRate,
        );
        next[keyOf(path)] = update.state;
        return update.params.leaf as tf.Tensor;
      }, params);
      return { params: updated, state: { ...state, ...next } };
    },
  };
}

/** Converts a path to a single name in a tree. */
const keyOf = (path: string): string => path.replaceAll("/", ".");
