import type { DomainData, DomainFamily, Labelled, ReadFile } from "../datasets/dataset.ts";
import { datasets } from "../datasets/mod.ts";
import { encoders } from "../encoders/mod.ts";
import type { BoundEncoder } from "../encoders/encoder.ts";
import { createOptimizer, type Optimizer, randomStreams } from "../engine/mod.ts";
import type { ClassificationProblem } from "../methods/method.ts";
import type { AdaptationSpec, TransferSpec } from "../records/record.ts";

/** A run between domains. */
export type DomainsSpec = AdaptationSpec | TransferSpec;

/**
 * Loads one domain of a run and applies the protocol's transform.
 *
 * @param spec The run.
 * @param domain One of its two domains.
 * @param read Reads the content of the domain's files.
 */
export async function loadDomain(
  spec: DomainsSpec,
  domain: string,
  read: ReadFile,
): Promise<DomainData> {
  const data = await familyOf(spec).load(domain, read, randomStreams(spec.seed));
  if (spec.protocol.transform === "none") return data;
  const log1p = ({ x, y }: Labelled): Labelled => {
    const logs = new Float32Array(x.data.length);
    // Counts are nearly all zero, and log1p(0) = 0 is in its place already.
    for (let i = 0; i < logs.length; i++) if (x.data[i] !== 0) logs[i] = Math.log1p(x.data[i]);
    return { x: { shape: x.shape, data: logs }, y };
  };
  return { train: log1p(data.train), test: log1p(data.test) };
}

/** Returns the dataset family of a run's domains. */
export function familyOf({ dataset }: DomainsSpec): DomainFamily {
  return datasets[dataset.name] as DomainFamily;
}

/** Makes the arguments of every method between domains, besides its parameters. */
export function classifierParts(
  spec: DomainsSpec,
): [problem: ClassificationProblem, encoder: BoundEncoder, optimizer: Optimizer] {
  const { input, classes } = familyOf(spec);
  const { encoder, optimizer } = spec.protocol;
  return [
    { inputShape: input.shape, classes: classes.length },
    encoders[encoder.name].create(encoder.values, input),
    createOptimizer(optimizer),
  ];
}
