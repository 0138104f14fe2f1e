import {
  leaves,
  mapPlaces,
  type ScalarTensors,
  type Tensors,
  tf,
  valueAndReachedGradients,
} from "../../engine/mod.ts";
import type { BatchPass, Pass } from "./_batch_pass.ts";
import type { NetworkParams, Representation } from "./_sharing.ts";

/** The learned parameters: the network's, and the weighting's if it has any. */
export type Learned = Tensors & { readonly network: NetworkParams; readonly weighting: Tensors };

/** Computes the terms of the objective from the losses of the batch's tasks, `[n] → [n]`. */
export type Terms = (losses: tf.Tensor1D, weighting: Tensors) => tf.Tensor1D;

/** Combines several gradients, all of one structure, into one. */
export type Combine = (gradients: readonly Tensors[]) => Tensors;

/** The objective's value and its parts, and the gradients for the optimizer. */
export interface Followed {
  readonly loss: tf.Scalar;
  readonly losses: tf.Tensor1D;
  readonly penalties: ScalarTensors;
  /** A tree like the learned parameters, without those that the batch does not reach. */
  readonly gradients: Tensors;
}

/** Computes the gradient of the objective in all learned parameters. */
export function followSum(pass: BatchPass, learned: Learned, terms: Terms): Followed {
  return differentiated(
    (params) => objectiveOf(pass.through(params.network), terms, params.weighting),
    learned,
  );
}

/** Combines, by a rule, the tasks' gradients in the shared parameters. */
export function followInParameters(
  pass: BatchPass,
  learned: Learned,
  terms: Terms,
  combine: Combine,
): Followed {
  const { network: { shared, own }, weighting } = learned;
  const rest = differentiated(
    (params) =>
      objectiveOf(
        pass.through({ shared, own: params.network.own }),
        terms,
        params.weighting,
      ),
    { network: { own }, weighting } as Learned,
  );
  const combined = combine(
    sharedGradients(pass, learned.network, ({ losses }) => terms(losses, weighting)),
  );
  const ofPenalties = reachedGradients(
    (shared) => penaltyOf(pass.through({ shared, own })),
    shared,
  );
  return {
    ...rest,
    gradients: sum(rest.gradients, { network: { shared: sum(combined, ofPenalties) } }),
  };
}

/**
 * Combines, by a rule, the tasks' gradients in the representation, and propagates the result back to the shared
 * parameters (Sener & Koltun 2018, §3.3).
 */
export function followInRepresentation(
  pass: BatchPass,
  learned: Learned,
  terms: Terms,
  combine: Combine,
): Followed {
  const { network, weighting } = learned;
  const representation = pass.encode(network.shared);
  const decoded = (z: Tensors) => pass.decode(network, z as Representation);
  const rest = differentiated(
    (params) => objectiveOf(pass.decode(params.network, representation), terms, params.weighting),
    learned,
  );
  const ofTasks = pass.tasks.map((_, k) =>
    filled(
      reachedGradients((z) => element(terms(decoded(z).losses, weighting), k), representation),
      representation,
    )
  );
  const ofPenalties = reachedGradients((z) => penaltyOf(decoded(z)), representation);
  const followed = new Map(leaves(sum(combine(ofTasks), ofPenalties)));
  // The gradient of this inner product in the parameters is the vector–Jacobian product of the combined gradient.
  const through = reachedGradients((shared) =>
    tf.addN(
      leaves(pass.encode(shared)).map(([path, leaf]) =>
        tf.sum(tf.mul(leaf, followed.get(path)!)) as tf.Scalar
      ),
    ), network.shared);
  return { ...rest, gradients: sum(rest.gradients, { network: { shared: through } }) };
}

/**
 * Computes the gradient of each task in the shared parameters; zero where a task does not reach one.
 *
 * @param values The function that is differentiated, with values `[n]`.
 * @returns Trees of the structure of the shared parameters, one for each task of the batch.
 */
export function sharedGradients(
  pass: BatchPass,
  { shared, own }: NetworkParams,
  values: (pass: Pass) => tf.Tensor1D,
): Tensors[] {
  return pass.tasks.map((_, k) =>
    filled(
      reachedGradients((shared) => element(values(pass.through({ shared, own })), k), shared),
      shared,
    )
  );
}

/** Computes the inner product of two trees of one structure. */
export function innerProduct(a: Tensors, b: Tensors): tf.Scalar {
  const others = new Map(leaves(b));
  return tf.addN(
    leaves(a).map(([path, leaf]) => tf.sum(tf.mul(leaf, others.get(path)!)) as tf.Scalar),
  );
}

interface Objective {
  readonly loss: tf.Scalar;
  readonly losses: tf.Tensor1D;
  readonly penalties: ScalarTensors;
}

function objectiveOf({ losses, penalties }: Pass, terms: Terms, weighting: Tensors): Objective {
  const sum = tf.sum(terms(losses, weighting)) as tf.Scalar;
  return { loss: tf.addN([sum, ...Object.values(penalties)]), losses, penalties };
}

function penaltyOf({ losses, penalties }: Pass): tf.Scalar {
  // Without penalties the value would come from no operation: 0 · Σ losses gives it one.
  return tf.addN([tf.mul(tf.sum(losses), 0) as tf.Scalar, ...Object.values(penalties)]);
}

function differentiated(objective: (params: Learned) => Objective, learned: Learned): Followed {
  const { losses: { loss, parts }, gradients } = valueAndReachedGradients((params) => {
    const { loss, losses, penalties } = objective(params as Learned);
    return { loss, parts: { losses: losses as tf.Tensor as tf.Scalar, ...penalties } };
  }, learned);
  const { losses, ...penalties } = parts;
  return { loss, losses: losses as tf.Tensor as tf.Tensor1D, penalties, gradients };
}

function reachedGradients(f: (params: Tensors) => tf.Scalar, params: Tensors): Tensors {
  return valueAndReachedGradients((params) => ({ loss: f(params), parts: {} }), params).gradients;
}

/** Returns one element of a vector, as a scalar. */
export const element = (values: tf.Tensor1D, at: number): tf.Scalar =>
  tf.reshape(tf.slice(values, at, 1), []) as tf.Scalar;

/** Fills the places without a gradient with zeros. */
function filled(reached: Tensors, structure: Tensors): Tensors {
  const known = new Map(leaves(reached));
  return mapPlaces((path, leaf: tf.Tensor) => known.get(path) ?? tf.zerosLike(leaf), structure);
}

/** Adds two trees; a place that only one of them has keeps its value. */
function sum(a: Tensors, b: Tensors): Tensors {
  const result: Record<string, tf.Tensor | Tensors> = { ...a };
  for (const [name, node] of Object.entries(b)) {
    const present = result[name];
    result[name] = present === undefined
      ? node
      : node instanceof tf.Tensor
      ? tf.add(present as tf.Tensor, node)
      : sum(present as Tensors, node as Tensors);
  }
  return result;
}
