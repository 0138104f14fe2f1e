import type { Paper } from "../descriptors/paper.ts";
import type { Parameters, Values } from "../descriptors/parameters.ts";
import type { Noise, ScalarTensors, Tensors, tf } from "../engine/mod.ts";

/** What a task's loss is: mean cross-entropy, in nats, or mean squared error. */
export type LossKind = "cross_entropy" | "squared_error";

/** What a weighting sees of one step. */
export interface Seen {
  /** The tasks' losses before the step, `[tasks]`; constants. */
  readonly losses: tf.Tensor1D;
  /** `epoch_ends` is 1 at the last step of each epoch, and 0 at others. */
  readonly scalars: ScalarTensors;
  /** Computes the Euclidean norms of the losses' gradients in the shared parameters, `[tasks]`, unweighted. */
  gradientNorms(): tf.Tensor1D;
  /** Computes the losses of the same rows with the parameters after the step, `[tasks]`. */
  lossesAfter(): tf.Tensor1D;
}

/** A weighting made for some tasks. */
export interface BoundWeighting {
  /** Parameters that are learned with the network's, by the same optimizer; an empty tree for most. */
  params(): Tensors;
  /** The state to start from, which only {@linkcode next} changes; an empty tree for those without memory. */
  init(): Tensors;
  /**
   * What each task's loss becomes a term of the objective as; the objective is their sum.
   *
   * @param losses `[n]`: of all tasks, or of those that a step trains.
   * @param at The learned parameters, the state, noise, and the indices of the tasks that the losses are of.
   * @returns `[n]`; gradients flow through it into the losses and the parameters, into nothing else.
   */
  terms(losses: tf.Tensor1D, at: {
    readonly params: Tensors;
    readonly state: Tensors;
    readonly noise: Noise;
    readonly tasks: readonly number[];
  }): tf.Tensor1D;
  /** Gives the next state, of the same structure and shapes. */
  next(state: Tensors, seen: Seen): Tensors;
}

/** A rule that weighs the losses of several tasks: everything that Graft knows of it stands in its file. */
export interface Weighting<P extends Parameters = Parameters> {
  /** The file's stem and the id on the command line. */
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  readonly params: P;
  /** Raised whenever the weighting would give other numbers; 1 unless given. */
  readonly version?: number;
  /**
   * Whether it looks at the losses of all tasks in every step; such a weighting is refused where a step
   * trains one task.
   */
  readonly joint: boolean;
  /** Whether it reads the gradients in shared parameters; such a weighting is refused where there are none. */
  readonly readsGradients?: boolean;
  /**
   * Why it goes with no gradient rule but `sum`, as the end of the sentence "… : <reason>"; `undefined`
   * where it goes with all.
   */
  readonly excludesRules?: string;
  /**
   * Makes the weighting.
   *
   * @param values A value for every parameter, as `bind` gives them.
   * @param tasks The kind of each task's loss, in the order of the tasks.
   * @throws {RangeError} If a value does not fit the number of tasks.
   */
  create(values: Values<P>, tasks: readonly LossKind[]): BoundWeighting;
}

/** Declares a weighting; its parameters' types follow from the declaration. */
export function defineWeighting<const P extends Parameters>(weighting: Weighting<P>): Weighting<P> {
  return weighting;
}

/** What a weighting without parameters and memory need not say. */
export const memoryless = {
  params: () => ({}),
  init: () => ({}),
  next: (state: Tensors) => state,
} as const;
