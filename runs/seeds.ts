import type { Suite } from "../suites/suite.ts";

/** The seeds that a user asks for: a number of fresh ones, or a list. */
export type AskedSeeds = number | readonly number[];

/**
 * Chooses seeds.
 *
 * @param suite The suite.
 * @param asked A list of seeds, or a number of seeds: the first ones that the suite's settings were not chosen on.
 *
 * @example
 * ```ts
 * import { seedsOf } from "./seeds.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(seedsOf({ tunedOn: [0, 2] }, 3), [1, 3, 4]);
 * assert.deepEqual(seedsOf({ tunedOn: [0, 2] }, [2]), [2]);
 * ```
 */
export function seedsOf({ tunedOn }: Pick<Suite, "tunedOn">, asked: AskedSeeds): number[] {
  if (typeof asked !== "number") return [...asked];
  const tuned = new Set(tunedOn);
  const first = Array.from({ length: asked + tuned.size }, (_, seed) => seed);
  return first.filter((seed) => !tuned.has(seed)).slice(0, asked);
}
