import type { Paper } from "../descriptors/paper.ts";
import type { Parameters, Values } from "../descriptors/parameters.ts";
import type { Noise, Tensors, tf } from "../engine/mod.ts";

/** A gradient rule made for some number of tasks. */
export interface BoundRule {
  /** The state to start from; an empty tree for those without memory. */
  init(): Tensors;
  /**
   * Makes one direction of several.
   *
   * @param gradients For each task its gradient in all that the tasks share: trees of one structure, each
   * of which stands for one long vector. No rule looks at a leaf by itself.
   * @param at The state, noise, and the tasks' losses `[tasks]`.
   * @returns The gradient that is followed in place of the tasks' sum, of the same structure, and the
   * next state.
   */
  combine(gradients: readonly Tensors[], at: {
    readonly state: Tensors;
    readonly noise: Noise;
    readonly losses: tf.Tensor1D;
  }): { readonly gradient: Tensors; readonly state: Tensors };
}

/**
 * A rule from the gradients of several tasks to one: everything that Graft knows of it stands in its file.
 */
export interface GradientRule<P extends Parameters = Parameters> {
  /** The file's stem and the id on the command line. */
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  readonly params: P;
  /** Raised whenever the rule would give other numbers, of so many tasks where not of all; 1 unless given. */
  readonly version?: number | ((tasks: number) => number);
  /**
   * Why weighing the losses first means nothing to it, as the end of the sentence "… : <reason>";
   * `undefined` where it goes with all weightings.
   */
  readonly excludesWeightings?: string;
  /**
   * Makes the rule.
   *
   * @param values A value for every parameter, as `bind` gives them.
   * @param tasks The number of tasks, at least 2.
   */
  create(values: Values<P>, tasks: number): BoundRule;
}

/** Declares a gradient rule; its parameters' types follow from the declaration. */
export function defineRule<const P extends Parameters>(rule: GradientRule<P>): GradientRule<P> {
  return rule;
}
