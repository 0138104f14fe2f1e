import assert from "node:assert/strict";
import type { LoadedDomains, Rows } from "../../datasets/dataset.ts";
import { type NdArray, randomStreams } from "../../engine/mod.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { expand } from "../../runs/expand.ts";
import { run } from "../../runs/run.ts";
import twoBits from "../../suites/two_bits.ts";
import { DomainScript, idsOf, numbered } from "../../tests/conformance/domain_script.ts";
import { environment } from "../../tests/conformance/runs.ts";
import { sourceRows } from "./run.ts";
import type { GeneralisationSpec } from "./suite.ts";

// Runs on a scripted executor, whose rows are numbers.

const rowsOf = (domain: string, first: number, count: number): Rows[] => {
  const { x, y } = numbered(first, count);
  return [{ x, y: { [domain]: y } }];
};

const input = { kind: "numbers", shape: [3] } as const;
const data: LoadedDomains = {
  "0.1": { input, train: rowsOf("0.1", 0, 40), test: rowsOf("0.1", 100, 5) },
  "0.2": { input, train: rowsOf("0.2", 200, 30), test: rowsOf("0.2", 300, 5) },
  "0.9": { input, train: rowsOf("0.9", 400, 20), test: rowsOf("0.9", 500, 8) },
};

function specOf(method = "erm", protocol = {}, seed = 0): GeneralisationSpec {
  const suite = {
    ...twoBits,
    methods: { [method]: {} },
    protocol: {
      ...twoBits.protocol,
      values: { learningRate: 0.1, epochs: 2, batch: 10, validation: 0.1, ...protocol },
    },
  };
  return expand(suite, { seeds: [seed] }, builtIn)[0] as GeneralisationSpec;
}

async function follow(spec: GeneralisationSpec, script = new DomainScript(), domains = data) {
  const load = () => Promise.resolve(domains);
  const result = await run(spec, { catalogue: builtIn, environment, executor: script, load });
  assert.equal(result.record.status, "ok", result.record.error?.message ?? "");
  return { ...result, script };
}

const trainedOn = ({ tables }: DomainScript) =>
  Object.entries(tables).map(([table, { x }]) => [table, idsOf(x as NdArray)] as const);

Deno.test("run learns from the training rows of every domain but the unseen one", async () => {
  const { script } = await follow(specOf());
  const tables = trainedOn(script);
  assert.deepEqual(tables.map(([table, ids]) => [table, ids.length]), [
    ["domain1", 36],
    ["domain2", 27],
  ]);
  assert.ok(tables[0][1].every((id) => id < 40));
  assert.ok(tables[1][1].every((id) => id >= 200 && id < 230));
  // 63 rows in two domains are three batches of ten on average, twice.
  assert.equal(script.feeds.length, 6);
  for (const { rows, scalars, noise } of script.feeds) {
    assert.deepEqual(Object.values(rows).map(({ length }) => length), [10, 10]);
    assert.deepEqual(scalars, { learning_rate: 0.1 });
    assert.deepEqual(Object.keys(noise!), ["method"]);
  }
});

Deno.test("run evaluates on the held-out rows of all training domains, and on the unseen domain's test rows", async () => {
  // Odd ids are of class 1; after step 3 the model says so, before that it always says 0.
  const script = new DomainScript(undefined, (id, step) => step > 3 ? id % 2 : 0);
  const { record, predictions } = await follow(specOf(), script);
  const trained = new Set(trainedOn(script).flatMap(([, ids]) => ids));
  const [test, validation] = script.predicted;
  assert.deepEqual(test, idsOf(data["0.9"].test[0].x as NdArray));
  const held = [
    ...idsOf(data["0.1"].train[0].x as NdArray),
    ...idsOf(data["0.2"].train[0].x as NdArray),
  ]
    .filter((id) => !trained.has(id));
  assert.deepEqual(validation.toSorted((a, b) => a - b), held);
  assert.equal(held.length, 4 + 3);
  const [before, after] = record.curve.map(({ tasks }) => tasks["0.9"]);
  assert.deepEqual(before, {
    validation: held.filter((id) => id % 2 === 0).length / 7,
    test: 0.5,
  });
  assert.deepEqual(after, { validation: 1, test: 1 });
  assert.deepEqual(record.selected, {
    last: { "0.9": 6 },
    source_validation: { "0.9": 6 },
    oracle: { "0.9": 6 },
  });
  assert.equal(predictions!.tasks["0.9"].labels.length, 8);
});

Deno.test("run gives rivals the same rows and batches, and others for another seed", async () => {
  const of = async (method: string, seed = 0) => {
    const { script } = await follow(specOf(method, {}, seed));
    return { tables: script.tables, batches: script.feeds.map(({ rows }) => rows) };
  };
  const erm = await of("erm");
  assert.deepEqual(await of("irm"), erm);
  assert.deepEqual(await of("mldg"), erm);
  assert.notDeepEqual((await of("erm", 1)).batches, erm.batches);
});

Deno.test("run limits the rows of each domain, and holds out none if the protocol says so", async () => {
  const { script, record } = await follow(specOf("erm", { rows: 12, validation: 0 }));
  assert.deepEqual(trainedOn(script).map(([, { length }]) => length), [12, 12]);
  assert.deepEqual(Object.keys(record.selected), ["last", "oracle"]);
});

Deno.test("nothing of the unseen domain reaches the training, nor the choice by validation rows", async () => {
  const other = {
    ...data,
    "0.9": { input, train: rowsOf("0.9", 900, 33), test: rowsOf("0.9", 950, 9) },
  };
  const [plain, blind] = [await follow(specOf()), await follow(specOf(), undefined, other)];
  assert.deepEqual(blind.script.tables, plain.script.tables);
  const batchesOf = ({ feeds }: DomainScript) => feeds.map(({ rows }) => rows);
  assert.deepEqual(batchesOf(blind.script), batchesOf(plain.script));
  assert.deepEqual(blind.script.predicted[1], plain.script.predicted[1]);
});

Deno.test("sourceRows uses a domain's own validation rows", () => {
  const [task] = twoBits.dataset.tasks("0.1");
  const own = { ...data["0.1"], validation: rowsOf("0.1", 60, 6) };
  const values = { rows: 0, validation: undefined };
  const { training, validation } = sourceRows(own, task, "0.1", values, randomStreams(0));
  assert.equal(training.y.data.length, 40);
  assert.equal(validation!.y.data.length, 6);
});
