import assert from "node:assert/strict";
import { plan, planTasks } from "../../tests/fixtures/runs.ts";
import { shownSection } from "../inference/bounds.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import { averageGainsOf } from "../inference/gains.ts";
import { gainCell } from "../tables/sheet_cells.ts";
import { signed } from "../tables/signed.ts";
import { baselineStudy, oneSeedStudy, pairsStudy, tasksStudy } from "../../tests/fixtures/gains.ts";
import { gainExtent, gainNotes, shownGains, whyAbsent } from "./shown_gains.ts";

const close = (actual: number | undefined, expected: number) =>
  assert.ok(Math.abs(actual! - expected) < 1e-6, `${actual} is not ${expected}`);

Deno.test("shownGains: are in points, with Student's interval over the paired seeds", () => {
  const gains = shownGains(tasksStudy().comparison)!;
  assert.deepEqual([gains.unit, gains.baseline, gains.selection], [
    "points",
    "single_task",
    "last",
  ]);
  assert.deepEqual(gains.rows.map(({ label }) => label), ["hard_sharing", "mmoe", "ple"]);
  const [{ problems: [books], average }] = gains.rows;
  close(books.mean, 6);
  // t with 2 degrees of freedom at 0.975: 4.302652730 (SciPy 1.17); s/√n = 1/√3.
  close(books.interval?.lower, 6 - 4.302652730 / Math.sqrt(3));
  close(books.interval?.upper, 6 + 4.302652730 / Math.sqrt(3));
  close(average.mean, 19 / 30);
  close(average.interval?.upper, 19 / 30 + 4.302652730 / 30 / Math.sqrt(3));
});

Deno.test("shownGains: judges by the interval, not by the sign of the mean", () => {
  const [{ problems, average }] = shownGains(tasksStudy().comparison)!.rows;
  assert.deepEqual(problems.map(({ verdict }) => verdict), ["helped", "neutral", "harmed"]);
  assert.equal(average.verdict, "helped");
  const [{ problems: [single] }] = shownGains(oneSeedStudy().comparison)!.rows;
  assert.deepEqual([single.verdict, single.interval, single.n], ["unknown", undefined, 1]);
});

Deno.test("shownGains: has no number where a seed went wrong, and counts the seeds it has", () => {
  const [, mmoe, ple] = shownGains(tasksStudy().comparison)!.rows;
  assert.deepEqual([mmoe.problems[2].n, mmoe.problems[2].planned], [2, 3]);
  close(mmoe.problems[2].mean, 3);
  assert.deepEqual([ple.problems[0].mean, ple.problems[0].verdict], [undefined, "unknown"]);
  assert.equal(whyAbsent(ple.problems[0]), "diverged");
  assert.equal(whyAbsent({ status: "not_run" }), "not run");
});

Deno.test("shownGains: are in percent of the baseline where asked or where units differ", () => {
  const [{ problems: [books] }] = shownGains(tasksStudy().comparison, true)!.rows;
  close(books.mean, 20);
  const both = { name: "both", tasks: { tag: "accuracy", value: "rmse" } } as const;
  const mixed = studyOf([
    ...planTasks("single_task", both, [[0.8, 2]]),
    ...planTasks("mmoe", both, [[0.84, 1.8]]),
  ]);
  const { unit, rows: [row] } = shownGains(mixed.comparison)!;
  assert.equal(unit, "%");
  [[row.problems[0], 5], [row.problems[1], 10], [row.average, 7.5]].forEach(([gain, expected]) =>
    close((gain as typeof row.average).mean, expected as number)
  );
});

Deno.test("shownGains: have the digits of the tables where a mean lies between two", () => {
  const { comparison } = studyOf([
    ...plan("source_only", { "a-b": [0.5, 0.5] }),
    ...plan("dann", { "a-b": [0.5925, 0.6325] }),
  ]);
  const [gain] = averageGainsOf(comparison);
  const [{ average }] = shownGains(comparison)!.rows;
  assert.equal(signed(average.mean!, average.decimals), gainCell(gain).text.split(" ")[0]);
});

Deno.test("shownGains: are those of the first rule that is no oracle, and none without a rival", () => {
  const { comparison } = pairsStudy();
  const [last, oracle] = comparison.sections;
  assert.equal(shownSection({ sections: [oracle, last] }), last);
  assert.equal(shownSection({ sections: [oracle] }), undefined);
  assert.equal(shownGains({ ...comparison, sections: [oracle] }), undefined);
  assert.equal(shownGains(baselineStudy().comparison), undefined);
  assert.equal(shownGains({ ...comparison, baseline: undefined }), undefined);
});

Deno.test("gainNotes: say the rule, the seeds, what few of them mean, and what a bound is", () => {
  const notesOf = ({ comparison }: ReturnType<typeof pairsStudy>) =>
    gainNotes(shownGains(comparison)!, comparison).join("\n");
  assert.match(notesOf(tasksStudy()), /^Selection: last; .*over 3 seeds: few/);
  assert.match(notesOf(pairsStudy()), /† An upper bound/);
  assert.doesNotMatch(notesOf(tasksStudy()), /†/);
  assert.match(notesOf(oneSeedStudy()), /one seed, so there are no intervals/);
  assert.doesNotMatch(notesOf(oneSeedStudy()), /▼/);
});

Deno.test("gainExtent: holds zero and all intervals", () => {
  const [{ problems, average }, , ple] = shownGains(tasksStudy().comparison)!.rows;
  const [least, greatest] = gainExtent([...problems, average, ...ple.problems]);
  close(least, -2 - 4.302652730 / Math.sqrt(3));
  close(greatest, 6 + 4.302652730 / Math.sqrt(3));
  assert.equal(gainExtent([average])[0], 0);
  assert.deepEqual(gainExtent([]), [-1, 1]);
});
