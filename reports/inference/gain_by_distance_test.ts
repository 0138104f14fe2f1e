import assert from "node:assert/strict";
import type { PlannedRun } from "../../records/record.ts";
import { distantPairs } from "../../tests/fixtures/distances.ts";
import { plan, planTasks } from "../../tests/fixtures/runs.ts";
import { compare } from "./comparison.ts";
import { gainsByDistance } from "./gain_by_distance.ts";

const of = (runs: readonly PlannedRun[]) => gainsByDistance(compare(runs), runs);

Deno.test("gainsByDistance: puts each pair's gain beside its distance in the baseline's features", () => {
  const known = of(
    distantPairs([1.2, 0.8, 1.6], { dann: [0.52, 0.5, 0.53], mmd: [0.4, 0.5, 0.3] }),
  );
  assert.deepEqual(
    known.map(({ method, points, correlation }) => [
      method.label,
      points.map(({ name, distance, gain }) => [
        name,
        Number(distance.toFixed(9)),
        Number(gain.toFixed(9)),
      ]),
      correlation,
    ]),
    [
      ["dann", [["s0-t", 1.2, 0.02], ["s1-t", 0.8, 0], ["s2-t", 1.6, 0.03]], 1],
      ["mmd", [["s0-t", 1.2, -0.1], ["s1-t", 0.8, 0], ["s2-t", 1.6, -0.2]], -1],
    ],
  );
});

Deno.test("gainsByDistance: what went wrong, or has no distance, is no point", () => {
  const [{ points, correlation }] = of(
    distantPairs([1.2, 0.8, 1.6], { dann: ["failed", 0.5, 0.53] }),
  );
  assert.deepEqual(points.map(({ name }) => name), ["s1-t", "s2-t"]);
  assert.equal(correlation, undefined);
  const old = distantPairs([1, 2, 3], { dann: [0.6, 0.6, 0.6] }).map((run) => {
    const { domainDistance: _, ...record } = run.record!;
    return run.spec.problem.name === "s1-t" ? { ...run, record } : run;
  });
  assert.deepEqual(of(old)[0].points.map(({ name }) => name), ["s0-t", "s2-t"]);
});

Deno.test("gainsByDistance: there is nothing without a baseline, its distances, or pairs", () => {
  const runs = distantPairs([1.2, 0.8], { dann: [0.5, 0.5] });
  assert.deepEqual(of(runs.filter(({ spec }) => spec.method.name === "dann")), []);
  assert.deepEqual(
    of([...plan("source_only", { "a-b": [0.5] }), ...plan("dann", { "a-b": [0.5] })]),
    [],
  );
  const group = { name: "g", tasks: { a: "error", b: "error" } } as const;
  assert.deepEqual(
    of([
      ...planTasks("single_task", group, [[0.1, 0.1]]),
      ...planTasks("mmoe", group, [[0.1, 0.2]]),
    ]),
    [],
  );
});
