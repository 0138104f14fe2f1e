import * as tf from "../tf.ts";
import { leaves, mapTree, type Tensors } from "../tree.ts";
import type { Optimizer } from "./optimizer.ts";

/**
 * Makes an optimizer skip the rows of a matrix that the loss did not depend on.
 *
 * A row of an embedding table whose gradient is all zero keeps its parameters and its part of the
 * optimizer's state; other rows, and parameters that are not matrices, are updated as usual. A compiled step
 * then touches only those rows of a table that its batch contains.
 *
 * For `sgd` without momentum and weight decay, and for `adagrad`, the result is the same. For the others it is
 * a different algorithm: moments do not decay, and weights do not move, while a row is not looked up (as in
 * PyTorch's SparseAdam).
 *
 * @param optimizer The optimizer of the rows.
 */
export function lazy(optimizer: Optimizer): Optimizer {
  return {
    init: optimizer.init,
    update(gradients, state, params, learningRate) {
      const next = optimizer.update(gradients, state, params, learningRate);
      const places = leaves(params).map(([path]) => path).join();
      /** Selects the new rows where the gradient is not zero. */
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
            // A part per parameter, or one for all.
            const each = !("dtype" in part) &&
              leaves(part as Tensors).map(([path]) => path).join() === places;
            return [name, each ? merge(part as Tensors, state[name] as Tensors) : part];
          }),
        ),
      };
    },
  };
}
