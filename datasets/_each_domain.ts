import type { DomainData, LoadedDomains } from "./dataset.ts";

/**
 * Loads one domain after another, for datasets whose domains do not depend on each other.
 *
 * @param domains The domains.
 * @param load Loads one of them.
 *
 * @example
 * ```ts
 * import { eachDomain } from "./_each_domain.ts";
 * import assert from "node:assert/strict";
 *
 * const input = { kind: "points", shape: [2] } as const;
 * const loaded = await eachDomain(["0", "35"], () => ({ input, train: [], test: [] }));
 * assert.deepEqual(Object.keys(loaded), ["0", "35"]);
 * ```
 */
export async function eachDomain(
  domains: readonly string[],
  load: (domain: string) => DomainData | Promise<DomainData>,
): Promise<LoadedDomains> {
  const loaded: { [domain: string]: DomainData } = {};
  for (const domain of domains) loaded[domain] = await load(domain);
  return loaded;
}
