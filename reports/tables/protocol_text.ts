import type { Comparison } from "../inference/comparison.ts";

/**
 * Describes in one line what a comparison's runs have in common: the suite and the dataset with their
 * versions, and the protocol.
 *
 * @param comparison The comparison.
 * @returns Parts divided by semicolons, without an end.
 */
export function protocolText(comparison: Comparison): string {
  const { suite, version, dataset, facts, seeds } = comparison;
  return [
    `suite ${suite} version ${version}`,
    `dataset ${dataset.name} version ${dataset.version}`,
    ...facts.map(([name, text]) => `${name} ${text}`),
    ...vectorsText(comparison).map((vectors) => `word vectors ${vectors}`),
    `${seeds.length === 1 ? "seed" : "seeds"} ${seeds.join(", ")}`,
  ].join("; ");
}

/** The SHA-256 of the word vectors and the part of the words that it has; nothing without one. */
export function vectorsText({ protocol: { vectors }, wordsFound }: Comparison): string[] {
  if (vectors === undefined) return [];
  const part = wordsFound === undefined
    ? ""
    : `, of ${(100 * wordsFound).toFixed(1)} % of the words`;
  return [vectors + part];
}
