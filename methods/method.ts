import type { Paper } from "../descriptors/paper.ts";
import type { Parameters, Values } from "../descriptors/parameters.ts";
import type { BoundEncoder } from "../encoders/encoder.ts";
import type { Arrays, Numbers, Optimizer, Program } from "../engine/mod.ts";
import type { MultiTaskMethod } from "./multi_task.ts";

/**
 * What a method between domains is asked to solve: one classification task.
 *
 * It describes, and holds no data: what a method learns from comes in batches, and only the tables
 * that the method reads are in them. Test rows are in none.
 */
export interface ClassificationProblem {
  /** Shape of the inputs, without the batch axis. */
  readonly inputShape: readonly number[];
  /** Number of classes. */
  readonly classes: number;
}

/** A method made for one problem: pure functions, and the schedules that they read. */
export interface Trainer extends Program {
  /**
   * The scalars that the step reads besides `learning_rate`.
   *
   * @param progress The part of the training that is done, in [0, 1).
   */
  schedule(progress: number): Numbers;
}

/** Which training rows of the two domains a method is given. */
export interface Reads {
  /** `batch.source` has `x` and `y`. */
  readonly source: "labelled" | "none";
  /** `batch.target` has `x`, and `y` where labelled: only an upper bound asks for that. */
  readonly target: "labelled" | "unlabelled" | "none";
}

/** A method of adaptation: everything that Graft knows of it stands in its file. */
export interface AdaptationMethod<P extends Parameters = Parameters> {
  /** The file's stem and the id on the command line. */
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  readonly setting: "unsupervised_adaptation";
  readonly reads: Reads;
  readonly params: P;
  /**
   * Makes the trainer: its `predict` gives logits, and of `features` what the encoder gives.
   *
   * @param values A value for every parameter, as `bind` gives them.
   * @param problem What is to be solved.
   * @param encoder The network from inputs to features.
   * @param optimizer The rule from gradients to parameters.
   */
  create(
    values: Values<P>,
    problem: ClassificationProblem,
    encoder: BoundEncoder,
    optimizer: Optimizer,
  ): Trainer;
}

/**
 * A method of inductive transfer: learns a task from its labelled rows, `batch.labelled` with `x` and `y`,
 * after a network of the same kind has learned another.
 */
export interface TransferMethod<P extends Parameters = Parameters> {
  /** The file's stem and the id on the command line. */
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  readonly setting: "inductive_transfer";
  /**
   * Whether it starts from the source's network. Such a method has a parameter `depth`: how many of the
   * encoder's layers, from the input, it takes over.
   */
  readonly pretrained: boolean;
  readonly params: P;
  /**
   * Makes the trainer: its `predict` gives logits, and of `features` what the encoder gives.
   *
   * @param values A value for every parameter, as `bind` gives them.
   * @param problem What is to be solved.
   * @param encoder The network from inputs to features, of as many layers as `depth` or more.
   * @param optimizer The rule from gradients to parameters.
   * @param source The parameters of the encoder that has learned the source, `{ layer1, layer2, … }`; empty
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

/** Any method. */
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
