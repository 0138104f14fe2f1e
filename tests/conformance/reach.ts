import { leaves, type Tensors, tf, valueAndReachedGradients } from "../../engine/mod.ts";
import type { Network, NetworkParams, NetworkRows } from "../../methods/multi_task/_sharing.ts";

/**
 * Finds the paths of the parameters that a task's outputs depend on, `shared/…` and `own/<task>/…`, sorted.
 *
 * @param network The network.
 * @param params Its parameters.
 * @param rows The rows of all tables, including the task's.
 * @param task The task.
 */
export function reachedBy(
  network: Network,
  params: NetworkParams,
  rows: readonly NetworkRows[],
  task: string,
): string[] {
  const { gradients } = valueAndReachedGradients((tree) => {
    const params = tree as NetworkParams;
    const context = { scalars: {} };
    const representation = network.encode(params.shared, rows, context);
    const { outputs } = network.decode(params, representation, rows, context);
    return { loss: tf.sum(tf.square(outputs[task])), parts: {} };
  }, params as Tensors);
  return leaves(gradients)
    .filter(([, gradient]) => gradient.dataSync().some((value) => value !== 0))
    .map(([path]) => path).sort();
}
