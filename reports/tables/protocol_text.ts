import type { Comparison } from "../inference/comparison.ts";

/**
 * Describes the common facts of a comparison's runs in one line: the suite and the dataset with their versions, and the
 * protocol.
 *
 * @param comparison The comparison.
 * @returns Parts separated by semicolons, without a full stop.
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

/**
 * Returns the SHA-256 of the word vectors and the fraction of the words that have one; nothing without word vectors.
 */
export function vectorsText({ protocol: { vectors }, wordsFound }: Comparison): string[] {
  if (vectors === undefined) return [];
  const part = wordsFound === undefined
    ? ""
    : `, of ${(100 * wordsFound).toFixed(1)} % of the words`;
  return [vectors + part];
}
