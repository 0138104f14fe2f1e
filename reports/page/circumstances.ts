import type { Comparison } from "../inference/comparison.ts";
import { vectorsText } from "../tables/protocol_text.ts";
import type { Fact } from "./section.ts";

/** Describes the training of a comparison's runs. */
export function protocolFacts(comparison: Comparison): Fact[] {
  const { suite, version, dataset, facts, seeds } = comparison;
  return [
    ["suite", `${suite}, version ${version}`],
    ["dataset", `${dataset.name}, version ${dataset.version}`],
    ...facts,
    ...vectorsText(comparison).map((vectors) => ["word vectors", `SHA-256 ${vectors}`] as const),
    ["seeds", seeds.join(", ")],
  ];
}
