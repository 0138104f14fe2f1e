import { defineEntry } from "../../../descriptors/kind.ts";
import type { Paper } from "../../../descriptors/paper.ts";
import type { Parameters, Values } from "../../../descriptors/parameters.ts";
import type { Noise, ScalarTensors, Tensors, tf } from "../../../engine/mod.ts";

/** The kind of a task's loss: mean cross-entropy, in nats, or mean squared error. */
export type LossKind = "cross_entropy" | "squared_error";

/** The input of a weighting's update after a step. */
export interface Seen {
  /** The tasks' losses before the step, `[tasks]`, 0 for an absent task; constants. */
  readonly losses: tf.Tensor1D;
  /**
   * `[tasks]`: 1 for a task with a label in the batch, 0 for an absent one, whose gradient is zero and whose loss is 0
   * before and after the step; `undefined` if no task can be absent.
   */
  readonly present?: tf.Tensor1D;
  /** The step's scalars; `epoch_ends` is 1 at the last step of each epoch and 0 at the others. */
  readonly scalars: ScalarTensors;
  /** Computes the Euclidean norms of the losses' gradients in the shared parameters, `[tasks]`, unweighted. */
  gradientNorms(): tf.Tensor1D;
  /** Computes the losses of the same rows with the parameters after the step, `[tasks]`. */
  lossesAfter(): tf.Tensor1D;
}

/** A weighting made for some tasks. */
export interface BoundWeighting {
  /** Returns the initial parameters that the network's optimizer learns; an empty tree for most weightings. */
  params(): Tensors;
  /** Returns the initial state, which only {@linkcode next} changes; an empty tree for a weighting without memory. */
  init(): Tensors;
  /**
   * Returns each task's term; the objective is the sum of the terms, without those of absent tasks.
   *
   * @param losses `[n]`: of all tasks, or of the tasks that a step trains; 1 for an absent task.
   * @param at The learned parameters, the state, noise, and the indices of the tasks that the losses belong to;
   * `present` as in {@linkcode Seen}, but `[n]`.
   * @returns `[n]`; gradients flow through it into the losses and the parameters, into nothing else.
   */
  terms(losses: tf.Tensor1D, at: {
    readonly params: Tensors;
    readonly state: Tensors;
    readonly noise: Noise;
    readonly tasks: readonly number[];
    readonly present?: tf.Tensor1D;
  }): tf.Tensor1D;
  /** Returns the next state, of the same structure and shapes. */
  next(state: Tensors, seen: Seen): Tensors;
}

/** A method that weighs the losses of several tasks. All that Graft knows about it is in its file. */
export interface Weighting<P extends Parameters = Parameters> {
  /** The file's stem and the id on the command line. */
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  readonly params: P;
  /** Version of the weighting; raise it whenever the numbers would change. 1 by default. */
  readonly version?: number;
  /**
   * True if it needs the losses of all tasks in every step; such a weighting is refused where a step
   * trains one task.
   */
  readonly joint: boolean;
  /** True if it reads the gradients in shared parameters; it is refused where no parameters are shared. */
  readonly readsGradients?: boolean;
  /**
   * The reason why it can be combined with no gradient rule but `sum`, as the end of the sentence
   * "… : <reason>"; `undefined` if it can be combined with all.
   */
  readonly excludesRules?: string;
  /**
   * Makes the weighting for some tasks.
   *
   * @param values A value for every parameter, from `bind`.
   * @param tasks The kind of each task's loss, in the order of the tasks.
   * @throws {RangeError} If a value does not fit the number of tasks.
   */
  create(values: Values<P>, tasks: readonly LossKind[]): BoundWeighting;
}

/** Declares a weighting; its parameters' types follow from the declaration. */
export function defineWeighting<const P extends Parameters>(weighting: Weighting<P>): Weighting<P> {
  return defineEntry("weightings", weighting);
}

/** Default members of a weighting without parameters and state. */
export const memoryless = {
  params: () => ({}),
  init: () => ({}),
  next: (state: Tensors) => state,
} as const;
