import { areAlike, type MetricKind, metricKinds } from "../../descriptors/metrics.ts";
import type { ProblemTask } from "../../methods/multi_task.ts";
import type { RunRecord, Selection, TaskPredictions } from "../record.ts";

/** What is seen of one task at a checkpoint. */
export interface TaskScores {
  /** Its first metric on the validation rows. */
  readonly validation: number;
  /** All of its metrics on the test rows. */
  readonly test: { readonly [metric: string]: number };
  /** What is kept of the test rows. */
  readonly predicted: readonly number[];
}

/**
 * Keeps, for each selection rule, the checkpoint that it would choose so far of one network.
 *
 * `validation` goes by the mean over the tasks of their first metrics on validation rows, with the sign of those of
 * which less is better turned. Where the metrics differ in direction or unit, one that has the unit of what is
 * predicted counts as a part of its value at the first checkpoint: no choice depends on a unit.
 */
export class TaskCheckpoints {
  /** What each task's score is divided by; known from the first checkpoint on. */
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
   * Shows a checkpoint to every rule; of equal ones `validation` keeps the first.
   *
   * @param step Which one.
   * @param scores What was measured, by task.
   */
  see(step: number, scores: ReadonlyMap<string, TaskScores>): void {
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
      // A score of zero, which is perfect, is no unit.
      alike || !(metricKinds[metric] as MetricKind).ofTarget ? 1 : first.get(name)!.validation || 1
    );
  }

  /** What the record has of one task. */
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
