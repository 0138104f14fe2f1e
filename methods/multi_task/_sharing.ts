import { defineEntry } from "../../descriptors/kind.ts";
import type { Task } from "../../datasets/dataset.ts";
import type { Parameters, Values } from "../../descriptors/parameters.ts";
import type { BoundEncoder } from "../../encoders/encoder.ts";
import type { Noise, Numbers, ScalarTensors, Streams, Tensors, tf } from "../../engine/mod.ts";
import type { Method } from "../method.ts";

/** A task of a problem, and the source whose rows it is labelled on. */
export interface ProblemTask extends Task {
  readonly source: string;
}

/** A problem of several tasks that are learned together from one kind of input; a description without data. */
export interface TasksProblem {
  /** The tasks of one network. */
  readonly tasks: readonly ProblemTask[];
  /** All tasks of the run: those of this network, and those with networks of their own. */
  readonly all: readonly ProblemTask[];
}

/** The encoders for building a network, all with the same input. */
export interface Encoders {
  /** The protocol's encoder. */
  readonly encoder: BoundEncoder;
  /** Makes the same encoder with its widths multiplied, each rounded, to 1 at least. */
  widened(factor: number): BoundEncoder;
}

/** Input rows of a network, without their labels. */
export interface NetworkRows {
  /** Name of the rows' table, unique in the step. */
  readonly table: string;
  /** The tasks that the rows are labelled for. */
  readonly tasks: readonly string[];
  /** `[batch, …]`. */
  readonly x: tf.Tensor;
  /** Further rows from the same source, without labels, `[batch, …]`; for methods that read them. */
  readonly unlabelled?: tf.Tensor;
}

/** The context of a network's computation, besides parameters and rows. */
export interface NetworkContext {
  /** The source of dropout masks; `undefined` in prediction. */
  readonly noise?: Noise;
  /** The step's scalars, including those of the network's schedule; empty in prediction. */
  readonly scalars: ScalarTensors;
}

/** A network's parameters. */
export type NetworkParams = Tensors & {
  /** Parameters that more than one task trains. */
  readonly shared: Tensors;
  /** Parameters that one task trains alone, by task. */
  readonly own: { readonly [task: string]: Tensors };
};

/** The shared representation of some rows, by table, in any structure that {@linkcode Network.decode} reads. */
export type Representation = { readonly [table: string]: Tensors };

/** The outputs and penalties of a network for some rows. */
export interface Outputs {
  /** By task: logits `[batch, classes]` or `[batch, length, classes]`, or predictions `[batch, 1]`. */
  readonly outputs: { readonly [task: string]: tf.Tensor };
  /** Penalties that are added to the tasks' losses, factors included; optional in prediction. */
  readonly penalties: ScalarTensors;
}

/**
 * A sharing pattern made for one problem: the parameters, and the tasks' use of them.
 *
 * It computes outputs alone. Losses, their weights, gradient rules and the optimizer belong to the trainer.
 */
export interface Network {
  /** Draws the parameters. Methods that use the same stream for a part start with the same part. */
  init(random: Streams): NetworkParams;
  /**
   * Computes the representation that the tasks share, from the shared parameters alone; an empty tree for each
   * table if they share no computation.
   */
  encode(shared: Tensors, rows: readonly NetworkRows[], context: NetworkContext): Representation;
  /** Computes the outputs of the rows' tasks. */
  decode(
    params: NetworkParams,
    representation: Representation,
    rows: readonly NetworkRows[],
    context: NetworkContext,
  ): Outputs;
  /**
   * Updates, after a step, parameters that no gradient changes; by default none.
   *
   * @param scalars The step's scalars: `epoch_ends` is 1 at the last step of each epoch and 0 at the others.
   */
  after?(params: NetworkParams, scalars: ScalarTensors): NetworkParams;
  /**
   * Returns the scalars that it reads in training, from the fraction of the training that is done, in [0, 1); by
   * default none.
   */
  schedule?(progress: number): Numbers;
}

/** A sharing pattern. */
export interface MultiTaskMethod<P extends Parameters = Parameters> extends Method<P> {
  readonly setting: "multi_task";
  /**
   * The tasks of one network: `all`, or `each` in one of its own, trained after the others as if
   * they did not exist.
   */
  readonly networks: "all" | "each";
  /** True if tasks share parameters, which gradient rules act on. */
  readonly sharesParameters: boolean;
  /** True if it reads unlabelled rows, if the domain has any. */
  readonly readsUnlabelled: boolean;
  /**
   * Makes the network.
   *
   * @param values A value for every parameter, from `bind`.
   * @param problem The problem to solve; it has one task if each task has a network of its own.
   * @param encoders The networks from inputs to features.
   * @throws {RangeError} If the pattern does not fit the problem or the encoder; the message gives the reason.
   */
  create(values: Values<P>, problem: TasksProblem, encoders: Encoders): Network;
}

/** Declares a sharing pattern; its parameters' types follow from the declaration. */
export function defineSharing<const P extends Parameters>(
  method: MultiTaskMethod<P>,
): MultiTaskMethod<P> {
  return defineEntry("methods", method);
}
