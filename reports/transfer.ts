import type { Entry } from "./comparison.ts";
import type { ComparedProblem } from "./problems.ts";
import { type Estimate, ROUNDING } from "./statistics/estimate.ts";

/** What learning several tasks together does to them, against each learned alone. */
export interface Transfer {
  /**
   * Δm: the mean over the tasks of their relative improvement, as a fraction, averaged within a seed first.
   * Positive is better. It is of the seeds on which every task can be paired.
   */
  readonly delta: Estimate;
  /** The number of tasks with a mean gain below zero: by its sign, not by a test. */
  readonly harmed: number;
  /** The number of tasks that have a gain. */
  readonly known: number;
  /** The tasks with the least and the greatest mean relative improvement; `undefined` where none has one. */
  readonly worst: TaskImprovement | undefined;
  readonly best: TaskImprovement | undefined;
}

/** A task and its mean relative improvement, as a fraction. */
export interface TaskImprovement {
  readonly task: string;
  readonly improvement: number;
}

/**
 * Counts what a method does to its tasks.
 *
 * @param problems The tasks.
 * @param entries The method's entry for each.
 * @param average Its entry over all.
 * @returns The accounts; `undefined` where there is nothing to compare with.
 *
 * @see Maninis et al. 2019, Attentive Single-Tasking of Multiple Tasks, for Δm:
 * https://arxiv.org/abs/1904.08918
 */
export function transferOf(
  problems: readonly ComparedProblem[],
  entries: readonly Entry[],
  average: Entry,
): Transfer | undefined {
  if (average.improvement === undefined) return undefined;
  const ranked = problems
    .flatMap(({ name }, i): TaskImprovement[] => {
      const { improvement } = entries[i];
      if (improvement?.mean === undefined || meanGain(entries[i]) === undefined) return [];
      return [{ task: name, improvement: improvement.mean }];
    })
    .sort((a, b) => a.improvement - b.improvement);
  return {
    delta: average.improvement,
    harmed: entries.filter(isHarmed).length,
    known: entries.filter((entry) => meanGain(entry) !== undefined).length,
    worst: ranked[0],
    best: ranked.at(-1),
  };
}

/** The mean gain of an entry; `undefined` where there is none, and where a seed has gone wrong. */
export function meanGain({ cell, gain }: Entry): number | undefined {
  return cell.status === "failed" || cell.status === "diverged" ? undefined : gain?.mean;
}

/** Whether the mean gain is below zero. */
export function isHarmed(entry: Entry): boolean {
  return (meanGain(entry) ?? 0) < -ROUNDING;
}
