import { defineEntry } from "../../descriptors/kind.ts";
import type { Parameters, Values } from "../../descriptors/parameters.ts";
import type { BoundEncoder } from "../../encoders/encoder.ts";
import type { Arrays, Optimizer } from "../../engine/mod.ts";
import type { ClassificationProblem, Method, Trainer } from "../method.ts";

/**
 * A method of inductive transfer: it learns a task from labelled rows, `batch.labelled` with `x` and `y`,
 * after a network of the same architecture has learned another.
 */
export interface TransferMethod<P extends Parameters = Parameters> extends Method<P> {
  readonly setting: "inductive_transfer";
  /**
   * True if it starts from the source's network. Such a method has a parameter `depth`: the number of the
   * encoder's layers, from the input, that it copies.
   */
  readonly pretrained: boolean;
  /**
   * Makes the trainer; its `predict` returns logits, or features if asked for `features`.
   *
   * @param values A value for every parameter, from `bind`.
   * @param problem The problem to solve.
   * @param encoder The network from inputs to features, with at least `depth` layers.
   * @param optimizer The update of the parameters from their gradients.
   * @param source The parameters of the encoder trained on the source, `{ layer1, layer2, … }`; empty
   * unless the method is pretrained.
   */
  create(
    values: Values<P>,
    problem: ClassificationProblem,
    encoder: BoundEncoder,
    optimizer: Optimizer,
    source: Arrays,
  ): Trainer;
}

/** Declares a method of inductive transfer; its parameters' types follow from the declaration. */
export function defineTransfer<const P extends Parameters>(
  method: TransferMethod<P>,
): TransferMethod<P> {
  return defineEntry("methods", method);
}
