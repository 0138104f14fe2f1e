import type { DomainData, DomainFamily, Labelled, ReadFile } from "../datasets/dataset.ts";
import type { BoundEncoder } from "../encoders/encoder.ts";
import { type Optimizer, randomStreams } from "../engine/mod.ts";
import type { ClassificationProblem } from "../methods/method.ts";
import type { RunSpec } from "../records/record.ts";
import type { DomainValues } from "./_domains_protocol.ts";
import { checkEncoder, createEncoder } from "./_encoder_fit.ts";
import type { PairProblem } from "./_pairs.ts";
import { optimizerOf } from "./_protocol.ts";
import { type Catalogue, find } from "./catalogue.ts";

/** A run between domains. */
export type DomainsSpec = RunSpec<PairProblem, DomainValues>;

/**
 * Loads one domain of a run and applies the protocol's transform.
 *
 * @param spec The run.
 * @param domain One of its two domains.
 * @param read Reads the content of the domain's files.
 * @param catalogue The datasets.
 */
export async function loadDomain(
  spec: DomainsSpec,
  domain: string,
  read: ReadFile,
  catalogue: Catalogue,
): Promise<DomainData> {
  const data = await familyOf(spec, catalogue).load(domain, read, randomStreams(spec.seed));
  if (spec.protocol.values.transform === "none") return data;
  const log1p = ({ x, y }: Labelled): Labelled => {
    const logs = new Float32Array(x.data.length);
    // Counts are nearly all zero, and log1p(0) = 0 is in its place already.
    for (let i = 0; i < logs.length; i++) if (x.data[i] !== 0) logs[i] = Math.log1p(x.data[i]);
    return { x: { shape: x.shape, data: logs }, y };
  };
  return { train: log1p(data.train), test: log1p(data.test) };
}

/** Returns the dataset family of a run's domains. */
export function familyOf({ dataset }: DomainsSpec, catalogue: Catalogue): DomainFamily {
  return find(catalogue, "datasets", dataset.name) as DomainFamily;
}

/** Makes a run's encoder. */
export function encoderOf(spec: DomainsSpec, catalogue: Catalogue): BoundEncoder {
  return createEncoder(spec.protocol, familyOf(spec, catalogue).input, catalogue);
}

/**
 * Refuses a run whose encoder does not fit.
 *
 * @throws {RangeError} With the reason.
 */
export function checkClassifier(spec: DomainsSpec, catalogue: Catalogue): void {
  const { name, input } = familyOf(spec, catalogue);
  const tasks = [{ name, kind: "classification" as const }];
  checkEncoder(spec.protocol.encoder.name, input.kind, tasks, catalogue);
}

/** Makes the arguments of every method between domains, besides its parameters. */
export function classifierParts(
  spec: DomainsSpec,
  catalogue: Catalogue,
): [problem: ClassificationProblem, encoder: BoundEncoder, optimizer: Optimizer] {
  const { input, classes } = familyOf(spec, catalogue);
  return [
    { inputShape: input.shape, classes: classes.length },
    encoderOf(spec, catalogue),
    optimizerOf(spec.protocol),
  ];
}
