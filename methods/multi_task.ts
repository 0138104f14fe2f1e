import type { Task } from "../datasets/dataset.ts";
import type { Paper } from "../descriptors/paper.ts";
import type { Parameters, Values } from "../descriptors/parameters.ts";
import type { BoundEncoder } from "../encoders/encoder.ts";
import type { Noise, Numbers, ScalarTensors, Streams, Tensors, tf } from "../engine/mod.ts";

/** A task of a problem, and the source whose rows it is labelled on. */
export interface ProblemTask extends Task {
  readonly source: string;
}

/** What is learned together: several tasks over one kind of input. Like every problem it holds no data. */
export interface TasksProblem {
  /** The tasks of one network. */
  readonly tasks: readonly ProblemTask[];
  /** The tasks of the run: those, and such as have networks of their own. */
  readonly all: readonly ProblemTask[];
}

/** The encoders that a network is built from: all take the same input. */
export interface Encoders {
  /** The protocol's encoder. */
  readonly encoder: BoundEncoder;
  /** Makes the same encoder with its widths multiplied, each rounded, to 1 at least. */
  widened(factor: number): BoundEncoder;
}

/** Rows that a network is applied to, in training without their labels. */
export interface NetworkRows {
  /** Tells them from the other rows of the step. */
  readonly table: string;
  /** The tasks that are labelled on them. */
  readonly tasks: readonly string[];
  /** `[batch, …]`. */
  readonly x: tf.Tensor;
  /** Further rows from the same source, of no known label, `[batch, …]`; for methods that read them. */
  readonly unlabelled?: tf.Tensor;
}

/** What a network may look at besides parameters and rows. */
export interface NetworkContext {
  /** What masks are drawn from; `undefined` where it predicts. */
  readonly noise?: Noise;
  /** The step's scalars, those of the network's schedule among them; none where it predicts. */
  readonly scalars: ScalarTensors;
}

/** A network's parameters. */
export type NetworkParams = Tensors & {
  /** What more than one task learns. */
  readonly shared: Tensors;
  /** What one task learns alone, by task. */
  readonly own: { readonly [task: string]: Tensors };
};

/** What the tasks share of some rows, by table; of any structure that {@linkcode Network.decode} knows. */
export type Representation = { readonly [table: string]: Tensors };

/** What a network makes of its rows. */
export interface Outputs {
  /** By task: logits `[batch, classes]` or `[batch, length, classes]`, or predictions `[batch, 1]`. */
  readonly outputs: { readonly [task: string]: tf.Tensor };
  /** What is added to the tasks' losses, factors included; a network that predicts may leave it out. */
  readonly penalties: ScalarTensors;
}

/**
 * A sharing pattern made for one problem: which parameters there are, and how tasks use them.
 *
 * It computes outputs alone. Losses, their weights, gradient rules and the optimizer are the trainer's.
 */
export interface Network {
  /** Draws the parameters. Rivals that share the stream of a part start with the same part. */
  init(random: Streams): NetworkParams;
  /**
   * Computes what the tasks share, of the shared parameters alone; an empty tree for each table where they
   * share no computation.
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
   * Renews, after a step, parameters that no gradient changes; there are none unless given.
   *
   * @param scalars The step's: `epoch_ends` is 1 at the last step of each epoch, and 0 at others.
   */
  after?(params: NetworkParams, scalars: ScalarTensors): NetworkParams;
  /**
   * The scalars that it reads in training, of the part of the training that is done, in [0, 1); none
   * unless given.
   */
  schedule?(progress: number): Numbers;
}

/** A sharing pattern: everything that Graft knows of it stands in its file. */
export interface MultiTaskMethod<P extends Parameters = Parameters> {
  /** The file's stem and the id on the command line. */
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  readonly setting: "multi_task";
  readonly params: P;
  /**
   * Which tasks are in one network: `all`, or `each` in one of its own, trained after the others as if
   * they did not exist.
   */
  readonly networks: "all" | "each";
  /** Whether tasks share parameters, which is what gradient rules act on. */
  readonly sharesParameters: boolean;
  /** Whether it reads rows without labels, where the family has them. */
  readonly readsUnlabelled: boolean;
  /**
   * Makes the network.
   *
   * @param values A value for every parameter, as `bind` gives them.
   * @param problem What is to be solved: one task where each has a network of its own.
   * @param encoders The networks from inputs to features.
   * @throws {RangeError} If the pattern does not fit the problem or the encoder, with a sentence that says why.
   */
  create(values: Values<P>, problem: TasksProblem, encoders: Encoders): Network;
}

/** Declares a sharing pattern; its parameters' types follow from the declaration. */
export function defineSharing<const P extends Parameters>(
  method: MultiTaskMethod<P>,
): MultiTaskMethod<P> {
  return method;
}
