import { defineEntry } from "../../descriptors/kind.ts";
import type { Parameters, Values } from "../../descriptors/parameters.ts";
import type { BoundEncoder } from "../../encoders/encoder.ts";
import type { Optimizer } from "../../engine/mod.ts";
import type { ClassificationProblem, Method, Trainer } from "../method.ts";

/** One classification task on the rows of several domains. */
export interface GeneralisationProblem extends ClassificationProblem {
  /** The number of domains to learn from. */
  readonly domains: number;
}

/** Returns the table of a batch that has the rows of a domain, `x` and `y`, by its place among the training domains. */
export const tableOf = (domain: number): string => `domain${domain + 1}`;

/** A method of domain generalisation. */
export interface GeneralisationMethod<P extends Parameters = Parameters> extends Method<P> {
  readonly setting: "domain_generalisation";
  /** True if it computes with the inputs themselves, which therefore must be numbers and cannot be words. */
  readonly mixesInputs?: true;
  /**
   * Makes the trainer; its batches have a table for each domain, see {@linkcode tableOf}, and its noise is for `method`.
   *
   * @param values A value for every parameter, from `bind`.
   * @param problem The problem to solve.
   * @param encoder The network from inputs to features.
   * @param optimizer The update of the parameters from their gradients.
   */
  create(
    values: Values<P>,
    problem: GeneralisationProblem,
    encoder: BoundEncoder,
    optimizer: Optimizer,
  ): Trainer;
}

/** Declares a method of domain generalisation; its parameters' types follow from the declaration. */
export function defineGeneralisation<const P extends Parameters>(
  method: GeneralisationMethod<P>,
): GeneralisationMethod<P> {
  return defineEntry("methods", method);
}
