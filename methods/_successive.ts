import { leaves, mapTree, type Tensors, tf } from "../engine/mod.ts";
import type { Network } from "./multi_task.ts";

/** Shared parameters θ, and beside them what they were when the epoch began. */
type Remembering = Tensors & { readonly former: Tensors };

/**
 * Adds successive regularisation to a network, δ‖θ − θ′‖² (Hashimoto et al. 2017), with θ its
 * shared parameters and θ′ what they were when the epoch began.
 *
 * θ′ stands among the parameters as `shared/former`. The loss is a function of θ alone, so that θ′
 * has no gradient, and changes at the end of an epoch alone (but under a gradient rule over
 * parameters, which gives it a gradient of zero: weight decay then reaches it).
 *
 * @param network The network.
 * @param weight δ.
 * @see {@link https://aclanthology.org/D17-1206/}
 */
export function withSuccessive(network: Network, weight: number): Network {
  return {
    ...network,
    init(random) {
      const { shared, own } = network.init(random);
      const former = mapTree((leaf: tf.Tensor) => tf.clone(leaf), shared);
      return { shared: { ...shared, former }, own };
    },
    decode(params, representation, rows, context) {
      const { outputs, penalties } = network.decode(params, representation, rows, context);
      if (!context.noise) return { outputs, penalties };
      const { former, ...shared } = params.shared as Remembering;
      const successive: tf.Scalar = tf.mul(squaredDistance(shared, former), weight);
      return { outputs, penalties: { ...penalties, successive } };
    },
    after({ shared, own }, { epoch_ends }) {
      const { former, ...present } = shared as Remembering;
      const ends = tf.greater(epoch_ends, 0);
      const renewed = mapTree((p: tf.Tensor, f) => tf.where(ends, p, f), present, former);
      return { shared: { ...present, former: renewed }, own };
    },
  };
}

/**
 * The squared distance of parameters from others, Σ ‖θ − θ′‖², as a function of the first alone.
 *
 * @param params θ.
 * @param others θ′, of the same structure; no gradient reaches them, not even one of zeros.
 * @returns A scalar.
 *
 * @example
 * ```ts
 * import { squaredDistance } from "./_successive.ts";
 * import { openDevice, tf } from "../engine/mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * const distance = squaredDistance({ bias: tf.tensor1d([3, 4]) }, { bias: tf.tensor1d([0, 0]) });
 * assert.equal(distance.dataSync()[0], 25);
 * ```
 */
export function squaredDistance(params: Tensors, others: Tensors): tf.Scalar {
  const differences = mapTree((p: tf.Tensor, o) => change(p, o), params, others);
  return tf.addN(leaves(differences).map(([, d]) => tf.sum(tf.square(d)) as tf.Scalar));
}

/** x − from, for differentiation a function of `x` alone. */
function change(x: tf.Tensor, from: tf.Tensor): tf.Tensor {
  return tf.customGrad((value) => ({
    value: tf.sub(value as tf.Tensor, from),
    gradFunc: (gradient: tf.Tensor) => gradient,
  }))(x);
}
