/**
 * The data of a run: the domains that it reads, loaded and transformed.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import type {
  Dataset,
  DomainData,
  InputShape,
  LoadedDomains,
  ReadFile,
  Rows,
} from "../datasets/dataset.ts";
import type { Parameter } from "../descriptors/parameters.ts";
import { type AnyArray, mapNonZero, randomStreams } from "../engine/mod.ts";
import type { ProblemSpec, RunSpec } from "../records/record.ts";
import { type Catalogue, find } from "./catalogue.ts";

/** The parameter of protocols that transforms inputs after loading. */
export const transform = {
  kind: "choice",
  default: "none",
  range: ["none", "log1p"],
  grid: [],
  describe: "transformation of the inputs after loading",
} as const satisfies Parameter;

/** A value of {@linkcode transform}. */
export type Transform = (typeof transform.range)[number];

/** Options of {@linkcode loadData}. */
export interface LoadOptions {
  /** Reads the content of the domains' files. */
  readonly read: ReadFile;
  readonly seed: number;
  /** Transformation of the inputs; by default none. */
  readonly transform?: Transform;
}

/**
 * Loads some domains of a dataset and transforms their inputs.
 *
 * @param dataset The dataset.
 * @param domains The domains.
 * @param options The reader of files, the run's seed and the transform.
 * @throws {SyntaxError} If a file's content is malformed, with its name and line.
 */
export async function loadData(
  dataset: Dataset,
  domains: readonly string[],
  { read, seed, transform = "none" }: LoadOptions,
): Promise<LoadedDomains> {
  const loaded = await dataset.load(domains, read, randomStreams(seed));
  if (transform === "none") return loaded;
  return Object.fromEntries(
    Object.entries(loaded).map(([domain, data]) => [domain, withLogarithms(data)]),
  );
}

/**
 * Loads the domains of a run.
 *
 * @param spec The run.
 * @param read Reads the content of the domains' files.
 * @param catalogue The datasets.
 * @throws {SyntaxError} If a file's content is malformed, with its name and line.
 */
export function loadRunData(
  spec: RunSpec,
  read: ReadFile,
  catalogue: Catalogue,
): Promise<LoadedDomains> {
  const { seed, problem } = spec;
  const options = { read, seed, transform: transformOf(spec) };
  return loadData(datasetOf(spec, catalogue), domainsOf(problem), options);
}

/** Returns the transform of a run's inputs, `none` if its protocol has no such parameter. */
export function transformOf({ protocol: { values } }: Pick<RunSpec, "protocol">): Transform {
  return values.transform === "log1p" ? "log1p" : "none";
}

/** Domains that are loaded at once. */
export interface LoadedPart {
  readonly domains: readonly string[];
  /** Equal for runs of a suite whose untransformed arrays of these domains are equal. */
  readonly key: string;
}

/** Divides the domains of a run into the parts that are loaded at once: one for each domain if these are independent. */
export function loadedParts(spec: RunSpec, catalogue: Catalogue): LoadedPart[] {
  const { name, together, drawn } = datasetOf(spec, catalogue);
  const domains = domainsOf(spec.problem);
  const parts = together ? [domains] : domains.map((domain) => [domain]);
  return parts.map((domains) => ({
    domains,
    key: JSON.stringify([name, domains, drawn ? spec.seed : ""]),
  }));
}

/** Returns the dataset of a run. */
export function datasetOf({ dataset }: Pick<RunSpec, "dataset">, catalogue: Catalogue): Dataset {
  return find(catalogue, "datasets", dataset.name);
}

/** Returns the domains that a problem reads, each once. */
export function domainsOf({ sources, target }: ProblemSpec): string[] {
  return [...new Set(target === undefined ? sources : [...sources, target])];
}

/**
 * Returns the input of several domains that one network encodes.
 *
 * @param data The loaded domains.
 * @throws {RangeError} If the inputs differ in kind, shape or words.
 */
export function sharedInput(data: LoadedDomains): InputShape {
  const [[first, { input }], ...others] = Object.entries(data);
  for (const [domain, { input: other }] of others) {
    if (isDeepStrictEqual(identityOf(other), identityOf(input))) continue;
    const [one, two] = [input, other].map(({ kind, shape, vocabulary }) =>
      `${kind} [${shape}]${vocabulary === undefined ? "" : ` of ${vocabulary}`}`
    );
    throw new RangeError(
      `Cannot encode ${first} and ${domain} with one network: their inputs must be the same, ` +
        (one === two ? "and their words differ" : `current values are ${one} and ${two}`),
    );
  }
  return input;
}

const identityOf = ({ kind, shape, vocabulary, words }: InputShape) => ({
  kind,
  shape: [...shape],
  vocabulary,
  words,
});

/** The samples of datasets, kept because every run of a plan asks for them. */
const samples = new WeakMap<Dataset, LoadedDomains>();

/** Returns a dataset's sample of seed 0, whose inputs and splits are as in the loaded domains. */
export function sampleOf(dataset: Dataset): LoadedDomains {
  const sample = samples.get(dataset) ?? dataset.sample(randomStreams(0));
  samples.set(dataset, sample);
  return sample;
}

/** Returns true if some domain of a dataset has no validation rows of its own, as its sample shows. */
export function lacksValidation(dataset: Dataset): boolean {
  return Object.values(sampleOf(dataset)).some(({ validation }) => !validation);
}

/**
 * Refuses a transform that has no meaning for a run's inputs.
 *
 * @throws {RangeError} If it is a logarithm of the numbers of words.
 */
export function checkTransform(spec: RunSpec, catalogue: Catalogue): void {
  const { name, inputKind } = datasetOf(spec, catalogue);
  if (transformOf(spec) === "none" || inputKind !== "words") return;
  throw new RangeError(`Cannot take the logarithm of words: the transform of ${name} must be none`);
}

function withLogarithms({ input, train, validation, test, unlabelled }: DomainData): DomainData {
  const ofRows = (parts: readonly Rows[]) => parts.map(({ x, y }) => ({ x: log1p(x), y }));
  return {
    input,
    train: ofRows(train),
    ...(validation ? { validation: ofRows(validation) } : {}),
    test: ofRows(test),
    ...(unlabelled ? { unlabelled: log1p(unlabelled) } : {}),
  };
}

const log1p = (x: AnyArray): AnyArray => mapNonZero(x, Math.log1p);
