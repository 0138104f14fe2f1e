/**
 * Checks that the data of every family must pass, whatever its files.
 *
 * @module
 */
import type { NdArray } from "../engine/mod.ts";
import type {
  DomainData,
  DomainFamily,
  Family,
  InputShape,
  Split,
  Task,
  TaskData,
  TaskFamily,
} from "./dataset.ts";

/**
 * Returns the name of the file that the rows of a split are read from.
 *
 * @param family The family.
 * @param part One of its domains or sources.
 * @param split The split; one without a file of its own is drawn from the training rows.
 * @returns The first such file, or the names of the family and the part where it is generated.
 */
export function fileOf(family: Family, part: string, split: Split): string {
  const files = family.files(part);
  const of = (split: Split) => files.find((file) => file.split === split);
  return (of(split) ?? of("train"))?.name ?? `${family.name} ${part}`;
}

/**
 * Checks a loaded domain: each split must have at least one row, inputs must be valid for their kind, and labels must
 * be among the classes.
 *
 * @param family The family.
 * @param domain The domain.
 * @param data Its rows, not yet transformed.
 * @param transform The transform that the inputs will get: a logarithm needs numbers that are not negative.
 * @throws {SyntaxError} If a check fails, with the file.
 */
export function checkDomain(
  family: DomainFamily,
  domain: string,
  data: DomainData,
  transform: "none" | "log1p",
): void {
  for (const split of ["train", "test"] as const) {
    const name = fileOf(family, domain, split);
    const { x, y } = data[split];
    checkInputs(name, [x], family.input);
    if (transform === "log1p") checkValues(name, x.data, NOT_NEGATIVE);
    checkLabels(name, [y], { kind: "classification", classes: family.classes });
  }
}

/**
 * Checks loaded sources: each split must have at least one row, inputs must be valid for their kind, labels must be
 * among their task's classes, and each tagging task needs at least one labelled word.
 *
 * @param family The family.
 * @param data The sources' rows.
 * @throws {SyntaxError} If a check fails, with the file.
 */
export function checkTasks(family: TaskFamily, { input, sources }: TaskData): void {
  for (const [source, data] of Object.entries(sources)) {
    for (const split of ["train", "validation", "test"] as const) {
      const name = fileOf(family, source, split);
      checkInputs(name, data[split].map(({ x }) => x), input);
      for (const task of family.tasks(source)) {
        checkLabels(name, data[split].map(({ y }) => y[task.name]), task);
      }
    }
    const { unlabelled } = data;
    if (unlabelled) checkInputs(fileOf(family, source, "unlabelled"), [unlabelled], input);
  }
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

function labelRule({ kind, classes }: Pick<Task, "kind" | "classes">): Rule {
  if (kind === "regression") return { text: "labels must be finite", holds: Number.isFinite };
  const least = kind === "tagging" ? -1 : 0;
  return {
    text: `labels must be classes, from 0 to ${classes.length - 1}`,
    holds: (value) => Number.isInteger(value) && value >= least && value < classes.length,
  };
}

function checkInputs(name: string, parts: readonly NdArray[], input: InputShape): void {
  if (parts.every(({ shape: [rows] }) => rows === 0)) {
    throw new SyntaxError(`Cannot read ${name}: it must have at least one row`);
  }
  for (const { data } of parts) checkValues(name, data, inputRule(input));
}

function checkLabels(
  name: string,
  parts: readonly NdArray[],
  task: Pick<Task, "kind" | "classes">,
): void {
  for (const { data } of parts) checkValues(name, data, labelRule(task));
  if (task.kind === "tagging" && parts.every(({ data }) => data.every((label) => label < 0))) {
    throw new SyntaxError(`Cannot read ${name}: it must have at least one labelled word`);
  }
}

function checkValues(name: string, data: NdArray["data"], { text, holds }: Rule): void {
  for (const value of data) {
    if (holds(value)) continue;
    throw new SyntaxError(`Cannot read ${name}: ${text}, current value is ${value}`);
  }
}
