import assert from "node:assert/strict";
import { described } from "../../tests/fixtures/changes.ts";
import { withDistances } from "../../tests/fixtures/distances.ts";
import { plan, planTasks, published, publishedErrors } from "../../tests/fixtures/runs.ts";
import type { PlannedRun } from "../../records/record.ts";
import { compare } from "../inference/comparison.ts";
import { markdownReport, type ReportSection } from "./md.ts";

const runsOfPairs = [
  ...plan("source_only", { "a-b": [0.70, 0.72], "b-a": [0.60, 0.66] }),
  ...plan("dann", { "a-b": ["diverged", 0.70], "b-a": ["failed", "not_run"] }),
];

/** Renders the report of a study of runs. */
function reportOf(
  runs: readonly PlannedRun[],
  study: Partial<ReportSection["study"]> = {},
): string {
  return markdownReport("Bench report", [{
    study: {
      title: "Example",
      runs,
      comparison: compare(runs),
      published: [published],
      departures: ["Adam; the paper: SGD."],
      changes: [],
      ...study,
    },
    figures: [{ title: "Decision boundaries", path: "figures/example.svg" }],
  }]);
}

Deno.test("markdownReport: states the protocol and where the runs were made", () => {
  const lines = reportOf(runsOfPairs).split("\n");
  assert.deepEqual(lines.slice(0, 7), [
    "# Bench report",
    "",
    "## Example",
    "",
    "7 of 8 planned runs have been made. Made on device wasm, 1 thread, " +
    "a processor, linux; deno 2.9.6; commit 0a1b2c3.",
    "",
    "Protocol: suite example version 1; dataset example version 1; encoder mlp (hidden=100); " +
    "optimizer adam at 0.001; epochs 30, a checkpoint every epoch; batch 64 rows of each domain; " +
    "inputs log1p; held out 10 % of the labelled training rows; selection rules last, oracle; seeds 0, 1.",
  ]);
});

Deno.test("markdownReport: says which seeds the suite's settings were chosen on", () => {
  const saying = (tunedOn: number[]) => {
    const report = reportOf(
      described(runsOfPairs, ({ suite }) => ({ suite: { ...suite, tunedOn } })),
    );
    return /^- The seeds? .*chosen on.*$/m.exec(report)?.[0];
  };
  const end = "among those that the suite's settings were chosen on: no fair comparison; " +
    "`--seeds N` takes N others.";
  assert.equal(saying([]), undefined);
  assert.equal(saying([2, 100]), undefined);
  assert.equal(saying([1, 100]), `- The seed 1 is ${end}`);
  assert.equal(saying([1, 0]), `- The seeds 0, 1 are ${end}`);
});

Deno.test("markdownReport: says so where the runs were made in several environments", () => {
  const runs = runsOfPairs.map((run, i) =>
    run.record && i % 2
      ? {
        ...run,
        record: {
          ...run.record,
          environment: {
            ...run.record.environment,
            device: "webgpu",
            adapter: "a GPU",
            threads: 2,
          },
        },
      }
      : run
  );
  const text = reportOf(runs);
  assert.ok(text.includes("Made in 2 environments:\n\n- 4 on device wasm, 1 thread, "));
  assert.ok(text.includes("\n- 3 on device webgpu (a GPU), 2 threads, "));
});

Deno.test("markdownReport: lists every run that went wrong with its error on one line", () => {
  assert.ok(
    reportOf(runsOfPairs).endsWith([
      "### Failed and diverged runs",
      "",
      "- dann, a-b, seed 0: diverged at step 412: `the loss is NaN`, run `dann-a-b-0`",
      "- dann, b-a, seed 0: failed: `out of memory`, run `dann-b-a-0`",
      "",
    ].join("\n")),
  );
});

Deno.test("markdownReport: has tables, figures and the origin of published numbers", () => {
  const text = reportOf(runsOfPairs);
  assert.ok(text.includes("\n### last: the model after the last step\n"));
  assert.ok(text.includes("\n![Decision boundaries](figures/example.svg)\n"));
  assert.ok(text.includes(
    "- Ganin et al. 2016 Table 1(a), [A Paper](https://example.org/paper); target test accuracy. " +
      "As the paper says.\n  - nn (primary): page 17\n  - dann (unverified): recalled\n  - Single runs.\n",
  ));
});

Deno.test("markdownReport: is the same for records that were read back from JSON", () => {
  const again = JSON.parse(JSON.stringify(runsOfPairs));
  assert.equal(reportOf(again), reportOf(runsOfPairs));
});

Deno.test("markdownReport: without records shows what is planned", () => {
  const text = reportOf(plan("dann", { "a-b": ["not_run"] }));
  assert.ok(text.includes("0 of 1 planned runs have been made."));
  assert.ok(!text.includes("### Failed"));
});

const reviews = { name: "reviews", tasks: { books: "error", dvd: "error" } } as const;
const runsOfTasks = [
  ...planTasks("single_task", reviews, [[0.2, 0.1]]),
  ...planTasks("hard_sharing", reviews, [[0.15, 0.12]], [[{ books: { dvd: 0.25 } }]]),
  ...planTasks("mmoe", reviews, ["diverged"]),
];

Deno.test("markdownReport: states how several tasks are trained, and of which group a run went wrong", () => {
  const text = reportOf(runsOfTasks, { published: [publishedErrors] });
  assert.ok(text.includes(
    "\nProtocol: suite example_tasks version 1; dataset example_tasks version 1; encoder mlp " +
      "(hidden=100); optimizer adam at 0.001; epochs 20, a checkpoint every epoch; batch 32 rows of each " +
      "domain; tasks all in every step; selection rules last, validation; seed 0.\n",
  ));
  assert.ok(text.includes(
    "- Ganin et al. 2016 Table 2, [A Paper](https://example.org/paper); error on the test rows.",
  ));
  assert.ok(text.includes("\n- mmoe, reviews, seed 0: diverged: `it went wrong`, run "));
});

Deno.test("markdownReport: names the word vectors", () => {
  const runs = runsOfTasks.map((run): PlannedRun => ({
    ...run,
    spec: { ...run.spec, protocol: { ...run.spec.protocol, vectors: "ab12" } },
  }));
  const line = reportOf(runs, { published: [publishedErrors] }).split("\n")[6];
  assert.ok(line.endsWith("; selection rules last, validation; word vectors ab12; seed 0."));
});

Deno.test("markdownReport: has the affinity of tasks where it was recorded", () => {
  assert.ok(
    reportOf(runsOfTasks, { published: [publishedErrors] }).includes(
      "\n### Task affinity, hard_sharing\n\n| task  |  books |    dvd |\n",
    ),
  );
  assert.ok(!reportOf(runsOfPairs).includes("affinity"));
});

Deno.test("markdownReport: puts gains beside the affinity of three groups", () => {
  const runs = ["p=0", "p=0.5", "p=1"].flatMap((name, i) => {
    const group = { name, tasks: { [`${name},a`]: "rmse", [`${name},b`]: "rmse" } as const };
    const seen = [[{ [`${name},a`]: { [`${name},b`]: i / 10 } }]];
    return [
      ...planTasks("single_task", group, [[1, 1]]),
      ...planTasks("hard_sharing", group, [[1 - i / 100, 1]], seen),
    ];
  });
  assert.ok(
    reportOf(runs, { published: [publishedErrors] }).includes(
      "\n### Gain against affinity, last\n\n| method       | groups |",
    ),
  );
});

Deno.test("markdownReport: has the distance of domains where it was recorded, and gains beside it", () => {
  const three = (accuracy: number) => ({ "a-b": [accuracy], "b-a": [accuracy], "c-a": [accuracy] });
  const runs = withDistances(
    [...plan("source_only", three(0.7)), ...plan("dann", three(0.8))],
    () => ({ before: 1.5, after: 1.2 }),
  );
  const report = reportOf(runs);
  const distances = report.indexOf(
    "\n### A-distance between source and target features\n\n| method      |  a-b |  b-a |",
  );
  assert.ok(distances > 0);
  assert.ok(report.indexOf("\n### Gain against A-distance, last\n\n| method |") > distances);
  assert.ok(!reportOf(runsOfPairs).includes("distance"));
});

Deno.test("markdownReport: says first where the protocol is not the suite's own", () => {
  const text = reportOf(runsOfPairs, { changes: ["epochs: 3, the suite's 30"] });
  assert.ok(
    text.includes(
      "## Example\n\nNot the suite's own protocol:\n\n- epochs: 3, the suite's 30\n\n7 of 8 ",
    ),
  );
});
