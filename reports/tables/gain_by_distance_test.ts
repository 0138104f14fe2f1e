import assert from "node:assert/strict";
import type { PlannedRun } from "../../records/record.ts";
import { withDistances } from "../../tests/fixtures/distances.ts";
import { type Fate, plan, planTasks } from "../../tests/fixtures/runs.ts";
import { compare } from "../inference/comparison.ts";
import { gainByDistanceTables, gainsByDistance } from "./gain_by_distance.ts";

const of = (runs: readonly PlannedRun[]) => gainsByDistance(compare(runs), runs);

/** Pair i has a distance of `distances[i]` in the baseline's features, mean over two seeds, and 0.1 in others'. */
function studied(distances: readonly number[], methods: { [name: string]: readonly Fate[] }) {
  const fates = (accuracies: readonly Fate[]) =>
    Object.fromEntries(accuracies.map((accuracy, i) => [`s${i}-t`, [accuracy, accuracy]]));
  const baseline = plan("source_only", fates(distances.map(() => 0.5)));
  return [
    ...withDistances(baseline, (pair, seed) => ({
      before: 2,
      after: distances[Number(pair[1])] + (seed - 0.5) / 10,
    })),
    ...Object.entries(methods).flatMap(([name, accuracies]) =>
      withDistances(plan(name, fates(accuracies)), () => ({ before: 2, after: 0.1 }))
    ),
  ];
}

Deno.test("gainsByDistance: puts each pair's gain beside its distance in the baseline's features", () => {
  const known = of(studied([1.2, 0.8, 1.6], { dann: [0.52, 0.5, 0.53], mmd: [0.4, 0.5, 0.3] }));
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
    studied([1.2, 0.8, 1.6], { dann: ["failed", 0.5, 0.53] }),
  );
  assert.deepEqual(points.map(({ name }) => name), ["s1-t", "s2-t"]);
  assert.equal(correlation, undefined);
  const old = studied([1, 2, 3], { dann: [0.6, 0.6, 0.6] }).map((run) => {
    const { domainDistance: _, ...record } = run.record!;
    return run.spec.problem.name === "s1-t" ? { ...run, record } : run;
  });
  assert.deepEqual(of(old)[0].points.map(({ name }) => name), ["s0-t", "s2-t"]);
});

Deno.test("gainsByDistance: there is nothing without a baseline, its distances, or pairs", () => {
  const runs = studied([1.2, 0.8], { dann: [0.5, 0.5] });
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

Deno.test("gainByDistanceTables: writes a row for each method, and nothing of two pairs", () => {
  const table = (runs: readonly PlannedRun[]) => gainByDistanceTables(compare(runs), runs);
  const [heading, rows, note] = table(
    studied([1.2, 0.8, 1.6], {
      mmd: [0.48, 0.5, 0.44],
      coral: [0.5, 0.5, 0.5],
      bound: [0.7, 0.6, 0.9],
    }),
  );
  assert.equal(heading, "### Gain against A-distance, last");
  assert.deepEqual(rows.split("\n").filter((_, i) => i !== 1), [
    "| method  | pairs | mean A-distance | mean gain | Spearman's ρ |",
    "| mmd     |     3 |            1.20 |      −2.7 |        −1.00 |",
    "| coral   |     3 |            1.20 |       0.0 |            – |",
    "| bound † |     3 |            1.20 |     +23.3 |        +1.00 |",
  ]);
  assert.match(note, /^- The rank correlation, over the pairs, .* in the features of source_only /);
  assert.deepEqual(table(studied([1.2, 0.8], { dann: [0.6, 0.5] })), []);
});
