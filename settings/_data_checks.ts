import { checkDomain, checkTasks, fileOf } from "../datasets/_checks.ts";
import type { DomainData, Family, Labelled, ReadFile } from "../datasets/dataset.ts";
import { type NdArray, randomStreams } from "../engine/mod.ts";
import type { Suite } from "../suites/suite.ts";
import { type DomainsSpec, familyOf } from "./_domains.ts";
import type { Catalogue } from "./catalogue.ts";

/**
 * Loads a domain or a source that a suite reads, and checks the requirements for any data of its family.
 *
 * @param suite The suite.
 * @param part The domain or source.
 * @param read Reads the content of its files.
 * @throws {SyntaxError} If a requirement is not met, with the file and, if a line is at fault, the line.
 */
export async function checkPart(
  suite: Pick<Suite, "dataset" | "protocol">,
  part: string,
  read: ReadFile,
): Promise<void> {
  const { dataset, protocol } = suite;
  const random = randomStreams(0);
  if (dataset.kind === "tasks") checkTasks(dataset, await dataset.load([part], read, random));
  else {
    const transform = protocol.values.transform === "log1p" ? "log1p" : "none";
    checkDomain(dataset, part, await dataset.load(part, read, random), transform);
  }
}

/**
 * Makes a function that loads the labels of a run's domain, each domain once, and checks the requirements for any data of
 * its family.
 *
 * @param read Reads the content of the files.
 * @param catalogue The datasets.
 * @throws {SyntaxError} (from the function) If a requirement is not met, with the file and, if a line is at fault, the line.
 */
export function labelsLoader(
  read: ReadFile,
  catalogue: Catalogue,
): (spec: DomainsSpec, domain: string) => Promise<DomainData> {
  const labels = new Map<string, DomainData>();
  return async (spec, domain) => {
    const family = familyOf(spec, catalogue);
    const key = JSON.stringify([domain, family.drawn ? spec.seed : ""]);
    if (!labels.has(key)) {
      const data = await family.load(domain, read, randomStreams(spec.seed));
      checkDomain(family, domain, data, spec.protocol.values.transform);
      labels.set(key, { train: withoutInputs(data.train), test: withoutInputs(data.test) });
    }
    return labels.get(key)!;
  };
}

/** Keeps the labels of some rows, with inputs of width 0. */
function withoutInputs({ y }: Labelled): Labelled {
  return { x: { shape: [y.data.length, 0], data: new Float32Array() }, y };
}

/**
 * Refuses labels that no classifier can be trained on.
 *
 * @throws {RangeError} If all rows are of one class.
 */
export function checkClasses(labels: readonly NdArray[], classes: readonly string[]): void {
  const [first, ...others] = new Set(labels.flatMap(({ data }) => [...data]));
  if (others.length > 0) return;
  throw new RangeError(
    `Cannot train a classifier: all of its training rows are of the class '${classes[first]}'`,
  );
}

/** Adds to an error of `work` the file that holds the rows at fault. */
export function inFile(
  family: Family,
  part: string,
  split: Parameters<typeof fileOf>[2],
  work: () => unknown,
): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SyntaxError(`${error.message} (${fileOf(family, part, split)})`, { cause: error });
  }
}
