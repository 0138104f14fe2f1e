import assert from "node:assert/strict";
import { described } from "../../tests/fixtures/changes.ts";
import { plan, planTasks } from "../../tests/fixtures/runs.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import { csvOf } from "./csv.ts";

const study = studyOf([
  ...plan("source_only", { "a-b": [0.5, 0.5], "b-a": [0.25, 0.25] }),
  ...described([
    ...plan({ name: "mmd", values: { kernel: 'a, "b"' } }, {
      "a-b": [0.75, 1],
      "b-a": ["failed", 0],
    }),
    ...plan({ name: "mmd", values: { kernel: "c" } }, { "a-b": [0.5, 0.5], "b-a": [0.25, 0.25] }),
  ], () => ({ bound: true })),
]);

const lines = csvOf([study]).split("\r\n");

/** Returns the fields of a line without quotes, by column name. */
function fields(line: string): { [head: string]: string } {
  const values = line.split(",");
  return Object.fromEntries(lines[0].split(",").map((head, i) => [head, values[i]]));
}

Deno.test("csvOf: a row for each method, problem and selection rule, and their mean", () => {
  assert.equal(lines.at(-1), "");
  const keys = lines.slice(1, 7).map(fields).map(({ selection, method, problem }) =>
    `${selection} ${method} ${problem}`
  );
  assert.deepEqual(keys.slice(0, 3), [
    "last source_only a-b",
    "last source_only b-a",
    "last source_only mean",
  ]);
  // Three methods, two rules, two problems and their mean.
  assert.equal(lines.length - 2, 3 * 2 * 3);
});

Deno.test("csvOf: numbers are raw fractions, and what there is none of is empty", () => {
  const row = fields(lines[1]);
  assert.equal(
    Object.values(row).slice(0, 18).join(","),
    "example,example,1,example,1,last,source_only,false,a-b,a-b,accuracy,ok,2,2,0.5,0,true,source_only",
  );
  assert.deepEqual(new Set(Object.values(row).slice(18)), new Set([""]));
  const helped = fields(lines[7]);
  assert.deepEqual(
    [helped.method, helped.problem, helped.gain, helped.gain_seeds, helped.verdict],
    ["mmd (kernel=c)", "a-b", "0", "2", "neutral"],
  );
});

Deno.test("csvOf: quotes what would break a line, and doubles its quotes", () => {
  assert.ok(
    lines[4].startsWith('example,example,1,example,1,last,"mmd (kernel=a, ""b"")",true,a-b,a-b,'),
  );
  const [, rest] = lines[4].split('""b"")",');
  const values = rest.split(",");
  const heads = lines[0].split(",").slice(7);
  const of = (head: string) => values[heads.indexOf(head)];
  // Gains of 0.25 and 0.5: 0.375 ± 0.125; t(0.975, 1) = 12.7062047362 (scipy 1.17.1).
  assert.deepEqual(["gain", "gain_standard_error", "gain_seeds", "seeds_harmed"].map(of), [
    "0.375",
    "0.125",
    "2",
    "0",
  ]);
  assert.ok(Math.abs(Number(of("student_lower")) - (0.375 - 0.125 * 12.7062047362)) < 1e-9);
  assert.equal(of("probability_of_improvement"), "1");
  assert.equal(of("relative_improvement"), "0.75");
});

Deno.test("csvOf: what went wrong has its status and no gain", () => {
  const [, rest] = lines[5].split('""b"")",');
  assert.ok(rest.startsWith("true,b-a,b-a,accuracy,failed,1,2,0,,false,source_only,,false,,0,"));
  assert.ok(rest.includes(",unknown,0,"));
});

Deno.test("csvOf: has further metrics, and several studies", () => {
  const group = { name: "g", tasks: { a: "rmse" } } as const;
  const further = planTasks("single_task", group, [[1]]).map((run) => {
    const spec = structuredClone(run.spec);
    Object.assign(spec.problem, { tasks: [{ name: "a", metrics: ["rmse", "mae"] }] });
    const metrics = { a: { last: { rmse: 1, mae: 3 }, validation: { rmse: 1, mae: 4 } } };
    return { ...run, spec, record: { ...run.record!, metrics } };
  });
  const rows = csvOf([studyOf(further), study]).split("\r\n").slice(1, -1);
  assert.equal(rows.length, 4 + 18);
  assert.deepEqual(
    rows.slice(0, 4).map(fields).map(({ selection, metric, mean }) => [selection, metric, mean]),
    [["last", "rmse", "1"], ["validation", "rmse", "1"], ["last", "mae", "3"], [
      "validation",
      "mae",
      "4",
    ]],
  );
});
