import { areAlike, type Metric, type MetricKind, metricKinds } from "../descriptors/metrics.ts";
import type { NdArray } from "../engine/mod.ts";
import type { BySelection, RunRecord, TaskPredictions } from "../records/record.ts";
import type { Selection } from "../selection/selection.ts";

/** A task that checkpoints are chosen by. */
export interface ScoredTask {
  readonly name: string;
  /** Its first metric. */
  readonly metric: Metric;
}

/** The results of one task at a checkpoint. */
export interface TaskScores {
  /** Its first metric on the validation rows, if there are any. */
  readonly validation?: number;
  /** All of its metrics on the test rows. */
  readonly test: { readonly [metric: string]: number };
  /** The outputs for the test rows; six digits of each are recorded. */
  readonly predicted: ArrayLike<number>;
}

/** The measurements of a checkpoint. */
export interface Measured {
  readonly scores: ReadonlyMap<string, TaskScores>;
  /** The outputs on unlabelled rows of the target, if a rule reads them. */
  readonly unlabelled?: NdArray;
}

/** The checkpoint that a rule has chosen so far. */
interface Chosen {
  readonly score: number;
  readonly step: number;
  readonly scores: ReadonlyMap<string, TaskScores>;
}

/**
 * Keeps, for each selection rule, the best checkpoint so far of one network.
 *
 * The score of a checkpoint is the mean over the tasks of their first metrics; metrics of which lower is better are
 * negated. If the metrics differ in direction or unit, those in the unit of the target variable are divided by their value
 * at the first checkpoint, so that no choice depends on a unit.
 */
export class Checkpoints {
  readonly #units: { validation?: readonly number[]; test?: readonly number[] } = {};
  readonly #chosen = new Map<string, Chosen>();

  /**
   * @param tasks The network's tasks.
   * @param rules The selection rules.
   */
  constructor(readonly tasks: readonly ScoredTask[], readonly rules: readonly Selection[]) {}

  /**
   * Offers a checkpoint to every rule; of equal ones, a rule keeps the first.
   *
   * @param step The step of the checkpoint.
   * @param measured The results by task, and the outputs that rules read.
   * @throws {RangeError} If the score of a rule is not a number.
   */
  add(step: number, { scores, unlabelled }: Measured): void {
    const validated = this.tasks.every(({ name }) => scores.get(name)!.validation !== undefined);
    const checkpoint = {
      step,
      ...(validated
        ? { validation: this.#mean("validation", (name) => scores.get(name)!.validation!) }
        : {}),
      ...(unlabelled ? { unlabelled } : {}),
      test: this.#mean("test", (name, metric) => scores.get(name)!.test[metric]),
    };
    for (const rule of this.rules) {
      const read = rule.reads && checkpoint[rule.reads];
      if (rule.reads && read === undefined) continue;
      const score = rule.score({ step, ...(rule.reads ? { [rule.reads]: read } : {}) } as never);
      if (Number.isNaN(score)) {
        throw new RangeError(
          `Cannot choose a checkpoint by ${rule.name}: its score at step ${step} is NaN`,
        );
      }
      const best = this.#chosen.get(rule.name);
      if (best && score <= best.score) continue;
      this.#chosen.set(rule.name, { score, step, scores });
    }
  }

  #mean(split: "validation" | "test", valueOf: (task: string, metric: Metric) => number): number {
    const values = this.tasks.map(({ name, metric }) => valueOf(name, metric));
    const units = this.#units[split] ??= this.#unitsOf(values);
    const signed = this.tasks.map(({ metric }, i) => {
      const score = values[i] / units[i];
      return metricKinds[metric].higherIsBetter ? score : -score;
    });
    return signed.reduce((sum, score) => sum + score, 0) / signed.length;
  }

  #unitsOf(first: readonly number[]): number[] {
    const alike = areAlike(this.tasks.map(({ metric }) => metric));
    return this.tasks.map(({ metric }, i) =>
      // A score of zero, which is perfect, cannot be a divisor.
      alike || !(metricKinds[metric] as MetricKind).ofTarget ? 1 : first[i] || 1
    );
  }

  /** Returns the part of the run record for one task. */
  of(task: string): {
    readonly metrics: RunRecord["metrics"][string];
    readonly selected: BySelection<number>;
  } {
    return {
      metrics: this.#by(task, ({ test }) => test),
      selected: this.#by(task, (_, step) => step),
    };
  }

  /** Returns the outputs for the test rows of one task. */
  predictedOf(task: string): TaskPredictions["predicted"] {
    return this.#by(task, ({ predicted }) => Array.from(predicted, sixDigits));
  }

  #by<T>(task: string, of: (scores: TaskScores, step: number) => T): BySelection<T> {
    return Object.fromEntries(
      [...this.#chosen].map(([rule, { step, scores }]) => [rule, of(scores.get(task)!, step)]),
    );
  }
}

function sixDigits(value: number): number {
  // Classes are whole numbers of few digits.
  return Number.isInteger(value) && value < 1e6 && value > -1e6
    ? value
    : Number(value.toPrecision(6));
}

/** Returns the part of a run record for all tasks, from the checkpoints of their networks. */
export function resultsOf(
  tasks: readonly { readonly name: string; readonly checkpoints: Checkpoints }[],
): Pick<RunRecord, "metrics" | "selected"> {
  const results = tasks.map(({ name, checkpoints }) => [name, checkpoints.of(name)] as const);
  const rules = new Set(results.flatMap(([, { selected }]) => Object.keys(selected)));
  return {
    metrics: Object.fromEntries(results.map(([task, { metrics }]) => [task, metrics])),
    selected: Object.fromEntries([...rules].map((rule) => [
      rule,
      Object.fromEntries(results.map(([task, { selected }]) => [task, selected[rule]])),
    ])),
  };
}
