import assert from "node:assert/strict";
import golden from "../../tests/golden/run_ids.json" with { type: "json" };
import { METRICS_VERSION } from "../_metrics.ts";
import moons from "../../suites/moons.ts";
import type { AdaptationSpec, RunSpec } from "../../records/record.ts";
import { expand, runId, suiteVariants, type Variant } from "./expand.ts";
import type { AdaptationSuite } from "../../suites/suite.ts";

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
  ["adaptation", specs[0], 32],
  ["several tasks", specs[4], 38],
  ["inductive transfer", specs[6], 33],
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
  const spec = specs[0] as AdaptationSpec;
  const { protocol, seed: _, ...rest } = spec;
  const other = { ...protocol, selections: [...protocol.selections].reverse() };
  const ids = [spec, { ...spec, protocol: other }, { ...rest, protocol } as AdaptationSpec].map(
    runId,
  );
  assert.equal(new Set(ids).size, 3);
});

const suite: AdaptationSuite = {
  ...moons,
  name: "tiny",
  version: 4,
  methods: { dann: { lambda: 3 }, source_only: {}, cmd: { bound: "tanh", weight: 2 } },
  quick: { epochs: 2, batch: 7 },
};
const pairs = [["0", "35"], ["10", "20"]] as const;
const content = ([source, target]: readonly [string, string]) => `${source}+${target}`;

Deno.test("expand orders runs by pair, then seed, then method in the suite's order", () => {
  const runs = expand(suite, { pairs, content, seeds: [0, 1] });
  assert.deepEqual(
    runs.map(({ problem, seed, method }) => `${problem.name}/${seed}/${method.name}`),
    ["0-35", "10-20"].flatMap((problem) =>
      [0, 1].flatMap((seed) =>
        ["dann", "source_only", "cmd"].map((name) => `${problem}/${seed}/${name}`)
      )
    ),
  );
  assert.equal(new Set(runs.map(runId)).size, 12);
});

Deno.test("expand states everything: versions, content, and all values, with the suite's overriding the defaults", () => {
  const [dann, sourceOnly, cmd] = expand(suite, { pairs: [pairs[1]], content, seeds: [0] });
  assert.deepEqual(dann, {
    suite: { name: "tiny", version: 4 },
    dataset: { name: "moons", version: moons.dataset.version, content: "10+20" },
    problem: { name: "10-20", source: "10", target: "20" },
    method: {
      name: "dann",
      values: {
        lambda: 3,
        schedule: "rising",
        gamma: 10,
        discriminator_depth: 1,
        discriminator_width: 100,
      },
    },
    protocol: moons.protocol,
    seed: 0,
    metrics: METRICS_VERSION,
  });
  assert.deepEqual(sourceOnly.method, { name: "source_only", values: {} });
  assert.deepEqual(cmd.method.values, { weight: 2, moments: 5, bound: "tanh" });
});

Deno.test("expand fills the encoder's defaults", () => {
  const encoder = { name: "mlp", values: { width: 3 } };
  const bare = { ...suite, protocol: { ...suite.protocol, encoder } };
  const [{ protocol }] = expand(bare, { pairs, content, seeds: [0] });
  assert.deepEqual(protocol.encoder, {
    name: "mlp",
    values: { depth: 1, width: 3, activation: "relu", initializer: "fan_in" },
  });
});

Deno.test("expand runs the requested variants, whose values override the suite's and the defaults", () => {
  const methods: Variant[] = [
    { name: "cmd", values: { weight: 9 } },
    { name: "cmd", values: {} },
    { name: "mmd", values: { kernels: 1 } },
  ];
  const runs = expand(suite, { pairs: [pairs[0]], content, seeds: [0], methods });
  assert.deepEqual(runs.map(({ method }) => method), [
    { name: "cmd", values: { weight: 9, moments: 5, bound: "tanh" } },
    { name: "cmd", values: { weight: 2, moments: 5, bound: "tanh" } },
    {
      name: "mmd",
      values: { weight: 1, kernels: 1, ratio: 2, bandwidth: "mean", estimator: "biased" },
    },
  ]);
});

Deno.test("expand changes the protocol on request, and the ids with it", () => {
  const [plain] = expand(suite, { pairs, content, seeds: [0] });
  const [quick] = expand(suite, { pairs, content, seeds: [0], protocol: suite.quick });
  assert.deepEqual(plain.protocol, moons.protocol);
  assert.deepEqual(quick.protocol, { ...moons.protocol, epochs: 2, batch: 7 });
  assert.notEqual(runId(quick), runId(plain));
  assert.deepEqual({ ...quick, protocol: plain.protocol }, plain);
  const [all] = expand(suite, { pairs, content, seeds: [0], protocol: { validation: 0 } });
  assert.deepEqual(all.protocol.selections, ["last", "oracle"]);
});

Deno.test("expand is empty without pairs or seeds", () => {
  assert.deepEqual(expand(suite, { pairs: [], content, seeds: [0, 1] }), []);
  assert.deepEqual(expand(suite, { pairs, content, seeds: [] }), []);
});

Deno.test("expand rejects an unknown method, an unknown parameter and a value out of range", () => {
  const of = (name: string, values: Record<string, number>) => () =>
    expand(suite, { pairs, content, seeds: [0], methods: [{ name, values }] });
  assert.throws(of("danm", {}), {
    name: "RangeError",
    message: /^Cannot run method 'danm': the methods of adaptation are adda, cdan, cmd, /,
  });
  // A name that every object inherits is not a method.
  assert.throws(of("constructor", {}), /^RangeError: Cannot run method 'constructor'/);
  assert.throws(of("dann", { alpha: 1 }), {
    name: "RangeError",
    message: /^Cannot set dann\.alpha: no such parameter/,
  });
  assert.throws(of("dann", { lambda: -1 }), {
    name: "RangeError",
    message: "Cannot set dann.lambda: it must be in [0, 100], current value is -1",
  });
});

Deno.test("suiteVariants are the suite's methods without changes", () => {
  assert.deepEqual(suiteVariants(suite), [
    { name: "dann", values: {} },
    { name: "source_only", values: {} },
    { name: "cmd", values: {} },
  ]);
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
