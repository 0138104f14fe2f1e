import assert from "node:assert/strict";
import { type Fates, plan, planTasks } from "../../tests/fixtures/runs.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import { latexOf } from "./tex.ts";

/** Returns the lines of the first table whose label has an ending. */
function table(text: string, label: string): string[] {
  const tables = text.split("\\begin{table}").slice(1);
  return tables.find((table) => table.includes(`${label}}\n`))!.split("\n");
}

const five = (...accuracies: number[]): Fates => ({ "a-b": accuracies });
const study = studyOf([
  ...plan("source_only", five(0.5, 0.51, 0.52, 0.53, 0.54)),
  ...plan("dann", five(0.6, 0.61, 0.63, 0.63, 0.64)),
  ...plan({ name: "mmd", values: { kernel: "a_b & c%" } }, five(0.4, 0.41, 0.42, 0.44, 0.44)),
  ...plan({ name: "mmd", values: { kernel: "{#$}" } }, five(0.55, 0.56, 0.57, 0.58, 0.59)),
  ...plan("cmd", { "a-b": ["failed", 0.6, 0.6, 0.6, 0.6] }),
  ...plan("target_only", five(0.9, 0.9, 0.9, 0.9, 0.91)),
], {
  title: "An example",
  changes: ["epochs: 3, the suite's 30"],
});
const text = latexOf([study]);

Deno.test("latexOf: best bold, second underlined, errors small, harm and help marked, text escaped", () => {
  const lines = table(text, "tab:example-last");
  const start = lines.indexOf("    \\toprule");
  assert.deepEqual(lines.slice(start - 2), [
    "  \\footnotesize\\newcommand{\\se}[1]{{\\scriptsize\\,$\\pm$\\,#1}}",
    "  \\begin{tabular}{lrr}",
    "    \\toprule",
    "    method & a-b & gain \\\\",
    "    \\midrule",
    "    source\\_only & 52.0\\se{0.7} & -- \\\\",
    "    dann & \\textbf{62.2}\\se{0.7} & +10.2\\se{0.2}$\\uparrow$$^{***}$ \\\\",
    "    mmd (kernel=a\\_b \\& c\\%) & 42.2\\se{0.8}$\\downarrow$ & " +
    "$-$9.8\\se{0.2}$\\downarrow$$^{***}$ \\\\",
    "    mmd (kernel=\\{\\#\\$\\}) & \\underline{57.0}\\se{0.7} & +5.0\\se{0.0}$\\uparrow$$^{***}$ \\\\",
    "    cmd & failed & -- \\\\",
    "    target\\_only \\dag{} & 90.2\\se{0.2} & +38.2\\se{0.6}$\\uparrow$ \\\\",
    "    \\bottomrule",
    "  \\end{tabular}",
    "\\end{table}",
    "",
    "",
  ]);
});

Deno.test("latexOf: a caption says the suite, the selection rule, the protocol and its changes", () => {
  const caption = table(text, "tab:example-oracle").slice(2, -1).join("\n").split("\\label")[0];
  assert.ok(caption.startsWith("  \\caption{An example: results, selection rule oracle.\n"));
  assert.ok(caption.includes("  Accuracy in \\% (higher is better) on the target's test rows.\n"));
  assert.ok(caption.includes("  Gain: difference to source\\_only on the same seeds.\n"));
  assert.ok(caption.includes("  \\dag\\ An upper bound, neither ranked nor starred.\n"));
  assert.ok(caption.includes("over the seeds; bounds, neither ranked nor starred.\n"));
  assert.ok(caption.includes(
    "  Protocol: suite example version 1; dataset example version 1; encoder mlp (hidden=100); ",
  ));
  assert.ok(caption.includes("  Not the suite's own protocol: epochs: 3, the suite's 30.}"));
});

Deno.test("latexOf: has a table of transfer for each selection rule", () => {
  const labels = [...text.matchAll(/\\label\{(.*)\}/g)].map(([, label]) => label);
  assert.deepEqual(labels, [
    "tab:example-last",
    "tab:example-oracle",
    "tab:example-transfer-last",
    "tab:example-transfer-oracle",
  ]);
  const lines = table(text, "tab:example-transfer-last");
  assert.ok(lines.includes("    method & gain [95 \\%] & verdict & seeds harmed \\\\"));
  assert.ok(lines.includes("    dann & +10.2 [+9.6, +10.8]$\\uparrow$ & helped & 0 of 5 \\\\"));
  assert.ok(lines.includes("    cmd & failed & unknown & -- \\\\"));
});

Deno.test("latexOf: behind several best nobody is second, and ties are second together", () => {
  const of = (...accuracies: number[]) =>
    accuracies.flatMap((accuracy, i) => plan(`m${i}`, { "a-b": [accuracy] }));
  const tied = latexOf([studyOf(of(0.5, 0.7, 0.7))]);
  assert.ok(!tied.includes("\\underline"));
  assert.equal(tied.match(/\\textbf/g)?.length, 2);
  const seconds = latexOf([studyOf(of(0.5, 0.7, 0.5, 0.4))]);
  assert.equal(seconds.match(/\\underline\{50\.0\}/g)?.length, 2);
  // The oracle's accuracy is 0.01 higher: a bound.
  assert.ok(seconds.includes("51.0") && !seconds.includes("\\underline{51.0}"));
});

Deno.test("latexOf: of errors the second lowest is underlined", () => {
  const group = { name: "g", tasks: { a: "error" } } as const;
  const errors = latexOf([studyOf([
    ...planTasks("single_task", group, [[0.3]]),
    ...planTasks("mmoe", group, [[0.2]]),
    ...planTasks("ple", group, [[0.1]]),
  ])]);
  assert.ok(errors.includes("    mmoe & \\underline{20.0} & +10.0 \\\\"));
});

Deno.test("latexOf: wide tables are set small, and go on below with the methods again", () => {
  const tasks = Object.fromEntries(
    Array.from({ length: 13 }, (_, i) => [`task_${i}`, "error"] as const),
  );
  const group = { name: "g", tasks };
  const values = (error: number) => [Array(13).fill(error), Array(13).fill(error + 0.02)];
  const lines = table(
    latexOf([studyOf([
      ...planTasks("single_task", group, values(0.2)),
      ...planTasks("hard_sharing", group, values(0.1)),
    ])]),
    "tab:example_tasks-last",
  );
  const small =
    "  \\scriptsize\\setlength{\\tabcolsep}{3pt}\\newcommand{\\se}[1]{{\\tiny\\,$\\pm$\\,#1}}";
  assert.ok(lines.includes(small));
  const blocks = lines.filter((line) => line.startsWith("    hard\\_sharing & "));
  // The label takes 12 · 4 + 6 of 345 points and a task 7 · 4 + 6, so eight tasks stand side by side.
  assert.deepEqual(blocks.map((line) => line.split(" & ").length - 1), [8, 7]);
  assert.equal(lines.filter((line) => line === "    \\toprule").length, blocks.length);
  // 13 tasks, their mean and the gain.
  assert.equal(blocks.join("").match(/ & /g)?.length, 15);
});
