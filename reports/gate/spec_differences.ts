/**
 * Lists the differences between two specs.
 *
 * @param before Plain data.
 * @param now Plain data.
 * @returns Each differing leaf with both values, in the order of the keys:
 * `protocol.epochs: 400, now 100`; empty if they are equal.
 *
 * @example
 * ```ts
 * import { specDifferences } from "./spec_differences.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(
 *   specDifferences({ protocol: { epochs: 400, batch: 50 } }, { protocol: { epochs: 100, batch: 50 } }),
 *   ["protocol.epochs: 400, now 100"],
 * );
 * ```
 */
export function specDifferences(before: unknown, now: unknown): string[] {
  const old = new Map(leaves(before, ""));
  const current = new Map(leaves(now, ""));
  return [...new Set([...old.keys(), ...current.keys()])]
    .filter((path) => old.get(path) !== current.get(path))
    .map((path) => `${path}: ${old.get(path) ?? "absent"}, now ${current.get(path) ?? "absent"}`);
}

/** Lists the leaves of a tree as JSON, with their paths. */
function leaves(value: unknown, path: string): [path: string, json: string][] {
  const isTree = typeof value === "object" && value !== null && Object.keys(value).length > 0;
  if (!isTree) return value === undefined ? [] : [[path, JSON.stringify(value)]];
  return Object.entries(value)
    .flatMap(([key, child]) => leaves(child, path ? `${path}.${key}` : key));
}
