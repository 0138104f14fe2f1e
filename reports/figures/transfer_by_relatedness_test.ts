import assert from "node:assert/strict";
import { planTasks, type TasksFate } from "../_example_runs.ts";
import { studyOf } from "../_example_study.ts";
import { compare } from "../comparison.ts";
import { renderSvg } from "./render.ts";
import kind, { isByRelatedness, transferByRelatedness } from "./transfer_by_relatedness.ts";

const upperBounds: ReadonlySet<string> = new Set();

/** The groups p=0, p=0.5 and p=1 with 100 rows, then with 1000; two seeds. */
function dialled(method: string, fate: (p: number, n: number, seed: number) => TasksFate) {
  return [100, 1000].flatMap((n) =>
    [1, 0, 0.5].flatMap((p) => {
      const name = `p=${p}:n=${n}`;
      const tasks = { [`${name},a`]: "rmse", [`${name},b`]: "rmse" } as const;
      return planTasks(method, { name, tasks }, [0, 1].map((seed) => fate(p, n, seed)));
    })
  );
}

const runs = [
  ...dialled("single_task", () => [1, 2]),
  // Of a: +(10p − 5) %, and one more on the second seed; of b: none.
  ...dialled("hard_sharing", (p, _, seed) => [1.05 - p / 10 - seed / 100, 2]),
  ...dialled("mmoe", (p, n) => p === 0.5 && n === 100 ? "diverged" : [1, 2]),
];
const comparison = compare(runs, { upperBounds });

interface Layered {
  readonly title: { readonly text: string };
  readonly layer: readonly { readonly data: { readonly values: readonly object[] } }[];
}

Deno.test("isByRelatedness: asks for groups of that name, a baseline and more", () => {
  assert.ok(isByRelatedness(comparison));
  assert.ok(!isByRelatedness(compare(dialled("mmoe", () => [1, 2]), { upperBounds })));
  assert.ok(!isByRelatedness(compare(dialled("single_task", () => [1, 2]), { upperBounds })));
  const atOne = runs.filter(({ spec }) => spec.problem.name.startsWith("p=1:"));
  assert.ok(!isByRelatedness(compare(atOne, { upperBounds })));
  const other = { name: "reviews", tasks: { books: "rmse" } } as const;
  assert.ok(
    !isByRelatedness(compare(
      [...runs, ...planTasks("single_task", other, [[1]])],
      { upperBounds },
    )),
  );
});

Deno.test("transferByRelatedness: points are mean relative improvements with their 95 % intervals", () => {
  const [, { vconcat: [, { concat }] }] = (transferByRelatedness(comparison) as unknown as {
    vconcat: [unknown, { vconcat: [unknown, { concat: Layered[] }] }];
  }).vconcat;
  assert.deepEqual(concat.map(({ title }) => title.text), [
    "100 training rows",
    "1000 training rows",
  ]);
  const round = (point: object) =>
    Object.values(point).map((value) =>
      typeof value === "number" ? Number(value.toFixed(6)) : value
    );
  // Over the tasks −2.5 and −2 % on the two seeds where p = 0: −2.25 ± 0.25 %, times t = 12.706205 (SciPy
  // 1.17.1); 5 % of a in all.
  assert.deepEqual(concat[0].layer[3].data.values.map(round), [
    ["hard_sharing", 0, -2.25, -5.426551, 0.926551],
    ["hard_sharing", 0.5, 0.25, -2.926551, 3.426551],
    ["hard_sharing", 1, 2.75, -0.426551, 5.926551],
    ["mmoe", 0, 0, 0, 0],
    ["mmoe", 0.5, null, null, null],
    ["mmoe", 1, 0, 0, 0],
  ]);
});

Deno.test("transferByRelatedness: of a study, is one figure where relatedness is dialled", () => {
  const [{ name, title }, ...others] = kind.draw(studyOf(runs));
  assert.deepEqual([name, others], ["transfer_by_relatedness", []]);
  assert.match(
    title,
    /^Improvement over single_task of example_tasks by the correlation .*, last$/,
  );
  assert.deepEqual(kind.draw(studyOf(dialled("mmoe", () => [1, 2]))), []);
});

Deno.test("transferByRelatedness: names the methods, the sides and what is missing", async () => {
  const svg = await renderSvg(transferByRelatedness(comparison));
  for (
    const text of [
      "RMSE: improvement over single_task",
      "Selection: last; bands are 95 % Student intervals, paired over 2 seeds.",
      "No point: mmoe, diverged in 1 of 6 groups",
      "hard_sharing",
      "mmoe",
      "better",
      "harmed",
      "improvement, %",
      "correlation of the tasks, p",
      "0.5",
    ]
  ) assert.ok(svg.includes(`>${text}</text>`) || svg.includes(`>${text}</tspan>`), text);
  assert.ok(!svg.includes("NaN"));
});

Deno.test("transferByRelatedness: rejects what is something else", () => {
  assert.throws(
    () => transferByRelatedness(compare(dialled("mmoe", () => [1, 2]), { upperBounds })),
    RangeError,
  );
});
