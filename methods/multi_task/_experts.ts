import type { NumberParameter } from "../../descriptors/parameters.ts";
import type { BoundEncoder } from "../../encoders/encoder.ts";
import { type Dense, initDense, type Streams, type Tensors, tf } from "../../engine/mod.ts";
import { applyHead, initHead } from "./_heads.ts";
import type { Encoders, ProblemTask } from "./_sharing.ts";

/** The parameter for the width of an expert. */
export const expertScale = {
  kind: "number",
  default: 0,
  range: [0, 10],
  grid: [0, 0.5, 1],
  describe: "width of an expert, as a fraction of the encoder's; 0: 1/number of experts, " +
    "so that all experts together are as wide as the encoder",
} as const satisfies NumberParameter;

/** The parameter for the units between a task's mixture and its head. */
export const towerWidth = {
  kind: "number",
  default: 0,
  range: [0, 10_000],
  integer: true,
  grid: [0, 8],
  describe: "hidden ReLU units of each task's own tower, between its mixture and its head; 0: none",
} as const satisfies NumberParameter;

/** Makes the encoder of one expert among `experts`; `scale` as in {@linkcode expertScale}. */
export function expertEncoder(encoders: Encoders, scale: number, experts: number): BoundEncoder {
  return encoders.widened(scale || 1 / experts);
}

/**
 * Draws experts, `{ expert1, expert2, … }`.
 *
 * @param random Streams; those of one expert begin with `<place>/expert1` and so on.
 * @param place The experts' place in the network.
 * @param init Draws one expert.
 */
export function initExperts(
  random: Streams,
  place: string,
  count: number,
  init: (random: Streams) => Tensors,
): Tensors {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => `expert${i + 1}`).map((name) => [
      name,
      init((purpose) => random(`${place}/${name}/${purpose}`)),
    ]),
  );
}

/**
 * Applies experts to the same input.
 *
 * @param apply Applies one expert, with features `[…, width]`.
 * @returns `[…, experts, width]`.
 */
export function applyExperts(experts: Tensors, apply: (expert: Tensors) => tf.Tensor): tf.Tensor {
  return joined(
    Object.values(experts).map((expert) => {
      const features = apply(expert as Tensors);
      return tf.expandDims(features, features.rank - 1);
    }),
  );
}

/** Concatenates sets of experts' features, `[…, experts, width]` each. */
export function joined(sets: readonly tf.Tensor[]): tf.Tensor {
  return tf.concat([...sets], sets[0].rank - 2);
}

/** Flattens the experts' features of each row, `[…, experts, width] → […, experts · width]`. */
export function sideBySide(experts: tf.Tensor): tf.Tensor {
  const [count, width] = experts.shape.slice(-2);
  return tf.reshape(experts, [...experts.shape.slice(0, -2), count * width]);
}

/**
 * Draws a gate: a linear layer from some input to the weights of the experts.
 *
 * @param random Streams; the gate's begin with `<place>/gate`.
 * @param inputs Width of the input.
 */
export function initGate(random: Streams, place: string, inputs: number, experts: number): Dense {
  return initDense(random, `${place}/gate`, inputs, experts);
}

/**
 * Mixes experts: Σᵢ gᵢ eᵢ with g = softmax(z W + b) (Ma et al. 2018, eqs. 7 and 8).
 *
 * @param gate W `[inputs, experts]` and b `[experts]`.
 * @param input z `[…, inputs]`.
 * @param experts e `[…, experts, width]`.
 * @returns `[…, width]`.
 * @see {@link https://doi.org/10.1145/3219819.3220007}
 *
 * @example
 * ```ts
 * import { mixed } from "./_experts.ts";
 * import { openDevice, tf } from "../../engine/mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * const even = { kernel: tf.zeros([3, 2]), bias: tf.zeros([2]) };
 * const experts = tf.tensor3d([[[1, 2], [3, 6]]]);
 * assert.deepEqual(mixed(even, tf.ones([1, 3]), experts).arraySync(), [[2, 4]]);
 * ```
 */
export function mixed(gate: Dense, input: tf.Tensor, experts: tf.Tensor): tf.Tensor {
  const weights = tf.softmax(applyHead(gate, input));
  return tf.sum(tf.mul(tf.expandDims(weights, weights.rank), experts), experts.rank - 2);
}

/**
 * Draws the layers above a task's mixture: its `head`, and a `tower` below it if that has units.
 *
 * @param random Streams; the tower's begin with `tower/<task>`, the head's are those of every method.
 * @param width Width of the mixture.
 * @param tower Hidden units; 0 for none.
 */
export function initTower(
  random: Streams,
  task: ProblemTask,
  width: number,
  tower: number,
): Tensors {
  if (tower === 0) return { head: initHead(random, task, width) };
  return {
    tower: initDense(random, `tower/${task.name}`, width, tower),
    head: initHead(random, task, tower),
  };
}

/** Applies a task's tower, if it has one, and its head, `[…, width] → […, outputs]`. */
export function applyTower({ tower, head }: Tensors, mixture: tf.Tensor): tf.Tensor {
  const features = tower ? tf.relu(applyHead(tower as Dense, mixture)) : mixture;
  return applyHead(head as Dense, features);
}
