import { areAlike, type MetricKind, metricKinds } from "../../descriptors/metrics.ts";
import type { ProblemTask } from "../../methods/multi_task/_sharing.ts";
import type { RunRecord, Selection, TaskPredictions } from "../../records/record.ts";

/** The results of one task at a checkpoint. */
export interface TaskScores {
  /** Its first metric on the validation rows. */
  readonly validation: number;
  /** All of its metrics on the test rows. */
  readonly test: { readonly [metric: string]: number };
  /** The recorded outputs for the test rows. */
  readonly predicted: readonly number[];
}

/**
 * Keeps, for each selection rule, the best checkpoint so far of one network.
 *
 * `validation` uses the mean over the tasks of their first metrics on validation rows; metrics of which lower is better
 * are negated. If the metrics differ in direction or unit, those in the unit of the target variable are divided by
 * their value at the first checkpoint, so that no choice depends on a unit.
 */
export class TaskCheckpoints {
  /** The divisor of each task's score; set at the first checkpoint. */
  #units?: readonly number[];
  readonly #best: { [S in Selection]?: number } = {};
  readonly #chosen: {
    [S in Selection]?: { step: number; scores: ReadonlyMap<string, TaskScores> };
  } = {};

  /**
   * @param tasks The network's tasks.
   * @param selections The rules: `last` and `validation`.
   */
  constructor(readonly tasks: readonly ProblemTask[], readonly selections: readonly Selection[]) {}

  /**
   * Offers a checkpoint to every rule; of equal ones, `validation` keeps the first.
   *
   * @param step The step of the checkpoint.
   * @param scores The results, by task.
   */
  add(step: number, scores: ReadonlyMap<string, TaskScores>): void {
    this.#units ??= this.#unitsOf(scores);
    const signed = this.tasks.map(({ name, metric }, i) => {
      const score = scores.get(name)!.validation / this.#units![i];
      return metricKinds[metric].higherIsBetter ? score : -score;
    });
    const validation = signed.reduce((sum, score) => sum + score, 0) / signed.length;
    for (const rule of this.selections) {
      const value = rule === "last" ? step : validation;
      if (value <= (this.#best[rule] ?? -Infinity)) continue;
      this.#best[rule] = value;
      this.#chosen[rule] = { step, scores };
    }
  }

  #unitsOf(first: ReadonlyMap<string, TaskScores>): number[] {
    const alike = areAlike(this.tasks.map(({ metric }) => metric));
    return this.tasks.map(({ name, metric }) =>
      // A score of zero, which is perfect, cannot be a divisor.
      alike || !(metricKinds[metric] as MetricKind).ofTarget ? 1 : first.get(name)!.validation || 1
    );
  }

  /** Returns the part of the run record for one task. */
  of(task: string): {
    readonly metrics: RunRecord["metrics"][string];
    readonly selected: { readonly [S in Selection]?: number };
    readonly predicted: TaskPredictions["predicted"];
  } {
    const by = <T>(of: (scores: TaskScores, step: number) => T) =>
      Object.fromEntries(
        Object.entries(this.#chosen).map(([rule, { step, scores }]) => [
          rule,
          of(scores.get(task)!, step),
        ]),
      );
    return {
      metrics: by(({ test }) => test),
      selected: by((_, step) => step),
      predicted: by(({ predicted }) => predicted),
    };
  }
}
