import assert from "node:assert/strict";
import golden from "../tests/golden/run_ids.json" with { type: "json" };
import type { RunSpec } from "./record.ts";
import { runId } from "./run_id.ts";

// Expected ids: hashlib of Python over canonical JSON, by tests/golden/run_ids.py.

const specs = golden.map(({ spec }) => spec as unknown as RunSpec);

for (const [i, { id }] of golden.entries()) {
  Deno.test(`runId of golden spec ${i + 1} is ${id.slice(0, 8)}…`, () => {
    assert.equal(runId(specs[i]), id);
  });
}

Deno.test("runId does not depend on the order of keys, at any depth", () => {
  for (const [i, { id }] of golden.entries()) {
    assert.equal(runId(backwards(specs[i]) as RunSpec), id);
  }
});

const kinds: [what: string, spec: RunSpec, fields: number][] = [
  ["adaptation", specs[0], 41],
  ["several tasks", specs[4], 42],
  ["inductive transfer", specs[6], 43],
];

for (const [what, spec, fields] of kinds) {
  Deno.test(`runId changes with every field of the spec of ${what}`, () => {
    const ids = new Map([[runId(spec), "the spec itself"]]);
    const changes = changed(spec);
    assert.equal(changes.length, fields);
    for (const [path, other] of changes) {
      const id = runId(other as RunSpec);
      assert.match(id, /^[0-9a-f]{64}$/);
      assert.equal(ids.get(id), undefined, `${path} gives the same id`);
      ids.set(id, path);
    }
  });
}

Deno.test("runId depends on the order of a list and on a missing field", () => {
  const [spec] = specs;
  const { protocol, seed: _, ...rest } = spec;
  const other = { ...protocol, selections: [...protocol.selections].reverse() };
  const ids = [spec, { ...spec, protocol: other }, { ...rest, protocol } as RunSpec].map(runId);
  assert.equal(new Set(ids).size, 3);
});

/** A copy with the keys of all objects in reverse order. */
function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).reverse().map(([key, child]) => [key, backwards(child)]),
  );
}

/** One copy for each number and string in it, with that one changed. */
function changed(value: unknown): [path: string, changed: unknown][] {
  if (typeof value === "number") return [["", value + 1]];
  if (typeof value === "string") return [["", `${value}x`]];
  const copyWith = (key: string, child: unknown): unknown =>
    Array.isArray(value)
      ? value.with(Number(key), child)
      : { ...value as Record<string, unknown>, [key]: child };
  return Object.entries(value as Record<string, unknown>).flatMap(([key, child]) =>
    changed(child).map(([path, other]): [string, unknown] => [
      `${key}/${path}`,
      copyWith(key, other),
    ])
  );
}
