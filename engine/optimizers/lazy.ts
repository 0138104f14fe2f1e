import * as tf from "../tf.ts";
import { leaves, mapTree, type Tensors } from "../tree.ts";
import type { Optimizer } from "./optimizer.ts";

/**
 * Makes an optimizer leave the rows of a matrix alone that the loss did not depend on.
 *
 * A row of an embedding table whose gradient is all zero keeps its parameters and its part of the
 * optimizer's state; other rows, and what is no matrix, are updated as ever. Compiled, a step then touches
 * no more rows of a table than its batch has.
 *
 * For `sgd` without momentum and weight decay, and for `adagrad`, this is what the definition says. For
 * others it is another algorithm: moments do not decay, and weights do not move, while a row is not
 * looked up (as in PyTorch's SparseAdam).
 *
 * @param optimizer What updates the rows.
 */
export function lazy(optimizer: Optimizer): Optimizer {
  return {
    init: optimizer.init,
    update(gradients, state, params, learningRate) {
      const next = optimizer.update(gradients, state, params, learningRate);
      const places = leaves(params).map(([path]) => path).join();
      /** Takes the new rows where the gradient is not zero. */
      const merge = (updated: Tensors, old: Tensors) =>
        mapTree(
          (g, after, before) => {
            if (g.shape.length !== 2) return after;
            return tf.where(tf.any(tf.notEqual(g, 0), 1, true), after, before);
          },
          gradients,
          updated,
          old,
        );
      return {
        params: merge(next.params, params),
        state: Object.fromEntries(
          Object.entries(next.state).map(([name, part]) => {
            // A part for each parameter, or one for all.
            const each = !("dtype" in part) &&
              leaves(part as Tensors).map(([path]) => path).join() === places;
            return [name, each ? merge(part as Tensors, state[name] as Tensors) : part];
          }),
        ),
      };
    },
  };
}
