import { metricKinds } from "../../descriptors/metrics.ts";
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

/** Keeps, for each selection rule, the checkpoint that it would choose so far of one network. */
export class TaskCheckpoints {
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
    const signed = this.tasks.map(({ name, metric }) => {
      const { validation } = scores.get(name)!;
      return metricKinds[metric].higherIsBetter ? validation : -validation;
    });
    const validation = signed.reduce((sum, score) => sum + score, 0) / signed.length;
    for (const rule of this.selections) {
      const value = rule === "last" ? step : validation;
      if (value <= (this.#best[rule] ?? -Infinity)) continue;
      this.#best[rule] = value;
      this.#chosen[rule] = { step, scores };
    }
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
