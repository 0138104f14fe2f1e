import type { BoundEncoder } from "../../encoders/encoder.ts";
import {
  type Dense,
  initDense,
  type Noise,
  type Streams,
  type Tensors,
  tf,
} from "../../engine/mod.ts";
import { applyExperts, initExperts, initGate, mixed, sideBySide } from "./_experts.ts";
import { applyHead } from "./_heads.ts";

/** Experts, and the gate that mixes them with others. */
export type Extraction = Tensors & { readonly experts: Tensors; readonly gate: Dense };

/** One level of experts and gates, which read the mixtures of the level below. */
export interface ExtractionLevel {
  /** Draws `count` experts for one place of the level. */
  initExperts(random: Streams, place: string, count: number): Tensors;
  /** Draws a gate over `experts` experts. */
  initGate(random: Streams, place: string, experts: number): Dense;
  /** Applies experts to the input or, above level 1, to a mixture: `[…, experts, width]`. */
  apply(of: Pick<Extraction, "experts">, input: tf.Tensor, noise?: Noise): tf.Tensor;
  /**
   * Mixes experts.
   *
   * @param below The mixture that the gate reads; `undefined` at level 1, where it reads the experts' features.
   * @param experts `[…, experts, width]`.
   * @returns `[…, width]`.
   */
  mix(of: Pick<Extraction, "gate">, below: tf.Tensor | undefined, experts: tf.Tensor): tf.Tensor;
}

/** Makes the first level, of encoders. */
export function encoderLevel(encoder: BoundEncoder): ExtractionLevel {
  return {
    initExperts: (random, place, count) => initExperts(random, place, count, encoder.init),
    initGate: (random, place, experts) => initGate(random, place, experts * encoder.width, experts),
    apply: ({ experts }, x, noise) =>
      applyExperts(experts, (expert) => encoder.apply(expert, x, noise)),
    mix: ({ gate }, _below, experts) => mixed(gate, sideBySide(experts), experts),
  };
}

/**
 * Makes a higher level, of dense ReLU layers.
 *
 * @param level Its number; streams begin with `level<number>/`.
 * @param width Width of its inputs and of its outputs.
 */
export function denseLevel(level: number, width: number): ExtractionLevel {
  const at = (place: string) => `level${level}/${place}`;
  return {
    initExperts: (random, place, count) =>
      initExperts(random, at(place), count, (random) => initDense(random, "dense", width, width)),
    initGate: (random, place, experts) => initGate(random, at(place), width, experts),
    apply: ({ experts }, mixture) =>
      applyExperts(experts, (expert) => tf.relu(applyHead(expert as Dense, mixture))),
    mix: ({ gate }, below, experts) => mixed(gate, below!, experts),
  };
}
