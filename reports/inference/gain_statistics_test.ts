import assert from "node:assert/strict";
import { plan } from "../../tests/fixtures/runs.ts";
import { compare } from "./comparison.ts";
import { gainStatistics, statisticOf } from "./gain_statistics.ts";
import { gainsOf } from "./gains.ts";
import { statistics } from "./statistics/mod.ts";

Deno.test("gainStatistics: every statistic once, by place, with a column and a head of its own", () => {
  assert.deepEqual(new Set(gainStatistics), new Set(Object.values(statistics)));
  const places = gainStatistics.map(({ place }) => place);
  assert.deepEqual(places, [...new Set(places)].toSorted((a, b) => a - b));
  for (const part of ["column", "head", "title"] as const) {
    assert.equal(new Set(gainStatistics.map((one) => one[part])).size, gainStatistics.length);
  }
});

Deno.test("statisticOf: computes a value once", () => {
  const [gain] = gainsOf(compare([
    ...plan("source_only", { "a-b": [0.5, 0.5] }),
    ...plan("dann", { "a-b": [0.6, 0.7] }),
  ]));
  let calls = 0;
  const counted = { ...statistics.cohens_d, of: () => ++calls } as typeof statistics[string];
  assert.deepEqual([statisticOf(counted, gain), statisticOf(counted, gain)], [1, 1]);
});

Deno.test("gainStatistics: of one seed none has a value but the probability of improvement", () => {
  const [gain] = gainsOf(compare([
    ...plan("source_only", { "a-b": [0.5] }),
    ...plan("dann", { "a-b": [0.6] }),
  ]));
  const known = gainStatistics.filter((statistic) => statisticOf(statistic, gain) !== undefined);
  assert.deepEqual(known.map(({ name }) => name), ["probability_of_improvement"]);
});
