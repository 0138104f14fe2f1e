import { leaves, mapTree, type Tensors, tf } from "../../engine/mod.ts";
import type { Network } from "./_sharing.ts";

/** Shared parameters θ, with their values at the start of the epoch. */
type Remembering = Tensors & { readonly former: Tensors };

/**
 * Adds successive regularisation to a network, δ‖θ − θ′‖² (Hashimoto et al. 2017), where θ are its shared
 * parameters and θ′ their values at the start of the epoch.
 *
 * θ′ is stored among the parameters as `shared/former`. The loss is a function of θ alone, so θ′ has no gradient
 * and changes only at the end of an epoch. The exception is a gradient rule over parameters, which gives θ′ a
 * gradient of zero: weight decay then changes it.
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
 * Computes the squared distance of parameters from others, Σ ‖θ − θ′‖², as a function of the first alone.
 *
 * @param params θ.
 * @param others θ′, of the same structure; no gradient reaches them, not even one of zeros.
 * @returns A scalar.
 *
 * @example
 * ```ts
 * import { squaredDistance } from "./_successive.ts";
 * import { openDevice, tf } from "../../engine/mod.ts";
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

/** x − from, differentiable in `x` alone. */
function change(x: tf.Tensor, from: tf.Tensor): tf.Tensor {
  return tf.customGrad((value) => ({
    value: tf.sub(value as tf.Tensor, from),
    gradFunc: (gradient: tf.Tensor) => gradient,
  }))(x);
}
