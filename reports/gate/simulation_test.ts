import assert from "node:assert/strict";
import { plan } from "../../tests/fixtures/runs.ts";
import { exampleBaseline, runsOf } from "../../tests/fixtures/gate.ts";
import { baselineOf } from "./baseline.ts";
import { drops, type Pool, poolOf, simulate } from "./simulation.ts";
import { simulationText } from "./simulation_text.ts";

/** Makes a pool of one cell for gates of five seeds. */
const poolFrom = (values: readonly number[]): Pool => ({
  seeds: 5,
  level: 0.05,
  leftOut: [],
  cells: [{
    suite: "example",
    problem: "a-b",
    method: "dann",
    selection: "last",
    metric: "accuracy",
    smallestEffect: 0.05,
    values,
  }],
});

/** Deterministic values, spread evenly over 4 points. */
const even = Array.from({ length: 40 }, (_, i) => 0.8 + 0.001 * (i * 7 % 40));

Deno.test("poolOf: has the values of the seeds that all experiments share, and lists the others", () => {
  const fates = [0.1, 0.2, "failed", 0.4, "not_run"] as const;
  const tasks = [[0.2, 2], "diverged", [0.2, 2], [0.3, 3], [0.2, 2]] as const;
  const pool = poolOf(exampleBaseline(), runsOf(fates, tasks));
  assert.deepEqual(pool.cells.map(({ values }) => values), [[0.1, 0.4], [0.2, 0.3], [2, 3]]);
  assert.deepEqual([pool.leftOut, pool.seeds, pool.level], [[1, 2, 4], 5, 0.05]);
});

Deno.test("poolOf: refuses runs that are not the baseline's", () => {
  assert.throws(() => poolOf(exampleBaseline(), plan("mmd", { "a-b": [0.5] })), {
    name: "RangeError",
    message: "Cannot simulate: no run matches the baseline's spec of example a-b dann; " +
      "write a new baseline with --update",
  });
});

Deno.test("simulate: constant results raise no alarm, and every drop of δ is detected", () => {
  const { alarms, cells: [cell] } = simulate(poolFrom(Array(20).fill(0.8)), { repetitions: 50 });
  assert.deepEqual([alarms, cell.regressed, cell.inconclusive], [0, 0, 0]);
  assert.deepEqual(cell.noticed, drops.map(() => 50));
});

Deno.test("simulate: greater drops are detected more often", () => {
  const { cells: [{ noticed }] } = simulate(poolFrom(even), { repetitions: 200 });
  assert.ok(noticed[0] > 20 && noticed[0] < 180, String(noticed));
  assert.ok(noticed.every((count, i) => i === 0 || count >= noticed[i - 1]));
  assert.equal(noticed[3], 200);
});

Deno.test("simulate: the rate of alarms of unchanged code is at most the level", () => {
  // δ is so small that only the test decides.
  const pool = poolFrom(even);
  const blunt = { ...pool, cells: pool.cells.map((cell) => ({ ...cell, smallestEffect: 1e-9 })) };
  const { alarms } = simulate(blunt, { repetitions: 2000 });
  assert.ok(alarms > 40 && alarms < 130, `${alarms} of 2000`);
});

Deno.test("simulate: baseline and candidate never share a seed", () => {
  // All ten seeds are drawn: the sum of differences is never zero if one value is odd.
  const { cells: [cell] } = simulate(poolFrom([1, ...Array(9).fill(0)]), { repetitions: 100 });
  assert.equal(cell.regressed + cell.inconclusive, 100);
});

Deno.test("simulate: depends only on the seed", () => {
  const noticed = (seed?: number) =>
    simulate(poolFrom(even), { repetitions: 60, seed }).cells[0].noticed[0];
  assert.equal(noticed(), noticed(0));
  assert.notDeepEqual([1, 2, 3, 4].map(noticed), Array(4).fill(noticed(0)));
});

Deno.test("simulate: refuses too small a pool", () => {
  assert.throws(() => simulate(poolFrom(even.slice(0, 9)), { repetitions: 1 }), {
    name: "RangeError",
    message: "Cannot simulate: gates of 5 seeds need a pool of 10 or more, current size is 9",
  });
});

Deno.test("simulate: the seeds of a gate are the baseline's", () => {
  const three = plan("dann", { "a-b": [0.8, 0.81, 0.82] });
  const baseline = baselineOf(three, { grids: ["example"], level: 0.05 });
  assert.equal(poolOf(baseline, three).seeds, 3);
});

Deno.test("simulationText: has the rate with its interval, and a row for each cell", () => {
  const { cells } = simulate(poolFrom(even), { repetitions: 10 });
  const simulation = { repetitions: 200, seeds: 5, pool: 40, level: 0.05, alarms: 6 };
  const text = simulationText({
    ...simulation,
    cells: [{ ...cells[0], noticed: [50, 100, 150, 200] }],
  });
  // Wilson's interval of 6 in 200 by statsmodels 0.15: 0.013820 to 0.063894.
  assert.match(
    text,
    /6 raised an alarm, 3\.0 % \(95 % interval 1\.4 to 6\.4 %\); the nominal rate is at most 5\.0 %/,
  );
  assert.match(
    text,
    /\| example a-b dann last accuracy \| 5\.0 points \|.* 25\.0 % \|.* 100\.0 % \|/,
  );
});
