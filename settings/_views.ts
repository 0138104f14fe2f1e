/**
 * Views: the rows of one split of a domain with labels that are visible or hidden. Training gets views that show only
 * the labels that a problem gives it; evaluation gets the test rows' labels.
 *
 * @module
 */
import type { DomainData, Rows, Task } from "../datasets/dataset.ts";
import { type AnyArray, type NdArray, takeRows } from "../engine/mod.ts";

/** The splits whose rows are labelled. */
export type LabelledSplit = "train" | "validation" | "test";

/** A view with hidden labels: rows of one shape, inputs alone. A view with labels cannot stand in for it. */
export interface HiddenView {
  /** `[rows, …]`. */
  readonly x: AnyArray;
  readonly y?: never;
}

/** A view with the visible labels of one task: rows of one shape. */
export interface LabelledView {
  /** `[rows, …]`. */
  readonly x: AnyArray;
  /** One label for each row, as in {@linkcode Rows}. */
  readonly y: NdArray;
}

/**
 * Shows the rows of a split with the labels of one classification or regression; of a partial task, the rows that have
 * a label; of an unlabelled one, all rows with absent labels.
 *
 * @param data The domain.
 * @param split The split.
 * @param task The task.
 * @throws {RangeError} If the split has rows of several shapes.
 */
export function labelledView(
  data: DomainData,
  split: LabelledSplit,
  { name, kind, partial, unlabelled }: Pick<Task, "name" | "kind" | "partial" | "unlabelled">,
): LabelledView {
  const { x, y: { [name]: y } } = onePart(data[split] ?? [], split);
  if (!partial || unlabelled) return { x, y };
  const isAbsent = (label: number) => kind === "regression" ? Number.isNaN(label) : label < 0;
  return rowsAt({ x, y }, [...y.data.keys()].filter((row) => !isAbsent(y.data[row])));
}

/**
 * Shows the rows of a split without labels.
 *
 * @param data The domain.
 * @param split The split.
 * @throws {RangeError} If the split has rows of several shapes.
 */
export function hiddenView(data: DomainData, split: LabelledSplit): HiddenView {
  return { x: onePart(data[split] ?? [], split).x };
}

/** The training rows of a domain with the visible labels of several tasks, and rows without labels. */
export interface TrainingRows {
  /** By part; the rows of a part have one shape. */
  readonly rows: readonly Rows[];
  readonly unlabelled?: AnyArray;
}

/**
 * Shows the training rows of a domain with the labels of some tasks.
 *
 * @param data The domain.
 * @param tasks The tasks.
 */
export function trainingRows(
  { train, unlabelled }: DomainData,
  tasks: readonly string[],
): TrainingRows {
  return {
    rows: train.map(({ x, y }) => ({
      x,
      y: Object.fromEntries(tasks.map((task) => [task, y[task]])),
    })),
    ...(unlabelled ? { unlabelled } : {}),
  };
}

/** Takes some rows of a part, in the given order. */
export function partAt({ x, y }: Rows, places: ArrayLike<number>): Rows {
  return {
    x: takeRows(x, places),
    y: Object.fromEntries(
      Object.entries(y).map(([task, labels]) => [task, takeRows(labels, places)]),
    ),
  };
}

/** Takes some rows of a view, in the given order. */
export function rowsAt({ x, y }: LabelledView, places: ArrayLike<number>): LabelledView {
  return { x: takeRows(x, places), y: takeRows(y, places) };
}

function onePart(parts: readonly Rows[], split: LabelledSplit): Rows {
  if (parts.length === 1) return parts[0];
  throw new RangeError(
    `Cannot learn from rows of several lengths: the ${split} split must have one part, current number is ${parts.length}`,
  );
}
