import type { Paper } from "../descriptors/paper.ts";
import type { Parameters, Values } from "../descriptors/parameters.ts";
import type { BoundEncoder } from "../encoders/encoder.ts";
import type { Arrays, Numbers, Optimizer, Program } from "../engine/mod.ts";
import type { MultiTaskMethod } from "./multi_task/_sharing.ts";

/**
 * The problem of a method between domains: one classification task.
 *
 * It is a description without data. A method receives data in batches, which contain only the tables that the
 * method reads, and never test rows.
 */
export interface ClassificationProblem {
  /** Shape of the inputs, without the batch axis. */
  readonly inputShape: readonly number[];
  /** Number of classes. */
  readonly classes: number;
}

/** A method made for one problem: pure functions, and the schedules of their scalars. */
export interface Trainer extends Program {
  /**
   * Returns the scalars that the step reads besides `learning_rate`.
   *
   * @param progress The fraction of the training that is done, in [0, 1).
   */
  schedule(progress: number): Numbers;
}

/** The training rows that a method receives from the two domains. */
export interface Reads {
  /** `batch.source` has `x` and `y`. */
  readonly source: "labelled" | "none";
  /** `batch.target` has `x`, and `y` if labelled, which only an upper bound asks for. */
  readonly target: "labelled" | "unlabelled" | "none";
}

/** A method of adaptation. All that Graft knows about it is in its file. */
export interface AdaptationMethod<P extends Parameters = Parameters> {
  /** The file's stem and the id on the command line. */
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  readonly setting: "unsupervised_adaptation";
  readonly reads: Reads;
  readonly params: P;
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

/**
 * A method of inductive transfer: it learns a task from labelled rows, `batch.labelled` with `x` and `y`,
 * after a network of the same architecture has learned another.
 */
export interface TransferMethod<P extends Parameters = Parameters> {
  /** The file's stem and the id on the command line. */
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  readonly setting: "inductive_transfer";
  /**
   * True if it starts from the source's network. Such a method has a parameter `depth`: the number of the
   * encoder's layers, from the input, that it copies.
   */
  readonly pretrained: boolean;
  readonly params: P;
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

/** A method of any setting. */
export type Method = AdaptationMethod | TransferMethod | MultiTaskMethod;

/** Declares a method of adaptation; its parameters' types follow from the declaration. */
export function defineMethod<const P extends Parameters>(
  method: AdaptationMethod<P>,
): AdaptationMethod<P> {
  return method;
}

/** Declares a method of inductive transfer; its parameters' types follow from the declaration. */
export function defineTransfer<const P extends Parameters>(
  method: TransferMethod<P>,
): TransferMethod<P> {
  return method;
}
