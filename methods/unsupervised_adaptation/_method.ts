import { defineEntry } from "../../descriptors/kind.ts";
import type { Parameters, Values } from "../../descriptors/parameters.ts";
import type { BoundEncoder } from "../../encoders/encoder.ts";
import type { Optimizer } from "../../engine/mod.ts";
import type { ClassificationProblem, Method, Trainer } from "../method.ts";

/** The training rows that a method receives from the two domains. */
export interface Reads {
  /** `batch.source` has `x` and `y`. */
  readonly source: "labelled" | "none";
  /** `batch.target` has `x`, and `y` if labelled, which only an upper bound asks for. */
  readonly target: "labelled" | "unlabelled" | "none";
}

/** A method of unsupervised adaptation. */
export interface AdaptationMethod<P extends Parameters = Parameters> extends Method<P> {
  readonly setting: "unsupervised_adaptation";
  readonly reads: Reads;
  /**
   * Makes the trainer; its `predict` returns logits, or features if asked for `features`.
   *
   * @param values A value for every parameter, from `bind`.
   * @param problem The problem to solve.
   * @param encoder The network from inputs to features.
   * @param optimizer The update of the parameters from their gradients.
   */
  create(
    values: Values<P>,
    problem: ClassificationProblem,
    encoder: BoundEncoder,
    optimizer: Optimizer,
  ): Trainer;
}

/** Declares a method of adaptation; its parameters' types follow from the declaration. */
export function defineMethod<const P extends Parameters>(
  method: AdaptationMethod<P>,
): AdaptationMethod<P> {
  return defineEntry("methods", method);
}
