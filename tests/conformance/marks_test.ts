import assert from "node:assert/strict";
import { parse as parseCsv } from "csv-parse/sync";
import { csvOf } from "../../reports/exports/csv.ts";
import { documentOf } from "../../reports/exports/json.ts";
import { latexOf } from "../../reports/exports/tex.ts";
import { figuresOf } from "../../reports/figures/kinds.ts";
import { shownSection } from "../../reports/inference/bounds.ts";
import { gainsByEntry } from "../../reports/inference/gains.ts";
import type { Study } from "../../reports/inference/study.ts";
import type { Verdict } from "../../reports/inference/verdict.ts";
import { page } from "../../reports/page/page.ts";
import { markdownTables, terminalTables } from "../../reports/tables/table.ts";
import { disagreeingStudy } from "../fixtures/disagreeing.ts";
import { withDistances } from "../fixtures/distances.ts";
import { pairsStudy, rowsWith } from "../fixtures/gains.ts";
import { studyOf } from "../fixtures/study.ts";

/** The verdicts of a study's cells, `<method> on <problem>`, under the selection rule that figures show. */
type Verdicts = ReadonlyMap<string, Verdict>;

/** A cell as a format shows it, with its verdict or, if the format has only marks, its mark. */
type MarkedCell = readonly [method: string, problem: string, mark: Verdict | "▲" | "▼" | ""];

/** A format: the cells in its output that have a mark. */
interface Format {
  readonly name: string;
  cells(study: Study): Promise<MarkedCell[]> | MarkedCell[];
}

const selection = "last";
const nameOf = (method: string, problem: string) => `${method} on ${problem}`;

function verdictsOf({ comparison }: Study): Verdicts {
  const gains = gainsByEntry(comparison);
  return new Map(
    shownSection(comparison)!.rows.flatMap(({ method, entries, groups, average }) =>
      [...entries, ...groups, average].flatMap((entry): [string, Verdict][] => {
        const gain = gains.get(entry);
        return gain ? [[nameOf(method.label, entry.cell.problem), gain.verdict]] : [];
      })
    ),
  );
}

/** The cells of a table whose first row are the heads and whose first column are the methods. */
function tableCells(rows: readonly (readonly string[])[], markOf: (text: string) => string) {
  const [heads, ...body] = rows;
  return body.flatMap(([method, ...texts]) =>
    texts.map((text, i) =>
      [method.replace(/ (†|\\dag)$/, ""), heads[i + 1], markOf(text)] as MarkedCell
    )
  );
}

const sign = (text: string) => /[▲▼]/.exec(text)?.[0] ?? "";

/** The Markdown tables by their titles: heads and rows. */
function markdownRows(text: string, title: RegExp): string[][] {
  const section = text.split("### ").find((part) => title.test(part.split("\n")[0]))!;
  return section.split("\n").filter((line) => line.startsWith("|") && !line.startsWith("| -"))
    .map((line) => line.slice(1, -1).split("|").map((cell) => cell.trim().replaceAll("\\_", "_")));
}

/** A number with its error, count, sign and stars, or what stands for one. */
const NUMBER = /[+−]?[\d.]+(?: ± [\d.]+)?(?: \(\d\/\d\))?[▲▼]?\**|–|failed|diverged|not run/g;

/** All panels of a figure: its parts that have layers. */
function panelsIn(part: unknown): { layer: unknown[]; title?: { text: string | string[] } }[] {
  if (typeof part !== "object" || part === null) return [];
  const own = "layer" in part ? [part as ReturnType<typeof panelsIn>[number]] : [];
  return [...own, ...Object.values(part).flatMap(panelsIn)];
}

/** The rows of data with a verdict in the figures of a kind; `method`: the method of a row, from its panel. */
function figureCells(
  study: Study,
  kind: string,
  methodOf: (row: { [field: string]: unknown }, panel: { text: string }) => string,
): MarkedCell[] {
  const figures = figuresOf(study).filter(({ name }) => name.startsWith(kind));
  assert.ok(figures.length > 0, kind);
  return figures.flatMap(({ spec, title }) =>
    panelsIn(spec).flatMap((panel) => {
      const [, head] = /"value":"([^"]*): ρ /.exec(JSON.stringify(panel.layer[0])) ?? [];
      const text = head ?? (panel.title ? [panel.title.text].flat().join(" ") : title);
      return rowsWith(panel.layer, "verdict").filter(({ gain }) => gain !== null)
        .map((row): MarkedCell => [
          methodOf(row, { text }),
          String(row.problem),
          row.verdict as Verdict,
        ]);
    })
  );
}

const tables: readonly Format[] = [
  {
    name: "Markdown, gains",
    cells: ({ comparison }) =>
      tableCells(markdownRows(markdownTables(comparison, []), /^Gain over/), sign),
  },
  {
    name: "Markdown, negative transfer",
    cells({ comparison }) {
      const rows = markdownRows(markdownTables(comparison, []), /^Negative transfer .*last/);
      return tableCells(rows.map((row) => row.slice(0, 2)), sign)
        .map(([method, , mark]) => [method, "mean", mark]);
    },
  },
  {
    name: "terminal, gains",
    cells({ comparison }) {
      const text = terminalTables(comparison, [], { color: false, width: 1000 });
      const heads = markdownRows(markdownTables(comparison, []), /^Gain over/)[0];
      const [table] = text.slice(text.indexOf("\nGain over")).trimStart().split("\n\n");
      const lines = table.split("\n");
      const rows = lines.slice(lines.findIndex((line) => line.startsWith("─")) + 1);
      return tableCells([
        heads,
        ...rows.map((line) => {
          const method = line.split(/ (?=[+−–\d]|failed|diverged|not run)/)[0].trim();
          return [method, ...line.slice(method.length).match(NUMBER)!];
        }),
      ], sign);
    },
  },
  {
    name: "CSV",
    cells(study) {
      const rows: { [column: string]: string }[] = parseCsv(csvOf([study]), { columns: true });
      return rows.filter((row) => row.selection === selection && row.verdict !== "")
        .map(({ method, problem, verdict }) => [method, problem, verdict as Verdict]);
    },
  },
  {
    name: "JSON",
    cells(study) {
      const [{ cells, transfers }] = documentOf([study]).studies;
      return [
        ...cells.filter((cell) => cell.selection === selection && cell.gain)
          .map(({ method, problem, gain }): MarkedCell => [method, problem, gain!.verdict]),
        ...transfers.filter((transfer) => transfer.selection === selection)
          .map(({ method, verdict }): MarkedCell => [method, "mean", verdict]),
      ];
    },
  },
  {
    name: "LaTeX, negative transfer",
    cells(study) {
      const [table] = latexOf([study]).split("\\begin{table}")
        .find((part) => part.includes(`-transfer-${selection}}`))!.split("\\end{tabular}");
      const rows = table.split("\n").filter((line) => line.includes(" & "))
        .map((line) => line.trim().replaceAll("\\_", "_").split(" & "));
      const marks = { "\\uparrow": "▲", "\\downarrow": "▼" } as const;
      const markOf = (text: string) =>
        Object.entries(marks).find(([control]) => text.includes(control))?.[1] ?? "";
      return tableCells(rows.map((row) => row.slice(0, 2)), markOf)
        .map(([method, , mark]) => [method, "mean", mark]);
    },
  },
  {
    name: "page, gains",
    async cells(study) {
      const html = await page({ studies: [{ study, figures: [] }], generatedBy: "" });
      const part = html.slice(html.indexOf(`data-view="gains" data-selection="${selection}"`));
      const table = part.slice(0, part.indexOf("</table>"));
      const heads = [...table.matchAll(/data-column="([^"]*)"/g)].map(([, head]) => head);
      const rows = [...table.matchAll(/<tr data-method="([^"]*)".*?<\/tr>/g)];
      return rows.flatMap(([row, method]) =>
        [...row.matchAll(/<td[^>]*? class="([a-z ]+)".*?<\/td>/g)].flatMap(
          ([cell, classes], i): MarkedCell[] => {
            if (!classes.startsWith("gain ")) return [];
            const verdict = classes.replace("gain ", "") as Verdict;
            assert.equal(sign(cell), markOf(verdict), cell);
            return [[method, heads[i + 1], verdict]];
          },
        )
      );
    },
  },
  {
    name: "heat map",
    cells: (study) => {
      const cells = figureCells(study, "gains_by_problem", ({ method }) => String(method));
      for (const { number, verdict } of rowsWith(figuresOf(study)[0].spec, "number")) {
        assert.equal(sign(String(number)), markOf(verdict as Verdict));
      }
      return cells;
    },
  },
  {
    name: "waterfall",
    cells: (study) => figureCells(study, "gain_waterfall", (_, { text }) => text),
  },
];

/** Formats of studies of tasks alone. */
const ofTasks: readonly Format[] = [
  {
    name: "forest plot",
    cells: (study) => figureCells(study, "gain_intervals", ({ key }) => String(key).split("\n")[0]),
  },
  {
    name: "scatter plot by affinity",
    cells: (study) => figureCells(study, "gain_by_affinity", () => "hard_sharing"),
  },
];

const ofPairs: readonly Format[] = [
  {
    name: "scatter plots by distance",
    cells: (study) => figureCells(study, "gain_by_distance", (_, { text }) => text),
  },
];

function markOf(verdict: Verdict): string {
  return verdict === "helped" ? "▲" : verdict === "harmed" ? "▼" : "";
}

function check(study: Study, formats: readonly Format[]): void {
  const verdicts = verdictsOf(study);
  for (const { name, cells } of formats) {
    Deno.test(`${name}: every cell of ${study.name} has the mark of its gain`, async () => {
      const found = (await cells(study)).map(([method, ...cell]): MarkedCell => [
        method.replace(" †", ""),
        ...cell,
      ]).filter(([method, problem]) => verdicts.has(nameOf(method, problem)));
      assert.ok(found.length >= 3, `${found.length} cells`);
      for (const [method, problem, mark] of found) {
        const cell = nameOf(method, problem);
        const verdict = verdicts.get(cell)!;
        const expected = ["▲", "▼", ""].includes(mark) ? markOf(verdict) : verdict;
        assert.equal(mark, expected, cell);
      }
    });
  }
}

const tasksStudy = disagreeingStudy();

Deno.test("the study of tasks has verdicts of every kind, and relative gains that would have others", () => {
  assert.deepEqual(
    new Set(verdictsOf(tasksStudy).values()),
    new Set(["helped", "harmed", "neutral", "unknown"]),
  );
  const gains = [...gainsByEntry(tasksStudy.comparison).values()];
  const settled = ({ lower, upper }: { lower: number; upper: number }) => lower > 0 || upper < 0;
  const differing = gains.filter(({ estimate, improvement }) =>
    estimate.interval && settled(estimate.interval) !== settled(improvement.interval!)
  );
  assert.ok(differing.length > 10, `${differing.length} gains`);
});

check(tasksStudy, [...tables, ...ofTasks]);

const { runs } = pairsStudy();
check(
  studyOf(withDistances(runs, (pair) => ({ before: 1, after: pair.charCodeAt(0) / 100 }))),
  [...tables, ...ofPairs],
);

/** The files of `reports` and `tasks` that call a function that makes an interval or a verdict; nobody else may. */
const callers: { readonly [name: string]: readonly string[] } = {
  studentInterval: ["reports/inference/interval_estimate.ts"],
  bootstrapInterval: ["reports/inference/statistics/bootstrap.ts"],
  // Of the gains, and of the claims of papers, which are sums of several terms.
  judgedDifference: ["reports/inference/gains.ts", "reports/reproduction/tested_claim.ts"],
  intervalEstimate: [
    ...["reports/inference/gains.ts", "reports/inference/verdict.ts"],
    // Of means over seeds that are no gains, and of the gate's one-sided tests.
    ...["reports/figures/copied_layers.ts", "reports/gate/judge.ts"],
    ...["reports/reproduction/compared_table.ts", "reports/reproduction/tested_claim.ts"],
  ],
};

async function* modulesIn(folder: string): AsyncGenerator<string> {
  for await (
    const { name, isDirectory } of Deno.readDir(new URL(`../../${folder}`, import.meta.url))
  ) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* modulesIn(path);
    else if (name.endsWith(".ts") && !name.endsWith("_test.ts")) yield path;
  }
}

Deno.test("intervals and verdicts of gains are made in reports/inference alone", async () => {
  const found: Record<string, string[]> = {};
  for (const folder of ["reports", "tasks"]) {
    for await (const path of modulesIn(folder)) {
      const text = await Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
      const code = text.replace(/^ *(\/\*\*|\*|\/\/).*$/gm, "").replace(
        /^export function .*$/gm,
        "",
      );
      for (const name of Object.keys(callers)) {
        if (new RegExp(`\\b${name}\\(`).test(code)) (found[name] ??= []).push(path);
      }
    }
  }
  for (const [name, files] of Object.entries(callers)) {
    assert.deepEqual(found[name]?.toSorted(), files.toSorted(), name);
  }
});
