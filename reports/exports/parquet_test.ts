import assert from "node:assert/strict";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import type { RunRecord } from "../../records/record.ts";
import { plan, planTasks } from "../../tests/fixtures/runs.ts";
import { parquetOf } from "./parquet.ts";

const group = { name: "reviews", tasks: { books: "error", dvd: "error" } } as const;
const recordsOf = (runs: readonly { readonly record?: RunRecord }[]) =>
  runs.flatMap(({ record }) => record ?? []);
const [pair, diverged] = recordsOf(plan("dann", { "a-b": [0.71, "diverged"] }));
const [tasks] = recordsOf(planTasks("mmoe", group, [[0.2, 0.1]]));
const records: RunRecord[] = [
  {
    ...pair,
    selected: { last: { "a-b": 400 }, oracle: { "a-b": 120 } },
    seconds: { data: 0.5, compile: 1, train: 2.25, evaluate: 0.125 },
    domainDistance: { before: 1.25, after: -0.02 },
    environment: { ...pair.environment, adapter: "a GPU" },
  },
  diverged,
  {
    ...tasks,
    selected: { last: { books: 9, dvd: 9 }, validation: { books: 3, dvd: 6 } },
    memory: { peakBytes: 3e9 },
  },
];

async function rowsOf(file: Uint8Array) {
  return await parquetReadObjects({ file: file.slice().buffer });
}

Deno.test("parquetOf: a row for each run, problem, selection rule and metric", async () => {
  const rows = await rowsOf(parquetOf(records));
  assert.deepEqual(
    rows.map(({ method, problem, selection, metric, value, selected_step }) => [
      method,
      problem,
      selection,
      metric,
      value,
      selected_step,
    ]),
    [
      ["dann", "a-b", "last", "accuracy", 0.71, 400],
      ["dann", "a-b", "oracle", "accuracy", 0.71 + 0.01, 120],
      ["dann", null, null, null, null, null],
      ["mmoe", "books", "last", "error", 0.2, 9],
      ["mmoe", "books", "validation", "error", 0.2, 3],
      ["mmoe", "dvd", "last", "error", 0.1, 9],
      ["mmoe", "dvd", "validation", "error", 0.1, 6],
    ],
  );
});

Deno.test("parquetOf: has the spec, the status, the time and the place of each run", async () => {
  const [first, , wrong, task] = await rowsOf(parquetOf(records));
  const { protocol, encoder, optimizer, schedule, versions, started_at, ...rest } = first;
  assert.deepEqual(rest, {
    run: "dann-a-b-0",
    suite: "example",
    suite_version: 1,
    dataset: "example",
    dataset_version: 1,
    dataset_content: "generated",
    group: "a-b",
    problem: "a-b",
    method: "dann",
    values: "{}",
    weighting: null,
    rule: null,
    fine_tuning_epochs: null,
    epochs: 30,
    batch: 64,
    metrics_version: 1,
    seed: 0,
    status: "ok",
    selection: "last",
    selected_step: 400,
    metric: "accuracy",
    value: 0.71,
    error: null,
    error_step: null,
    seconds_data: 0.5,
    seconds_compile: 1,
    seconds_train: 2.25,
    seconds_evaluate: 0.125,
    peak_bytes: null,
    domain_distance_before: 1.25,
    domain_distance_after: -0.02,
    commit: "0a1b2c3",
    device: "wasm",
    adapter: "a GPU",
    threads: 1,
    cpu: "a processor",
    os: "linux",
  });
  assert.deepEqual(JSON.parse(protocol), pair.spec.protocol);
  assert.deepEqual(JSON.parse(encoder), pair.spec.protocol.encoder);
  assert.deepEqual(JSON.parse(optimizer), pair.spec.protocol.optimizer);
  assert.deepEqual(JSON.parse(schedule), pair.spec.protocol.schedule);
  assert.deepEqual(JSON.parse(versions), pair.environment.versions);
  assert.equal(started_at.toISOString(), pair.startedAt);
  assert.deepEqual([wrong.status, wrong.error, wrong.error_step, wrong.seed], [
    "diverged",
    "the loss is NaN",
    412,
    1,
  ]);
  assert.deepEqual([task.group, task.peak_bytes, task.fine_tuning_epochs], ["reviews", 3e9, 0]);
  assert.deepEqual([task.domain_distance_before, task.domain_distance_after], [null, null]);
  assert.deepEqual(JSON.parse(task.rule), { name: "sum", values: {}, over: "parameters" });
});

Deno.test("parquetOf: the types of columns do not depend on the records", () => {
  const schema = (some: readonly RunRecord[]) =>
    parquetMetadata(parquetOf(some).slice().buffer).schema.map(({ name, type }) => [name, type]);
  assert.deepEqual(schema([diverged]), schema(records));
  assert.deepEqual(schema([]), schema(records));
});

Deno.test("parquetOf: is the same for the same records", () => {
  assert.deepEqual(parquetOf(JSON.parse(JSON.stringify(records))), parquetOf(records));
});
