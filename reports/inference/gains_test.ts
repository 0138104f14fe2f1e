import assert from "node:assert/strict";
import { assertClose } from "../../tests/golden/close.ts";
import { type Fates, plan, planTasks } from "../../tests/fixtures/runs.ts";
import { compare } from "./comparison.ts";
import { averageGainsOf, type Gain, gainsOf, groupGainsOf } from "./gains.ts";
import { statisticOf } from "./gain_statistics.ts";
import golden from "../../tests/golden/comparisons.json" with { type: "json" };
import { bootstrapInterval } from "./statistics/bootstrap.ts";
import { statistics } from "./statistics/mod.ts";

const base: Fates = { "a-b": [0.70, 0.71, 0.72, 0.73, 0.74], "b-a": [0.6, 0.6, 0.6, 0.6, 0.6] };
const runs = [
  ...plan("source_only", base),
  // Differences of 2, 3, 1, 4 and 2 points, and of −1, −3, 0.5, −2 and −1.5.
  ...plan("dann", {
    "a-b": [0.72, 0.74, 0.73, 0.77, 0.76],
    "b-a": [0.59, 0.57, 0.605, 0.58, 0.585],
  }),
  ...plan("mmd", {
    "a-b": [0.69, 0.70, 0.71, 0.72, 0.73],
    "b-a": [0.59, 0.58, "not_run", 0.58, 0.59],
  }),
];
const comparison = compare(runs);

function gainOf(gains: readonly Gain[], method: string, problem: string): Gain {
  return gains.find((gain) => gain.method.label === method && gain.problem === problem)!;
}

/** Returns the value of a statistic that is a number. */
const number = (name: string, gain: Gain) =>
  statisticOf(statistics[name], gain) as number | undefined;

const close = (actual: number | undefined, expected: number) =>
  assert.ok(Math.abs(actual! - expected) < 1e-9, `${actual} is not ${expected}`);

// Intervals, p values and Cohen's d: scipy 1.17.1, stats.t.interval(0.95, 4, mean, sem), ttest_1samp,
// wilcoxon(method="exact") and mean/std(ddof=1) of the differences.
Deno.test("gainsOf: judges the differences on the same seeds", () => {
  const gain = gainOf(gainsOf(comparison), "dann", "a-b");
  assert.deepEqual([...gain.differences], [[0, 0.02], [1, 0.03], [2, 0.01], [3, 0.04], [4, 0.02]]);
  close(gain.estimate.mean, 0.024);
  close(gain.estimate.standardError, 0.005099019513592784);
  close(gain.estimate.interval?.lower, 0.009842852230177281);
  close(gain.estimate.interval?.upper, 0.03815714776982272);
  close(gain.pValue, 0.00926169675951442);
  close(number("cohens_d", gain), 2.1049392463368704);
  assert.deepEqual(
    statisticOf(statistics.bootstrap, gain),
    bootstrapInterval([0.02, 0.03, 0.01, 0.04, 0.02]),
  );
  assert.deepEqual([gain.verdict, gain.seedsHarmed], ["helped", 0]);
});

Deno.test("gainsOf: what the seeds do not settle is neutral, below zero too", () => {
  const gain = gainOf(gainsOf(comparison), "dann", "b-a");
  close(gain.estimate.interval?.lower, -0.030069837853659954);
  close(gain.estimate.interval?.upper, 0.0020698378536599497);
  close(gain.pValue, 0.07285505961025568);
  close(number("signed_rank", gain), 0.125);
  assert.deepEqual([gain.verdict, gain.seedsHarmed, gain.stars], ["neutral", 4, ""]);
});

Deno.test("gainsOf: equal differences of other numbers are equal: no noise, no spread", () => {
  const gain = gainOf(gainsOf(comparison), "mmd", "a-b");
  assert.deepEqual(new Set(gain.differences.values()), new Set([-0.01]));
  assert.deepEqual([gain.estimate.interval?.lower, gain.estimate.interval?.upper], [-0.01, -0.01]);
  assert.deepEqual([gain.verdict, gain.seedsHarmed], ["harmed", 5]);
});

Deno.test("gainsOf: one run beats another over all pairs of seeds", () => {
  // dann's 0.72, 0.74, 0.73, 0.77, 0.76 against 0.70 … 0.74: it wins 2 + 4 + 3 + 5 + 5 of 25 pairs and draws three.
  const gain = gainOf(gainsOf(comparison), "dann", "a-b");
  close(number("probability_of_improvement", gain), 20.5 / 25);
});

Deno.test("gainsOf: p values are adjusted over all methods and problems of one selection rule", () => {
  const gains = gainsOf(comparison).filter(({ selection }) => selection === "last");
  assert.deepEqual(
    gains.map(({ method, problem }) => `${method.label} ${problem}`),
    ["dann a-b", "dann b-a", "mmd a-b", "mmd b-a"],
  );
  // Holm by hand: in the order of p, times 4, 3, 2, 1, and never decreasing.
  const byP = gains.toSorted((a, b) => a.pValue! - b.pValue!);
  assert.deepEqual(byP.map(({ problem, method }) => `${method.label} ${problem}`), [
    "mmd a-b",
    "dann a-b",
    "mmd b-a",
    "dann b-a",
  ]);
  const [, second, third, last] = byP;
  close(number("holm", second), 3 * second.pValue!);
  close(number("holm", third), Math.max(3 * second.pValue!, 2 * third.pValue!));
  close(number("holm", last), last.pValue!);
  // Benjamini and Hochberg: times 4/rank, never above that of a greater p.
  close(number("benjamini_hochberg", second), 4 / 3 * third.pValue!);
  close(number("benjamini_hochberg", third), 4 / 3 * third.pValue!);
});

Deno.test("gainsOf: stars are for five seeds or more, by Holm's p", () => {
  const gains = gainsOf(comparison);
  const stars = (method: string, problem: string) => gainOf(gains, method, problem).stars;
  // 0.0093 × 3 = 0.028.
  assert.equal(stars("dann", "a-b"), "*");
  assert.equal(stars("mmd", "a-b"), "***");
  const four = gainOf(gains, "mmd", "b-a");
  // Its p is small enough, its seeds too few.
  assert.ok(number("holm", four)! < 0.05);
  assert.deepEqual([four.estimate.n, four.stars, four.verdict], [4, "", "harmed"]);
});

Deno.test("gainsOf: a smallest detectable gain is in the unit of the gain", () => {
  const gain = gainOf(gainsOf(comparison), "dann", "a-b");
  const { standardError } = gain.estimate;
  const detectable = number("detectable_difference", gain);
  // statsmodels: TTestPower().solve_power(nobs=5, alpha=0.05, power=0.8) = 1.68200 standard deviations.
  assert.ok(Math.abs(detectable! / (standardError! * Math.sqrt(5)) - 1.68200) < 1e-4);
});

Deno.test("gainsOf: of one seed, and where a run went wrong, the verdict is unknown", () => {
  const [one, wrong] = gainsOf(compare([
    ...plan("source_only", { "a-b": [0.5, 0.5] }),
    ...plan("dann", { "a-b": [0.9, "not_run"] }),
    ...plan("mmd", { "a-b": [0.9, "diverged"] }),
  ]));
  close(one.estimate.mean, 0.4);
  assert.deepEqual([one.estimate.interval, one.pValue, one.verdict], [
    undefined,
    undefined,
    "unknown",
  ]);
  assert.deepEqual([wrong.estimate.n, wrong.estimate.mean, wrong.verdict], [
    0,
    undefined,
    "unknown",
  ]);
});

Deno.test("gainsOf: where lower is better, a decrease helps", () => {
  const group = { name: "g", tasks: { a: "error" } } as const;
  const [gain] = gainsOf(compare([
    ...planTasks("single_task", group, [[0.20], [0.21], [0.22]]),
    ...planTasks("mmoe", group, [[0.10], [0.12], [0.11]]),
  ]));
  assert.deepEqual([gain.verdict, gain.seedsHarmed], ["helped", 0]);
  assert.equal(number("probability_of_improvement", gain), 1);
});

Deno.test("gainsOf: there are none without a baseline, and they are computed once", () => {
  assert.deepEqual(gainsOf(compare(plan("dann", base))), []);
  assert.equal(gainsOf(comparison), gainsOf(comparison));
});

Deno.test("averageGainsOf: averages within a seed, a family of its own", () => {
  const [dann, mmd] = averageGainsOf(comparison);
  // (2 − 1)/2, (3 − 3)/2, (1 + 0.5)/2, (4 − 2)/2 and (2 − 1.5)/2 points.
  assert.deepEqual([...dann.differences.values()], [0.005, 0, 0.0075, 0.01, 0.0025]);
  assert.deepEqual([dann.problem, mmd.estimate.n, dann.relative], ["mean", 4, false]);
  close(number("holm", dann), Math.max(dann.pValue!, 2 * mmd.pValue!));
});

Deno.test("averageGainsOf: is relative where metrics differ in unit", () => {
  const group = { name: "both", tasks: { tag: "accuracy", value: "rmse" } } as const;
  const [gain] = averageGainsOf(compare([
    ...planTasks("single_task", group, [[0.8, 2], [0.8, 2]]),
    ...planTasks("mmoe", group, [[0.84, 1.8], [0.88, 1.8]]),
  ]));
  assert.deepEqual([gain.relative, gain.scale.percent], [true, true]);
  // (5 + 10)/2 and (10 + 10)/2 percent.
  assert.deepEqual([...gain.differences.values()], [0.075, 0.1]);
  // Computed on each task, so units do not matter.
  assert.equal(number("probability_of_improvement", gain), 1);
});

Deno.test("groupGainsOf: judges the means over groups", () => {
  const groups = ["one", "two"].map((name) => ({
    name,
    tasks: { [`${name}.x`]: "accuracy", [`${name}.y`]: "accuracy" } as const,
  }));
  const [one, two] = groupGainsOf(compare(
    groups.flatMap((group, i) => [
      ...planTasks("single_task", group, [[0.5, 0.5], [0.5, 0.5]]),
      ...planTasks("mmoe", group, [[0.5 + i / 10, 0.6], [0.5 + i / 10, 0.6]]),
    ]),
  ));
  assert.deepEqual([one.problem, two.problem], ["one", "two"]);
  close(one.estimate.mean, 0.05);
  close(two.estimate.mean, 0.1);
});

const { study } = golden;
const withBound = compare(
  Object.entries(study.accuracies).flatMap(([method, [ab, ba]]) =>
    plan(method, { "a-b": ab, "b-a": ba })
  ),
);

function of(gains: readonly Gain[], bound: boolean, selection = "last"): Gain[] {
  return gains.filter((gain) => gain.bound === bound && gain.selection === selection);
}

Deno.test("gainsOf, averageGainsOf: Holm and BH are statsmodels' over the rivals alone", () => {
  for (
    const [gains, family] of [
      [of(gainsOf(withBound), false), study.problems],
      [of(averageGainsOf(withBound), false), study.averages],
    ] as const
  ) {
    assertClose(gains.map(({ pValue }) => pValue!), family.pValues, 1e-7);
    assertClose(gains.map((gain) => number("holm", gain)!), family.holm, 1e-7);
    assertClose(
      gains.map((gain) => number("benjamini_hochberg", gain)!),
      family.benjaminiHochberg,
      1e-7,
    );
  }
});

Deno.test("gainsOf: a bound's p is its own, and earns no star, of a method or of the oracle", () => {
  const bounds = of(gainsOf(withBound), true);
  assertClose(bounds.map(({ pValue }) => pValue!), study.boundPValues, 1e-7);
  const oracle = of(gainsOf(withBound), true, "oracle");
  assert.deepEqual([bounds.length, oracle.length], [2, 6]);
  for (const gain of [...bounds, ...oracle]) {
    const { stars, verdict, method } = gain;
    for (const name of ["holm", "benjamini_hochberg"]) assert.equal(number(name, gain), undefined);
    assert.equal(stars, "");
    if (method.upperBound) assert.equal(verdict, "helped");
  }
});

Deno.test("averageGainsOf, groupGainsOf: the probability of improvement is rliable's, the mean of the problems'", () => {
  for (const [method, expected] of Object.entries(study.probabilityOfImprovement)) {
    close(
      number("probability_of_improvement", gainOf(averageGainsOf(withBound), method, "mean")),
      expected,
    );
  }
  const runs = Object.entries(study.accuracies).flatMap(([method, [x, y]]) =>
    planTasks(
      method === "source_only" ? "single_task" : method,
      { name: "both", tasks: { x: "accuracy", y: "accuracy" } },
      x.map((accuracy, seed) => [accuracy, y[seed]]),
    )
  );
  for (const gain of groupGainsOf(compare(runs))) {
    const { label } = gain.method as { label: keyof typeof study.probabilityOfImprovement };
    close(number("probability_of_improvement", gain), study.probabilityOfImprovement[label]);
  }
});
