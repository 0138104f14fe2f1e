import type { DomainData, InputShape, LoadedDomains, Task } from "../datasets/dataset.ts";
import type { BoundEncoder } from "../encoders/encoder.ts";
import type { Optimizer } from "../engine/mod.ts";
import type { ClassificationProblem } from "../methods/method.ts";
import type { ProblemSpec, RunSpec } from "../records/record.ts";
import { checkTransform, datasetOf, sampleOf, sharedInput } from "./_data.ts";
import type { DomainValues } from "./_domains_protocol.ts";
import { checkEncoder, createEncoder } from "./_encoder_fit.ts";
import type { PairProblem } from "./_pairs.ts";
import { optimizerOf } from "./_protocol.ts";
import type { Catalogue } from "./catalogue.ts";

/** A problem with one or more sources and another domain for evaluation. */
export interface DomainsProblem extends ProblemSpec {
  readonly target: string;
}

/** A run between domains. */
export type DomainsSpec = RunSpec<DomainsProblem, DomainValues>;

/** A run between two domains. */
export type PairSpec = RunSpec<PairProblem, DomainValues>;

/** One of the two domains of a run. */
export type Role = "source" | "target";

/** Something of each of the two domains. */
export type ByRole<T> = Readonly<Record<Role, T>>;

/** Returns the source and the target of a run among its loaded domains. */
export function rolesIn(data: LoadedDomains, { problem }: PairSpec): ByRole<DomainData> {
  return { source: data[problem.sources[0]], target: data[problem.target] };
}

/**
 * Returns the task of a run in the target, and the ones in its place in the sources, in their order.
 *
 * @throws {RangeError} If a source has no task there.
 */
export function domainTasks(
  spec: DomainsSpec,
  catalogue: Catalogue,
): { readonly sources: readonly Task[]; readonly target: Task } {
  const { sources, target, tasks: [{ task }] } = spec.problem;
  const dataset = datasetOf(spec, catalogue);
  const ofTarget = dataset.tasks(target);
  const place = ofTarget.findIndex(({ name }) => name === task);
  return {
    sources: sources.map((from) => {
      const source = dataset.tasks(from)[place];
      if (source) return source;
      throw new RangeError(
        `Cannot learn ${task} from ${from}: it has no task in the place of ${task}`,
      );
    }),
    target: ofTarget[place],
  };
}

/**
 * Returns the tasks of a run between two domains.
 *
 * @throws {RangeError} If the source has no task in the place of the target's.
 */
export function pairTasks(spec: PairSpec, catalogue: Catalogue): ByRole<Task> {
  const { sources: [source], target } = domainTasks(spec, catalogue);
  return { source, target };
}

/** Makes a run's encoder for the inputs of the dataset's sample. */
export function sampleEncoder(spec: DomainsSpec, catalogue: Catalogue): BoundEncoder {
  const [{ input }] = Object.values(sampleOf(datasetOf(spec, catalogue)));
  return createEncoder(spec.protocol, input, catalogue);
}

/**
 * Refuses a run whose tasks are no classifications, or whose encoder or transform does not fit.
 *
 * @throws {RangeError} With the reason.
 */
export function checkClassifier(spec: DomainsSpec, catalogue: Catalogue): void {
  const dataset = datasetOf(spec, catalogue);
  const { sources, target } = domainTasks(spec, catalogue);
  const tasks = [...sources, target];
  const other = tasks.find(({ kind }) => kind !== "classification");
  if (other) {
    throw new RangeError(
      `Cannot learn ${other.name} of ${dataset.name} between domains: ${spec.method.name} classifies rows, ` +
        `and it is a ${other.kind}`,
    );
  }
  checkTransform(spec, catalogue);
  const { encoder } = spec.protocol;
  checkEncoder(encoder.name, dataset.inputKind, tasks, catalogue);
  const sample = Object.entries(sampleOf(dataset))
    .filter(([domain]) => [...spec.problem.sources, spec.problem.target].includes(domain));
  if (sample.length) sharedInput(Object.fromEntries(sample));
}

/**
 * Refuses a run whose domains have different classes.
 *
 * @param spec The run.
 * @param verb The use of the sources' task for the target: `adapt`.
 * @param catalogue The datasets.
 * @throws {RangeError} With the classes of the first source that differs.
 */
export function checkSameClasses(spec: DomainsSpec, verb: string, catalogue: Catalogue): void {
  const { sources, target } = domainTasks(spec, catalogue);
  const other = sources.find(({ classes }) => classes.join() !== target.classes.join());
  if (!other) return;
  throw new RangeError(
    `Cannot ${verb} ${other.name} to ${target.name}: their classes must be the same, ` +
      `current values are ${other.classes.join(", ")} and ${target.classes.join(", ")}`,
  );
}

/**
 * Makes the arguments of every method between domains, besides its parameters.
 *
 * @param protocol The run's protocol.
 * @param input The input of both domains.
 * @param task The task that is learned.
 * @param catalogue The encoders.
 */
export function classifierParts(
  protocol: DomainsSpec["protocol"],
  input: InputShape,
  { classes }: Task,
  catalogue: Catalogue,
): [problem: ClassificationProblem, encoder: BoundEncoder, optimizer: Optimizer] {
  return [
    { inputShape: input.shape, classes: classes.length },
    createEncoder(protocol, input, catalogue),
    optimizerOf(protocol),
  ];
}
