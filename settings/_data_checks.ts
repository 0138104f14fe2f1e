import { checkDomain, fileOf } from "../datasets/_checks.ts";
import type {
  Dataset,
  DomainData,
  LoadedDomains,
  ReadFile,
  Rows,
  Split,
  Task,
} from "../datasets/dataset.ts";
import { type NdArray, randomStreams } from "../engine/mod.ts";
import type { RunSpec } from "../records/record.ts";
import type { Suite } from "../suites/suite.ts";
import { datasetOf, loadedParts, transformOf } from "./_data.ts";
import { score } from "./_metrics.ts";
import type { Catalogue } from "./catalogue.ts";

/**
 * Loads a domain that a suite reads, and checks the requirements for any data of its dataset.
 *
 * @param suite The suite.
 * @param domain The domain.
 * @param read Reads the content of its files.
 * @throws {SyntaxError} If a requirement is not met, with the file and, if a line is at fault, the line.
 */
export async function checkPart(
  { dataset, protocol: { values } }: Pick<Suite, "dataset" | "protocol">,
  domain: string,
  read: ReadFile,
): Promise<void> {
  const loaded = await dataset.load([domain], read, randomStreams(0));
  checkDomain(dataset, domain, loaded[domain], values.transform === "log1p" ? "log1p" : "none");
}

/**
 * Makes a function that loads the domains of runs, each part of the data once, and checks the requirements for any data of
 * their dataset. Of the inputs only the number of rows, and the length of rows in several parts, is kept.
 *
 * @param read Reads the content of the files.
 * @param catalogue The datasets.
 * @throws {SyntaxError} (from the function) If a requirement is not met, with the file and, if a line is at fault, the line.
 */
export function labelsLoader(
  read: ReadFile,
  catalogue: Catalogue,
): (spec: RunSpec) => Promise<LoadedDomains> {
  const loaded = new Map<string, LoadedDomains>();
  return async (spec) => {
    const dataset = datasetOf(spec, catalogue);
    const parts = loadedParts(spec, catalogue);
    for (const { domains, key } of parts) {
      if (loaded.has(key)) continue;
      const data = await dataset.load(domains, read, randomStreams(spec.seed));
      for (const domain of domains) checkDomain(dataset, domain, data[domain], transformOf(spec));
      const kept = Object.entries(data).map(([domain, data]) => [domain, withoutInputs(data)]);
      loaded.set(key, Object.fromEntries(kept));
    }
    return Object.assign({}, ...parts.map(({ key }) => loaded.get(key)));
  };
}

function withoutInputs({ input, train, validation, test }: DomainData): DomainData {
  const labels = (parts: readonly Rows[]) =>
    parts.length > 1 ? parts : parts.map(({ x: { shape: [rows] }, y }) => ({
      x: { shape: [rows, 0], data: new Float32Array() },
      y,
    }));
  return {
    input,
    train: labels(train),
    ...(validation ? { validation: labels(validation) } : {}),
    test: labels(test),
  };
}

/**
 * Refuses labels that no classifier can be trained on.
 *
 * @throws {RangeError} If all rows are of one class.
 */
export function checkClasses(labels: readonly NdArray[], classes: readonly string[]): void {
  const present = labels.flatMap(({ data }) => [...data]).filter((label) => label >= 0);
  const [first, ...others] = new Set(present);
  if (others.length > 0) return;
  throw new RangeError(
    `Cannot train a classifier: all of its training rows are of the class '${classes[first]}'`,
  );
}

/**
 * Refuses labels for which a metric of their task is not defined.
 *
 * @param task The task.
 * @param labels Its labels, by part.
 * @throws {RangeError} With the reason.
 */
export function checkMetrics(
  task: Pick<Task, "kind" | "classes" | "metric" | "furtherMetrics">,
  labels: readonly NdArray[],
): void {
  const width = task.kind === "regression" ? 1 : task.classes.length;
  const outputs = labels.map(({ shape: [rows] }) => ({
    shape: [rows, width],
    data: new Float32Array(rows * width),
  }));
  score(task, outputs, labels);
}

/** Adds to an error of `work` the file that holds the rows at fault. */
export function inFile<T>(dataset: Dataset, domain: string, split: Split, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SyntaxError(`${error.message} (${fileOf(dataset, domain, split)})`, {
      cause: error,
    });
  }
}
