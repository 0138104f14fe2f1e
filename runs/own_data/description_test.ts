import assert from "node:assert/strict";
import { metricKinds } from "../../descriptors/metrics.ts";
import schema from "../../docs/own_data.schema.json" with { type: "json" };
import { parse } from "../../records/schema.ts";
import { description } from "./description.ts";

/** A JSON schema, as far as the published one uses the language. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: { readonly [field: string]: Schema };
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
}

const published = schema as unknown as Schema & { readonly $defs: Record<string, Schema> };

/** Checks a value by the published schema. */
function holds(of: Schema, value: unknown): boolean {
  if (of.$ref) return holds(published.$defs[of.$ref.slice("#/$defs/".length)], value);
  if (of.anyOf) return of.anyOf.some((one) => holds(one, value));
  if (of.enum) return of.enum.includes(value as string);
  if (of.const) return value === of.const;
  const types = [of.type ?? []].flat();
  const type = Array.isArray(value) ? "array" : typeof value;
  if (!types.includes(type) && !(types.includes("integer") && Number.isInteger(value))) {
    return false;
  }
  if (typeof value === "number") {
    return value >= (of.minimum ?? -Infinity) && value <= (of.maximum ?? Infinity);
  }
  if (typeof value === "string") {
    return value.length >= (of.minLength ?? 0) && new RegExp(of.pattern ?? "").test(value);
  }
  if (Array.isArray(value)) {
    return value.length >= (of.minItems ?? 0) && value.every((one) => holds(of.items!, one));
  }
  const { properties = {}, required = [], additionalProperties = true } = of;
  return required.every((field) => Object.hasOwn(value as object, field)) &&
    Object.entries(value as object).every(([field, one]) =>
      Object.hasOwn(properties, field)
        ? holds(properties[field], one)
        : typeof additionalProperties === "boolean"
        ? additionalProperties
        : holds(additionalProperties, one)
    );
}

Deno.test("the published schema has the fields and the metrics of descriptions", () => {
  assert.deepEqual(
    Object.keys(published.properties!).sort(),
    Object.keys(description.entries).sort(),
  );
  assert.deepEqual(published.$defs.metric.enum, Object.keys(metricKinds));
});

Deno.test("the published schema and the program accept and refuse the same descriptions", () => {
  const whole = { domains: { a: "a.csv" }, labels: "y" };
  const accepted: object[] = [
    {},
    { domains: { a: { train: "a.csv", test: "b.csv" } } },
    { labels: ["y", "z"] },
    { labels: { y: { kind: "regression", metric: "mae", furtherMetrics: ["rmse"] } } },
    { columns: "shared" },
    { columns: ["x"] },
    { drop: [], kinds: { x: "category" }, missing: [""], decimal: "," },
    { text: "t" },
    { text: { column: "t", length: 10, atLeast: 1 } },
    { split: { column: "s", validation: 0, test: 0.5 } },
    { pairs: [["a", "b"]], labelsPerClass: [5, "all"], depths: [1] },
    { encoder: "mlp", protocol: { epochs: 3, optimizer: "sgd" }, methods: ["dann"] },
    { encoder: { name: "mlp", values: { depth: 1 } }, methods: { dann: { lambda: 1 } }, seeds: 3 },
    {
      name: "mine",
      title: "Mine",
      licence: "CC0",
      $schema: "x",
      group: "g",
      id: "i",
      setting: "s",
    },
  ];
  const refused: object[] = [
    { domains: { a: 1 } },
    { domains: { a: { test: "b.csv" } } },
    { labels: [] },
    { labels: { y: { kind: "x" } } },
    { columns: "some" },
    { kinds: { x: "date" } },
    { text: { length: 3 } },
    { text: { column: "t", length: 0 } },
    { split: { test: 1 } },
    { split: { part: 0.1 } },
    { pairs: [] },
    { labelsPerClass: [0] },
    { labelsPerClass: ["some"] },
    { depths: [0.5] },
    { encoder: {} },
    { methods: { dann: { lambda: [1] } } },
    { seeds: 0 },
    { name: "Mine" },
    { unknown: 1 },
  ];
  const reads = (value: unknown) => {
    try {
      parse(description, value);
      return true;
    } catch {
      return false;
    }
  };
  for (const change of accepted) {
    const value = { ...whole, ...change };
    assert.deepEqual([holds(published, value), reads(value)], [true, true], JSON.stringify(change));
  }
  for (const change of refused) {
    const value = { ...whole, ...change };
    assert.deepEqual(
      [holds(published, value), reads(value)],
      [false, false],
      JSON.stringify(change),
    );
  }
});
