import assert from "node:assert/strict";
import { plan } from "../../tests/fixtures/runs.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import { documentOf } from "./json.ts";

const runs = [
  ...plan("source_only", { "a-b": [0.5, 0.5], "b-a": [0.25, 0.25] }),
  ...plan("dann", { "a-b": [0.75, 1], "b-a": ["failed", "not_run"] }),
];
const study = studyOf(runs, {
  changes: ["epochs: 3, the suite's 30"],
  commands: new Map([[runs[0].id, "deno task bench example"]]),
});
const document = documentOf([study]);

Deno.test("documentOf: says what a study is of", () => {
  const { version, studies: [{ cells: _, transfers: __, runs: ___, protocol, ...rest }] } =
    document;
  assert.equal(version, 3);
  assert.equal(protocol, study.comparison.protocol);
  assert.deepEqual(rest, {
    name: "example",
    title: "example",
    suite: { name: "example", version: 1 },
    dataset: { name: "example", version: 1 },
    wordsFound: null,
    seeds: [0, 1],
    changes: ["epochs: 3, the suite's 30"],
    departures: [],
    baseline: "source_only",
    methods: [
      { label: "source_only", upperBound: false, method: { name: "source_only", values: {} } },
      { label: "dann", upperBound: false, method: { name: "dann", values: {} } },
    ],
    rankings: [],
  });
});

Deno.test("documentOf: cells have their results by seed and what they prove", () => {
  const { cells } = document.studies[0];
  assert.deepEqual(cells.map(({ method, problem }) => `${method} ${problem}`).slice(0, 6), [
    "source_only a-b",
    "source_only b-a",
    "source_only mean",
    "dann a-b",
    "dann b-a",
    "dann mean",
  ]);
  const [alone, , , { values, improvement, gain, group, planned, best }, wrong, mean] = cells;
  assert.deepEqual([alone.gain, alone.improvement], [null, null]);
  assert.deepEqual([values, group, planned, best], [{ 0: 0.75, 1: 1 }, "a-b", 2, true]);
  assert.equal(improvement?.mean, 0.75);
  assert.deepEqual(gain?.differences, { 0: 0.25, 1: 0.5 });
  assert.deepEqual([gain?.mean, gain?.standardError, gain?.n], [0.375, 0.125, 2]);
  assert.deepEqual([gain?.verdict, gain?.seedsHarmed], ["neutral", 0]);
  // By hand: Cohen's d = 0.375/(0.125 √2).
  assert.ok(Math.abs((gain!.statistics.cohens_d as number) - 3 / Math.SQRT2) < 1e-12);
  assert.deepEqual([wrong.status, wrong.mean, wrong.gain?.mean, wrong.gain?.student], [
    "failed",
    null,
    null,
    null,
  ]);
  assert.equal(mean.group, null);
});

Deno.test("documentOf: counts what methods do, and lists every run", () => {
  const { transfers: [transfer], runs: listed } = document.studies[0];
  assert.deepEqual([transfer.method, transfer.selection, transfer.counts], [
    "dann",
    "last",
    { harmed: 0, neutral: 1, helped: 0, unknown: 1 },
  ]);
  assert.deepEqual([transfer.delta.mean, transfer.delta.interval], [null, null]);
  assert.deepEqual(listed.map(({ status }) => status), [
    "ok",
    "ok",
    "ok",
    "ok",
    "ok",
    "ok",
    "failed",
    "not_run",
  ]);
  assert.deepEqual(listed[0], {
    id: "source_only-a-b-0",
    method: "source_only",
    group: "a-b",
    seed: 0,
    status: "ok",
    error: null,
    command: "deno task bench example",
  });
  assert.equal(listed[6].error, "out of\nmemory");
});

Deno.test("documentOf: ranks many problems", () => {
  const pairs = (accuracy: number) =>
    Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [`${name}-t`, [accuracy]]));
  const { studies: [{ rankings }] } = documentOf([studyOf([
    ...plan("source_only", pairs(0.5)),
    ...plan("dann", pairs(0.7)),
    ...plan("mmd", pairs(0.6)),
  ])]);
  // The oracle is a bound: nothing is ranked under it.
  assert.deepEqual(rankings.map(({ selection }) => selection), ["last"]);
  assert.deepEqual(rankings[0].ranks, [
    { method: "dann", averageRank: 1 },
    { method: "mmd", averageRank: 2 },
    { method: "source_only", averageRank: 3 },
  ]);
  assert.deepEqual([rankings[0].friedman.problems, rankings[0].omitted], [5, []]);
});

Deno.test("documentOf: is plain JSON, the same for records that were read back", () => {
  const text = JSON.stringify(document);
  assert.deepEqual(JSON.parse(text), document);
  const again = { ...study, ...studyOf(JSON.parse(JSON.stringify(runs))) };
  const { changes, commands } = study;
  assert.equal(JSON.stringify(documentOf([{ ...again, changes, commands }])), text);
});
