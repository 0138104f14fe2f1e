import { defineEntry } from "../../../descriptors/kind.ts";
import type { Paper } from "../../../descriptors/paper.ts";
import type { Parameters, Values } from "../../../descriptors/parameters.ts";
import type { Noise, Tensors, tf } from "../../../engine/mod.ts";

/** A gradient rule made for some number of tasks. */
export interface BoundRule {
  /** Returns the initial state; an empty tree for a rule without memory. */
  init(): Tensors;
  /**
   * Combines the tasks' gradients into one.
   *
   * @param gradients The gradient of each task in all that the tasks share: trees of one structure, each
   * of which represents one long vector. No rule treats a leaf separately.
   * @param at The state, noise, and the tasks' losses `[tasks]`; `present`, `[tasks]`, is 1 for a task with a label in
   * the batch and 0 for an absent one, whose gradient and loss are zero. It is `undefined` if no task can be absent.
   * @returns The gradient that replaces the tasks' sum, of the same structure, and the next state.
   */
  combine(gradients: readonly Tensors[], at: {
    readonly state: Tensors;
    readonly noise: Noise;
    readonly losses: tf.Tensor1D;
    readonly present?: tf.Tensor1D;
  }): { readonly gradient: Tensors; readonly state: Tensors };
}

/** A rule that combines the gradients of several tasks into one. All that Graft knows about it is in its file. */
export interface GradientRule<P extends Parameters = Parameters> {
  /** The file's stem and the id on the command line. */
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  readonly params: P;
  /** Version of the rule, or version by number of tasks; raise it whenever the numbers would change. 1 by default. */
  readonly version?: number | ((tasks: number) => number);
  /**
   * The reason why weighing the losses first has no effect on it, as the end of the sentence "… : <reason>";
   * `undefined` if it can be combined with all weightings.
   */
  readonly excludesWeightings?: string;
  /**
   * Makes the rule for some number of tasks.
   *
   * @param values A value for every parameter, from `bind`.
   * @param tasks The number of tasks, at least 2.
   */
  create(values: Values<P>, tasks: number): BoundRule;
}

/** Declares a gradient rule; its parameters' types follow from the declaration. */
export function defineRule<const P extends Parameters>(rule: GradientRule<P>): GradientRule<P> {
  return defineEntry("gradientRules", rule);
}
