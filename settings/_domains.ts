import type { DomainData, InputShape, LoadedDomains, Task } from "../datasets/dataset.ts";
import type { BoundEncoder } from "../encoders/encoder.ts";
import type { Optimizer } from "../engine/mod.ts";
import type { ClassificationProblem } from "../methods/method.ts";
import type { RunSpec } from "../records/record.ts";
import { checkTransform, datasetOf, sampleOf, sharedInput } from "./_data.ts";
import type { DomainValues } from "./_domains_protocol.ts";
import { checkEncoder, createEncoder } from "./_encoder_fit.ts";
import type { PairProblem } from "./_pairs.ts";
import { optimizerOf } from "./_protocol.ts";
import type { Catalogue } from "./catalogue.ts";

/** A run between domains. */
export type DomainsSpec = RunSpec<PairProblem, DomainValues>;

/** One of the two domains of a run. */
export type Role = "source" | "target";

/** Something of each of the two domains. */
export type ByRole<T> = Readonly<Record<Role, T>>;

/** Returns the source and the target of a run among its loaded domains. */
export function rolesIn(data: LoadedDomains, { problem }: DomainsSpec): ByRole<DomainData> {
  return { source: data[problem.sources[0]], target: data[problem.target] };
}

/**
 * Returns the task of a run in the target, and the one in its place in the source.
 *
 * @throws {RangeError} If the source has no task there.
 */
export function pairTasks(spec: DomainsSpec, catalogue: Catalogue): ByRole<Task> {
  const { sources: [from], target, tasks: [{ task }] } = spec.problem;
  const dataset = datasetOf(spec, catalogue);
  const ofTarget = dataset.tasks(target);
  const place = ofTarget.findIndex(({ name }) => name === task);
  const source = dataset.tasks(from)[place];
  if (source) return { source, target: ofTarget[place] };
  throw new RangeError(`Cannot learn ${task} from ${from}: it has no task in the place of ${task}`);
}

/** Makes a run's encoder for the inputs of the dataset's sample. */
export function sampleEncoder(spec: DomainsSpec, catalogue: Catalogue): BoundEncoder {
  const [{ input }] = Object.values(sampleOf(datasetOf(spec, catalogue)));
  return createEncoder(spec.protocol, input, catalogue);
}

/**
 * Refuses a run whose tasks are no classifications, or whose encoder or transform does not fit.
 *
 * @returns The tasks of the source and of the target.
 * @throws {RangeError} With the reason.
 */
export function checkClassifier(spec: DomainsSpec, catalogue: Catalogue): ByRole<Task> {
  const dataset = datasetOf(spec, catalogue);
  const tasks = pairTasks(spec, catalogue);
  const other = Object.values(tasks).find(({ kind }) => kind !== "classification");
  if (other) {
    throw new RangeError(
      `Cannot learn ${other.name} of ${dataset.name} between domains: ${spec.method.name} classifies rows, ` +
        `and it is a ${other.kind}`,
    );
  }
  checkTransform(spec, catalogue);
  const { encoder } = spec.protocol;
  checkEncoder(encoder.name, dataset.inputKind, Object.values(tasks), catalogue);
  const sample = Object.entries(sampleOf(dataset))
    .filter(([domain]) => [...spec.problem.sources, spec.problem.target].includes(domain));
  if (sample.length) sharedInput(Object.fromEntries(sample));
  return tasks;
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
