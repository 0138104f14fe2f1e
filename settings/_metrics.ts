import type { Task } from "../datasets/dataset.ts";
import type { Metric } from "../descriptors/metrics.ts";
import type { NdArray } from "../engine/mod.ts";
import { meanEntropy, meanOf, probabilitiesOf } from "../selection/_probabilities.ts";
import { auc } from "./_auc.ts";
import { spanF1 } from "./_span_f1.ts";

export { auc, spanF1 };

/** Version of the metrics; raise it when a metric is computed differently. Part of every run's identity. */
export const METRICS_VERSION = 1;

/**
 * Returns the most probable class of each row.
 *
 * @param logits `[…, classes]`; all but the last axis are rows.
 * @returns Class indices, `[rows]`; the first of equal ones.
 */
export function argMax({ shape, data }: NdArray): Int32Array {
  const classes = shape.at(-1)!;
  const found = new Int32Array(data.length / classes);
  for (let row = 0; row < found.length; row++) {
    const first = row * classes;
    let best = first;
    for (let place = first + 1; place < first + classes; place++) {
      if (data[place] > data[best]) best = place;
    }
    found[row] = best - first;
  }
  return found;
}

/**
 * Returns the difference of the logits of class 1 and class 0, of each row.
 *
 * @param logits `[rows, 2]`.
 */
export function margins({ data }: NdArray): Float64Array {
  const found = new Float64Array(data.length / 2);
  for (let row = 0; row < found.length; row++) found[row] = data[2 * row + 1] - data[2 * row];
  return found;
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
  let [sum, differ] = [0, false];
  for (let i = 0; i < labels.length; i++) {
    sum += labels[i];
    differ ||= labels[i] !== labels[0];
  }
  if (!differ) {
    throw new RangeError(
      `Cannot compute R²: labels must differ, current value is ${
        labels[0]
      } in all ${labels.length} rows`,
    );
  }
  const means = new Float64Array(labels.length).fill(sum / labels.length);
  return 1 - squaredErrors(predicted, labels) / squaredErrors(means, labels);
}

/**
 * Computes a task's metric and its further metrics from a network's outputs.
 *
 * A classification has `accuracy`, `error`, `macro_f1` and, with two classes, `auc`, scored by the difference of the
 * logits, and of the outputs for all rows, labelled or not, `entropy`, the mean of H(p), and `mutual_information`,
 * H(mean of p) − mean of H(p), in nats. A tagging has the first three over all words, and `span_f1`. A regression has `rmse`, `r2` and `mae`. Rows
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
    labelled("regression", parts.map(({ data }) => data), labels)
  );
  return {
    rmse: () => rmse(predicted, truth),
    r2: () => r2(predicted, truth),
    mae: () => mae(predicted, truth),
  };
}

function ofClasses(predicted: Float64Array, truth: Float64Array, classes: number) {
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
  const predicted = labelled("classification", outputs.map(argMax), labels);
  const truth = labelled("classification", labels.map(({ data }) => data), labels);
  const ofAny = { ...ofClasses(predicted, truth, classes.length), ...withoutLabels(outputs) };
  if (classes.length !== 2) return ofAny;
  const scores = () => labelled("classification", outputs.map(margins), labels);
  return { ...ofAny, auc: () => auc(scores(), truth) };
}

/** The metrics of a classification that need no label, of all rows. */
function withoutLabels(outputs: readonly NdArray[]): Computations {
  const all = () => {
    const [{ shape: [, classes] }] = outputs;
    const data = outputs.flatMap(({ data }) => [...data]);
    const p = probabilitiesOf({ shape: [data.length / classes, classes], data });
    return { p, classes };
  };
  return {
    mutual_information() {
      const { p, classes } = all();
      return meanEntropy(meanOf(p, classes), classes) - meanEntropy(p, classes);
    },
    entropy() {
      const { p, classes } = all();
      return meanEntropy(p, classes);
    },
  };
}

function ofWords(
  classes: readonly string[],
  outputs: readonly NdArray[],
  labels: readonly NdArray[],
): Computations {
  const predicted = labelled("tagging", outputs.map(argMax), labels);
  const truth = labelled("tagging", labels.map(({ data }) => data), labels);
  const lengths = sentenceLengths(labels);
  const sentences = (words: Float64Array) => {
    let end = 0;
    return lengths.map((length) => words.subarray(end, end += length));
  };
  return {
    ...ofClasses(predicted, truth, classes.length),
    span_f1: () => spanF1(sentences(predicted), sentences(truth), classes),
  };
}

/** Returns the number of words of each row of a tagging's labels, `[rows, length]` by part, without padding. */
export function sentenceLengths(labels: readonly NdArray[]): number[] {
  return labels.flatMap(({ shape: [rows, length], data }) =>
    Array.from({ length: rows }, (_, row) => {
      let words = 0;
      for (let word = 0; word < length; word++) if (data[row * length + word] >= 0) words++;
      return words;
    })
  );
}

/**
 * Copies the values that have a label, one part after another.
 *
 * @param kind The kind of the task.
 * @param values By part, one for each label.
 * @param labels By part: an absent class and padding are −1, an absent number is NaN.
 */
export function labelled(
  kind: Task["kind"],
  values: readonly ArrayLike<number>[],
  labels: readonly NdArray[],
): Float64Array {
  const kept = new Float64Array(labels.reduce((sum, { data }) => sum + data.length, 0));
  let count = 0;
  labels.forEach(({ data }, part) => {
    for (let i = 0; i < data.length; i++) {
      const present = kind === "regression" ? !Number.isNaN(data[i]) : data[i] >= 0;
      if (present) kept[count++] = values[part][i];
    }
  });
  return kept.subarray(0, count);
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
