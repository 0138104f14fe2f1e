import type { Task } from "../datasets/dataset.ts";
import type { Metric } from "../descriptors/metrics.ts";
import type { NdArray } from "../engine/mod.ts";
import { auc } from "./_auc.ts";
import { spanF1 } from "./_span_f1.ts";

export { auc, spanF1 };

/** Version of the metrics; raise it when a metric is computed differently. Part of every run's identity. */
export const METRICS_VERSION = 1;

/**
 * Returns the most probable class of each row.
 *
 * @param logits `[rows, classes]`.
 * @returns Class indices, `[rows]`; the first of equal ones.
 */
export function argMax(logits: NdArray): number[] {
  const [rows, classes] = logits.shape;
  return Array.from({ length: rows }, (_, row) => {
    let best = 0;
    for (let c = 1; c < classes; c++) {
      if (logits.data[row * classes + c] > logits.data[row * classes + best]) best = c;
    }
    return best;
  });
}

/**
 * Computes the fraction of the rows that are predicted correctly.
 *
 * @param predicted Class indices.
 * @param labels Class indices of the same rows.
 * @returns A fraction; higher is better.
 * @throws {RangeError} If the numbers of rows differ or are zero.
 */
export function accuracy(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  checkRows("accuracy", predicted, labels);
  return agreeing(predicted, labels) / labels.length;
}

/**
 * Computes the fraction of the rows that are predicted incorrectly.
 *
 * @param predicted Class indices.
 * @param labels Class indices of the same rows.
 * @returns A fraction; lower is better.
 * @throws {RangeError} If the numbers of rows differ or are zero.
 */
export function errorRate(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  checkRows("error", predicted, labels);
  return (labels.length - agreeing(predicted, labels)) / labels.length;
}

/**
 * Computes the mean over the classes of their F1, 2 · right / (predicted + labelled).
 *
 * A class that is neither predicted nor labelled counts with an F1 of 0, as in scikit-learn's
 * `f1_score(labels, predicted, labels=range(classes), average="macro", zero_division=0)`.
 *
 * @param predicted Class indices.
 * @param labels Class indices of the same rows.
 * @param classes The number of classes.
 * @returns A fraction; higher is better.
 * @throws {RangeError} If the numbers of rows differ or are zero, or a class index is out of range.
 */
export function macroF1(
  predicted: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): number {
  checkRows("macro F1", predicted, labels);
  const right = new Float64Array(classes);
  const found = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) {
    for (const label of [predicted[i], labels[i]]) {
      if (!(label >= 0 && label < classes)) {
        throw new RangeError(
          `Cannot compute macro F1: class indices must be below ${classes}, current value is ${label}`,
        );
      }
      found[label]++;
    }
    if (predicted[i] === labels[i]) right[labels[i]]++;
  }
  return right.reduce((sum, count, c) => sum + (count === 0 ? 0 : 2 * count / found[c]), 0) /
    classes;
}

/**
 * Computes the root of the mean squared error.
 *
 * @param predicted Numbers.
 * @param labels The true numbers of the same rows.
 * @returns In the labels' unit; lower is better.
 * @throws {RangeError} If the numbers of rows differ or are zero.
 */
export function rmse(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  checkRows("RMSE", predicted, labels);
  return Math.sqrt(squaredErrors(predicted, labels) / labels.length);
}

/**
 * Computes the mean absolute error.
 *
 * @param predicted Numbers.
 * @param labels The true numbers of the same rows.
 * @returns In the labels' unit; lower is better.
 * @throws {RangeError} If the numbers of rows differ or are zero.
 */
export function mae(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  checkRows("MAE", predicted, labels);
  let sum = 0;
  for (let i = 0; i < labels.length; i++) sum += Math.abs(predicted[i] - labels[i]);
  return sum / labels.length;
}

/**
 * Computes the fraction of the labels' variance that is predicted: R² = 1 − Σ(ŷ − y)² / Σ(ȳ − y)².
 *
 * @param predicted Numbers.
 * @param labels The true numbers of the same rows.
 * @returns At most 1; 0 for predictions of the mean, negative for worse ones; higher is better.
 * @throws {RangeError} If the numbers of rows differ or are zero, or all labels are equal, where it is undefined.
 */
export function r2(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  checkRows("R²", predicted, labels);
  const truth = Array.from(labels);
  if (truth.every((label) => label === truth[0])) {
    throw new RangeError(
      `Cannot compute R²: labels must differ, current value is ${
        truth[0]
      } in all ${truth.length} rows`,
    );
  }
  const mean = truth.reduce((sum, label) => sum + label) / truth.length;
  return 1 - squaredErrors(predicted, truth) / squaredErrors(truth.map(() => mean), truth);
}

/**
 * Computes a task's metric and its further metrics from a network's outputs.
 *
 * A classification has `accuracy`, `error`, `macro_f1` and, with two classes, `auc`, scored by the difference of the
 * logits. A tagging has the first three over all words, and `span_f1`. A regression has `rmse`, `r2` and `mae`. Rows
 * without a label are left out of all of them.
 *
 * @param task The kind, classes and metrics of the task.
 * @param outputs By part: logits `[rows, classes]` or `[rows, length, classes]`, or predictions `[rows, 1]`.
 * @param labels By part, as in a dataset: `[rows]` or `[rows, length]`; an absent class and padding are −1, an absent
 * number is NaN.
 * @returns A number for each of the metrics.
 * @throws {RangeError} If the task's kind has no such metric, shapes do not match, no row has a label, or a metric is
 * not defined.
 *
 * @example
 * ```ts
 * import { score } from "./_metrics.ts";
 * import assert from "node:assert/strict";
 *
 * const task = { kind: "regression", classes: [], metric: "rmse", furtherMetrics: ["mae"] } as const;
 * const outputs = [{ shape: [2, 1], data: Float32Array.of(1, 5) }];
 * const labels = [{ shape: [2], data: Float32Array.of(1, 1) }];
 * assert.deepEqual(score(task, outputs, labels), { rmse: Math.sqrt(8), mae: 2 });
 * ```
 */
export function score(
  task: Pick<Task, "kind" | "classes" | "metric" | "furtherMetrics">,
  outputs: readonly NdArray[],
  labels: readonly NdArray[],
): { readonly [metric in Metric]?: number } {
  const { kind, classes, metric, furtherMetrics } = task;
  checkShapes(kind === "regression" ? 1 : classes.length, outputs, labels);
  const computations = kind === "regression"
    ? ofNumbers(outputs, labels)
    : kind === "tagging"
    ? ofWords(classes, outputs, labels)
    : ofRows(classes, outputs, labels);
  return Object.fromEntries([metric, ...furtherMetrics].map((name) => {
    const compute = computations[name];
    if (!compute) {
      throw new RangeError(
        `Cannot score a ${kind} with ${classes.length} classes: its metrics are ${
          Object.keys(computations).join(", ")
        }, current value is '${name}'`,
      );
    }
    return [name, compute()];
  }));
}

/** Functions that compute metrics, each called only if its metric is asked for. */
type Computations = { readonly [metric in Metric]?: () => number };

function ofNumbers(outputs: readonly NdArray[], labels: readonly NdArray[]): Computations {
  const [predicted, truth] = [outputs, labels].map((parts) =>
    labelled("regression", numbersOf(parts), labels)
  );
  return {
    rmse: () => rmse(predicted, truth),
    r2: () => r2(predicted, truth),
    mae: () => mae(predicted, truth),
  };
}

function ofClasses(predicted: readonly number[], truth: readonly number[], classes: number) {
  return {
    accuracy: () => accuracy(predicted, truth),
    error: () => errorRate(predicted, truth),
    macro_f1: () => macroF1(predicted, truth, classes),
  } satisfies Computations;
}

function ofRows(
  classes: readonly string[],
  outputs: readonly NdArray[],
  labels: readonly NdArray[],
): Computations {
  const [predicted, truth] = [outputs.flatMap(argMax), numbersOf(labels)].map((values) =>
    labelled("classification", values, labels)
  );
  const ofAny = ofClasses(predicted, truth, classes.length);
  if (classes.length !== 2) return ofAny;
  const margins = outputs.flatMap(({ shape: [rows], data }) =>
    Array.from({ length: rows }, (_, row) => data[2 * row + 1] - data[2 * row])
  );
  return { ...ofAny, auc: () => auc(labelled("classification", margins, labels), truth) };
}

function ofWords(
  classes: readonly string[],
  outputs: readonly NdArray[],
  labels: readonly NdArray[],
): Computations {
  const [predicted, truth]: number[][][] = [[], []];
  labels.forEach(({ shape: [rows, length], data }, part) => {
    const best = argMax({
      shape: [rows * length, classes.length],
      data: outputs[part].data,
    });
    for (let row = 0; row < rows; row++) {
      const places = Array.from({ length }, (_, word) => row * length + word);
      const words = places.filter((place) => data[place] >= 0);
      predicted.push(words.map((place) => best[place]));
      truth.push(words.map((place) => data[place]));
    }
  });
  return {
    ...ofClasses(predicted.flat(), truth.flat(), classes.length),
    span_f1: () => spanF1(predicted, truth, classes),
  };
}

/**
 * Keeps the values that have a label.
 *
 * @param kind The kind of the task.
 * @param values One for each label.
 * @param labels By part: an absent class and padding are −1, an absent number is NaN.
 */
export function labelled(
  kind: Task["kind"],
  values: readonly number[],
  labels: readonly NdArray[],
): number[] {
  const present = labels.flatMap(({ data }) =>
    Array.from(data, (label) => kind === "regression" ? !Number.isNaN(label) : label >= 0)
  );
  return values.filter((_, i) => present[i]);
}

function numbersOf(parts: readonly NdArray[]): number[] {
  return parts.flatMap(({ data }) => [...data]);
}

/** Counts the correct predictions. */
function agreeing(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < labels.length; i++) if (predicted[i] === labels[i]) count++;
  return count;
}

/** Σ(ŷ − y)². */
function squaredErrors(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < labels.length; i++) sum += (predicted[i] - labels[i]) ** 2;
  return sum;
}

function checkRows(
  metric: string,
  predicted: ArrayLike<number>,
  labels: ArrayLike<number>,
): void {
  if (predicted.length !== labels.length || labels.length === 0) {
    throw new RangeError(
      `Cannot compute ${metric} of ${predicted.length} predictions for ${labels.length} labels`,
    );
  }
}

function checkShapes(
  width: number,
  outputs: readonly NdArray[],
  labels: readonly NdArray[],
): void {
  if (outputs.length !== labels.length) {
    throw new RangeError(
      `Cannot score ${outputs.length} parts of outputs for ${labels.length} parts of labels`,
    );
  }
  labels.forEach(({ shape }, part) => {
    if (outputs[part].shape.join() !== [...shape, width].join()) {
      throw new RangeError(
        `Cannot score part ${part}: for labels [${shape}] outputs must be [${shape},${width}], current shape is [${
          outputs[part].shape
        }]`,
      );
    }
  });
}
