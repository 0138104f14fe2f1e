import type { CurvePoint, Selection } from "../records/record.ts";

/** Keeps, for each selection rule, the best checkpoint so far. */
export class Checkpoints {
  /** The step that each rule has chosen. */
  readonly selected: { [S in Selection]?: number } = {};
  /** The test result at that step. */
  readonly scores: { [S in Selection]?: { accuracy: number } } = {};
  /** The classes of the test rows at that step. */
  readonly predicted: { [S in Selection]?: number[] } = {};
  readonly #best: { [S in Selection]?: number } = {};

  /** @param selections The rules. */
  constructor(readonly selections: readonly Selection[]) {}

  /**
   * Offers a checkpoint to every rule; of equal ones, a rule keeps the first.
   *
   * @param point The measurements at the checkpoint.
   * @param predicted The predicted classes of the test rows.
   */
  add(point: CurvePoint & { readonly test: number }, predicted: number[]): void {
    const value: { [S in Selection]?: number } = {
      last: point.step,
      validation: point.validation,
      source_validation: point.validation,
      oracle: point.test,
    };
    for (const rule of this.selections) {
      const score = value[rule];
      if (score === undefined || score <= (this.#best[rule] ?? -Infinity)) continue;
      this.#best[rule] = score;
      this.selected[rule] = point.step;
      this.scores[rule] = { accuracy: point.test };
      this.predicted[rule] = predicted;
    }
  }
}
