/**
 * Checks that the data of every dataset must pass, whatever its files.
 *
 * @module
 */
import type { AnyArray, NdArray, SparseArray } from "../engine/mod.ts";
import type { Dataset, DomainData, InputShape, Rows, Split, Task } from "./dataset.ts";

/**
 * Returns the name of the file that the rows of a split are read from.
 *
 * @param dataset The dataset.
 * @param domain One of its domains.
 * @param split The split; one without a file of its own is drawn from the training rows.
 * @returns The first such file, or the names of the dataset and the domain where it is generated.
 */
export function fileOf(dataset: Dataset, domain: string, split: Split): string {
  const files = dataset.files(domain);
  const of = (split: Split) => files.find((file) => file.split === split);
  return (of(split) ?? of("train"))?.name ?? `${dataset.name} ${domain}`;
}

/**
 * Checks a loaded domain: each split must have at least one row, inputs must be valid for their kind, labels must be
 * among their task's classes, and a tagging or a partial task needs at least one label. Only a partial task may have
 * rows without a label.
 *
 * @param dataset The dataset.
 * @param domain The domain.
 * @param data Its rows, not yet transformed.
 * @param transform The transform that the inputs will get: a logarithm needs numbers that are not negative.
 * @throws {SyntaxError} If a check fails, with the file.
 */
export function checkDomain(
  dataset: Dataset,
  domain: string,
  data: DomainData,
  transform: "none" | "log1p" = "none",
): void {
  const { input, unlabelled } = data;
  const rules = [inputRule(input), ...(transform === "log1p" ? [NOT_NEGATIVE] : [])];
  const checked = (name: string, inputs: readonly AnyArray[]) => checkInputs(name, inputs, rules);
  for (const split of ["train", "validation", "test"] as const) {
    const parts = data[split];
    if (!parts) continue;
    const name = fileOf(dataset, domain, split);
    checked(name, parts.map(({ x }) => x));
    for (const task of dataset.tasks(domain)) {
      checkLabels(name, parts, task);
    }
  }
  if (unlabelled) checked(fileOf(dataset, domain, "unlabelled"), [unlabelled]);
}

/** A condition on each number of an array, with its wording for errors. */
interface Rule {
  readonly text: string;
  readonly holds: (value: number) => boolean;
}

const NOT_NEGATIVE: Rule = {
  text: "numbers of which the logarithm is taken must not be negative",
  holds: (value) => value >= 0,
};

function inputRule({ kind, vocabulary = 0 }: InputShape): Rule {
  switch (kind) {
    case "counts":
      return {
        text: "counts must be whole numbers from 0",
        holds: (value) => Number.isInteger(value) && value >= 0,
      };
    case "images":
      return { text: "pixels must be in [0, 1]", holds: (value) => value >= 0 && value <= 1 };
    case "words":
      return {
        text: `words must be whole numbers below ${vocabulary}`,
        holds: (value) => Number.isInteger(value) && value >= 0 && value < vocabulary,
      };
    case "points":
    case "numbers":
      return { text: "numbers must be finite", holds: Number.isFinite };
  }
}

function labelRule({ kind, classes, partial }: Task): Rule {
  if (kind === "regression") {
    return {
      text: "labels must be finite",
      holds: (value) => Number.isFinite(value) || (partial === true && Number.isNaN(value)),
    };
  }
  const least = kind === "tagging" || partial ? -1 : 0;
  return {
    text: `labels must be classes, from 0 to ${classes.length - 1}`,
    holds: (value) => Number.isInteger(value) && value >= least && value < classes.length,
  };
}

function checkInputs(name: string, parts: readonly AnyArray[], rules: readonly Rule[]): void {
  if (parts.every(({ shape: [rows] }) => rows === 0)) {
    throw new SyntaxError(`Cannot read ${name}: it must have at least one row`);
  }
  for (const x of parts) {
    const isSparse = "starts" in x;
    if (isSparse) checkEntries(name, x);
    // Zero is valid for every kind of input.
    for (const rule of rules) checkValues(name, isSparse ? x.values : x.data, rule);
  }
}

/** Checks the places of a sparse array's entries, on which memory that products write depends. */
function checkEntries(name: string, { shape, starts, columns, values }: SparseArray): void {
  const [rows, width] = shape;
  const fail = (rule: string) => new SyntaxError(`Cannot read ${name}: in sparse rows, ${rule}`);
  if (
    starts.length !== rows + 1 || starts[0] !== 0 || starts[rows] !== columns.length ||
    values.length !== columns.length
  ) throw fail("each row must have a start and each entry a column and a value");
  for (let row = 0; row < rows; row++) {
    if (starts[row + 1] < starts[row]) throw fail("starts must not decrease");
    let least = 0;
    for (let at = starts[row]; at < starts[row + 1]; at++) {
      const column = columns[at];
      if (column < least || column >= width) {
        throw fail(`columns must increase and be below ${width}, current value is ${column}`);
      }
      least = column + 1;
    }
  }
}

function checkLabels(name: string, parts: readonly Rows[], task: Task): void {
  const { kind } = task;
  for (const { x, y } of parts) {
    const labels = y[task.name] as NdArray | undefined;
    const shape = kind === "tagging" ? x.shape : x.shape.slice(0, 1);
    if (labels?.shape.join() !== shape.join()) {
      throw new SyntaxError(
        `Cannot read ${name}: the labels of ${task.name} must be of shape [${shape}], ` +
          `current value is ${labels ? `[${labels.shape}]` : "none"}`,
      );
    }
    checkValues(name, labels.data, labelRule(task));
  }
  const isAbsent = (label: number) => kind === "regression" ? Number.isNaN(label) : label < 0;
  if (!task.unlabelled && parts.every(({ y }) => y[task.name].data.every(isAbsent))) {
    const what = kind === "tagging" ? "word" : "row";
    throw new SyntaxError(`Cannot read ${name}: it must have at least one labelled ${what}`);
  }
}

function checkValues(name: string, data: NdArray["data"], { text, holds }: Rule): void {
  for (const value of data) {
    if (holds(value)) continue;
    throw new SyntaxError(`Cannot read ${name}: ${text}, current value is ${value}`);
  }
}
