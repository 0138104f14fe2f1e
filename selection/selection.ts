import { defineEntry } from "../descriptors/kind.ts";
import type { NdArray } from "../engine/mod.ts";

/** The measurements of a checkpoint that rules choose by. */
export interface Checkpoint {
  readonly step: number;
  /**
   * The score on the labelled rows that are held out of training; greater is better. Absent if none are held out.
   */
  readonly validation?: number;
  /** The network's outputs on the target's training inputs, `[rows, classes]`; only between domains. */
  readonly unlabelled?: NdArray;
  /** The score on the test rows, whose labels are hidden from every method; greater is better. */
  readonly test: number;
}

/** The part of a checkpoint that a rule reads besides its step. A setting says which its checkpoints have. */
export type Read = Exclude<keyof Checkpoint, "step">;

/**
 * A rule that chooses the checkpoint whose test results are reported: the one with the greatest score, the first of
 * several. A rule that reads `test` uses labels that no user has: its results are bounds, which are never ranked.
 */
export interface Selection<R extends Read = Read> {
  /** The file's stem and the id in protocols. */
  readonly name: string;
  /** The chosen checkpoint in words: `the network after the last step`. */
  readonly title: string;
  /** The measurement that it reads, if any; where that is absent, the rule chooses nothing and is left out. */
  readonly reads?: R;
  /** Returns the score of a checkpoint, which has the step and what the rule reads. */
  score(checkpoint: { readonly step: number } & Required<Pick<Checkpoint, R>>): number;
}

/** Declares a selection rule. */
export function defineSelection<R extends Read = never>(rule: Selection<R>): Selection<R> {
  return defineEntry("selections", rule);
}

/** True if a rule reads hidden labels. */
export function isBound({ reads }: Pick<Selection, "reads">): boolean {
  return reads === "test";
}
