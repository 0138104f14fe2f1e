import assert from "node:assert/strict";
import { described } from "../../tests/fixtures/changes.ts";
import { planTasks, type TasksFate } from "../../tests/fixtures/runs.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import { compare } from "../inference/comparison.ts";
import { groupGainsOf } from "../inference/gains.ts";
import { renderSvg } from "./render.ts";
import kind, { isByRelatedness, transferByRelatedness } from "./transfer_by_relatedness.ts";

/** The groups p=0, p=0.5 and p=1 with 100 rows, then with 1000; two seeds. */
function dialled(method: string, fate: (p: number, n: number, seed: number) => TasksFate) {
  return [100, 1000].flatMap((n) =>
    [1, 0, 0.5].flatMap((p) => {
      const name = `p=${p}:n=${n}`;
      const tasks = { [`${name},a`]: "rmse", [`${name},b`]: "rmse" } as const;
      const planned = planTasks(method, { name, tasks }, [0, 1].map((seed) => fate(p, n, seed)));
      return described(planned, () => ({ quantities: { correlation: p, rows: n } }));
    })
  );
}

const runs = [
  ...dialled("single_task", () => [1, 2]),
  // The RMSE on a is lower by 0.1 p − 0.05, and by 0.01 more on the second seed; on b it is the same.
  ...dialled("hard_sharing", (p, _, seed) => [1.05 - p / 10 - seed / 100, 2]),
  ...dialled("mmoe", (p, n) => p === 0.5 && n === 100 ? "diverged" : [n === 100 ? 1 : 1.1, 2]),
  ...dialled("ple", () => [0.9, 2]),
];
const comparison = compare(runs);

interface Layered {
  readonly layer: readonly {
    readonly mark: { readonly type: string };
    readonly data: { readonly values: readonly { readonly [field: string]: unknown }[] };
    readonly encoding: { readonly y: { readonly scale: { readonly domain: readonly number[] } } };
  }[];
}

function panelsOf(of: typeof comparison): readonly Layered[] {
  const [, { vconcat }] = (transferByRelatedness(of) as unknown as {
    vconcat: [unknown, { vconcat: { concat: Layered[] }[] }];
  }).vconcat;
  return vconcat.at(-1)!.concat;
}

const layerOf = ({ layer }: Layered, type: string) => layer.find(({ mark }) => mark.type === type)!;

Deno.test("isByRelatedness: asks for groups of several correlations, a baseline and more", () => {
  assert.ok(isByRelatedness(comparison));
  assert.ok(!isByRelatedness(compare(dialled("mmoe", () => [1, 2]))));
  assert.ok(!isByRelatedness(compare(dialled("single_task", () => [1, 2]))));
  const atOne = runs.filter(({ spec }) => spec.problem.name.startsWith("p=1:"));
  assert.ok(!isByRelatedness(compare(atOne)));
  const other = { name: "reviews", tasks: { books: "rmse" } } as const;
  assert.ok(
    !isByRelatedness(compare(
      [...runs, ...planTasks("single_task", other, [[1]])],
    )),
  );
});

Deno.test("transferByRelatedness: a panel for each method, by mean gain, on one axis", () => {
  const panels = panelsOf(comparison);
  const titles = panels.map(({ layer }) =>
    layer.filter(({ mark }) => mark.type === "text")[0].data.values[0].text
  );
  // Without a mean over all groups mmoe is last.
  assert.deepEqual(titles, ["ple", "hard_sharing", "mmoe"]);
  const domains = panels.map((panel) => layerOf(panel, "area").encoding.y.scale.domain);
  assert.deepEqual(domains, Array(3).fill(domains[0]));
});

Deno.test("transferByRelatedness: points are gains with their 95 % intervals, filled where they leave zero out", () => {
  const round = (point: object) =>
    Object.values(point).map((value) =>
      typeof value === "number" ? Number(value.toFixed(6)) : value
    );
  const [ple, sharing, mmoe] = panelsOf(comparison).map((panel) =>
    layerOf(panel, "line").data.values.map(round)
  );
  // For p = 0 the gains over the tasks are −0.025 and −0.02 on the two seeds: −0.0225 ± 0.0025, times t = 12.706205
  // (SciPy 1.17.1); they are higher by 0.05 p for other p.
  const [small, large] = ["100 training rows", "1000 training rows"];
  assert.deepEqual(sharing.slice(0, 3), [
    [small, 0, -0.0225, -0.054266, 0.009266, false],
    [small, 0.5, 0.0025, -0.029266, 0.034266, false],
    [small, 1, 0.0275, -0.004266, 0.059266, false],
  ]);
  assert.deepEqual(sharing.slice(3).map(([method]) => method), Array(3).fill(large));
  assert.deepEqual(mmoe.slice(0, 3), [
    [small, 0, 0, 0, 0, false],
    [small, 0.5, null, null, null, false],
    [small, 1, 0, 0, 0, false],
  ]);
  assert.deepEqual(ple[0], [small, 0, 0.05, 0.05, 0.05, true]);
  const [hollow, filled] = panelsOf(comparison)[0].layer.filter(({ mark }) =>
    mark.type === "point"
  );
  assert.deepEqual([hollow, filled].map(({ data }) => data.values.length), [0, 6]);
});

Deno.test("transferByRelatedness: the verdicts are those of the tables", () => {
  const gains = groupGainsOf(comparison).filter(({ selection }) => selection === "last");
  const settled = panelsOf(comparison).flatMap((panel) => layerOf(panel, "line").data.values)
    .filter(({ settled }) => settled).length;
  assert.equal(
    settled,
    gains.filter(({ verdict }) => verdict === "helped" || verdict === "harmed").length,
  );
});

Deno.test("transferByRelatedness: of a study, is one figure where relatedness is dialled", () => {
  const [{ name, title }, ...others] = kind.draw(studyOf(runs));
  assert.deepEqual([name, others], ["transfer_by_relatedness", []]);
  assert.match(
    title,
    /^Gain over single_task of example_tasks by the correlation .*, RMSE, last$/,
  );
  assert.deepEqual(kind.draw(studyOf(dialled("mmoe", () => [1, 2]))), []);
});

Deno.test("transferByRelatedness: names the methods, the sides and what is missing", async () => {
  const svg = await renderSvg(transferByRelatedness(comparison));
  for (
    const text of [
      "Gain over single_task by the correlation of the tasks, RMSE",
      "100 training rows",
      "1000 training rows",
      "No point: mmoe, diverged in 1 of 6 groups",
      "hard_sharing",
      "mmoe",
      "better",
      "harmed",
      "gain, RMSE",
      "correlation of the tasks, p",
      "0.5",
    ]
  ) assert.ok(svg.includes(`>${text}</text>`) || svg.includes(`>${text}</tspan>`), text);
  assert.ok(!svg.includes("NaN"));
});

Deno.test("transferByRelatedness: rejects what is something else", () => {
  assert.throws(
    () => transferByRelatedness(compare(dialled("mmoe", () => [1, 2]))),
    RangeError,
  );
});

Deno.test("transferByRelatedness: one number of training rows needs no legend, one seed has no interval", async () => {
  const few = compare(
    runs.filter(({ spec: { problem, seed } }) => problem.name.endsWith("n=100") && seed === 0),
  );
  const svg = await renderSvg(transferByRelatedness(few));
  assert.match(svg, />Gain over single_task [^<]*, RMSE \(100 training rows\)</);
  assert.match(svg, /so there are no intervals\.</);
  assert.doesNotMatch(svg, />100 training rows</);
});
