import { maximum } from "../../descriptors/extremes.ts";
import { metricKinds } from "../../descriptors/metrics.ts";
import { type Shown, shownOf } from "../tables/columns.ts";
import type { Comparison, Entry, Row } from "../inference/comparison.ts";
import { latexLabel, latexText } from "../escapes/latex.ts";
import { averageGainsOf, gainsOf, groupGainsOf } from "../inference/gains.ts";
import { protocolText } from "../tables/protocol_text.ts";
import { gainCell, labelOf, numberCell, type SheetCell } from "../tables/sheet_cells.ts";
import { ROUNDING } from "../inference/statistics/estimate.ts";
import type { Study } from "../inference/study.ts";
import { transferSheets } from "../tables/transfer_sheets.ts";
import type { Export } from "./export.ts";

/** Tables for LaTeX. */
const tex: Export = {
  name: "tex",
  describe: "report.tex, tables for LaTeX with booktabs",
  render: ({ studies }) => [
    { path: "report.tex", content: () => latexOf(studies.map(({ study }) => study)) },
  ],
};

export default tex;

/** A table in LaTeX, whose texts are escaped. */
interface LatexTable {
  readonly label: string;
  readonly caption: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * The sizes of tables and of the errors in them, the largest first: the points for a letter, and between two columns.
 */
const sizes = [
  { commands: "\\footnotesize", errors: "\\scriptsize", letter: 4.5, gap: 12 },
  { commands: "\\scriptsize\\setlength{\\tabcolsep}{3pt}", errors: "\\tiny", letter: 4, gap: 6 },
] as const;

/** The width of the text of LaTeX's `article` in points; the further columns of a wider table stand below. */
const pageWidth = 345;

/**
 * Renders studies as LaTeX tables, which need only `\\usepackage{booktabs}`: for each selection rule the results, with
 * the best of a column in bold and the second underlined, and the effects on all problems.
 *
 * @param studies The studies.
 * @returns `table` environments with captions and labels, which a document can `\\input`.
 */
export function latexOf(studies: readonly Study[]): string {
  const tables = studies.flatMap((study) => [...resultTables(study), ...transferTables(study)]);
  return `% Needs \\usepackage{booktabs}.\n\n${tables.map(environment).join("\n\n")}\n`;
}

function resultTables(study: Study): LatexTable[] {
  const { comparison, name } = study;
  const { baseline, problems, sections } = comparison;
  const shown = shownOf(comparison);
  const gains = new Map(
    [gainsOf, groupGainsOf, averageGainsOf].flatMap((of) =>
      of(comparison).map((gain) => [gain.entry, gain])
    ),
  );
  const gained = baseline !== undefined && (shown.averaged || problems.length === 1);
  return sections.map(({ selection, bound, rows }) => {
    const columns = rows.map((row) => entriesOf(shown, row));
    const seconds = columns[0].flatMap((_, column) =>
      secondsOf(rows.map((row, i) => [row, columns[i][column]]))
    );
    return {
      label: latexLabel(`tab:${name}-${selection}`),
      caption: caption(study, `results, selection rule ${selection}`, [
        metricsText(comparison),
        `Mean{\\scriptsize\\,$\\pm$\\,standard error} over the seeds; ${
          bound ? "bounds, neither ranked nor starred." : "best bold, second underlined."
        }`,
        ...gained ? [`Gain: difference to ${latexText(baseline.label)} on the same seeds.`] : [],
        ...baseline ? [signsText(comparison)] : [],
        ...rows.some(({ method }) => method.upperBound)
          ? ["\\dag\\ An upper bound, neither ranked nor starred."]
          : [],
      ]),
      heads: [
        "method",
        ...shown.heads,
        ...shown.averaged ? ["mean"] : [],
        ...gained ? ["gain"] : [],
      ].map(latexText),
      rows: rows.map((row, i) => [
        latexText(labelOf(row)),
        ...columns[i].map((entry) =>
          number(numberCell(entry, gains.get(entry)?.verdict), seconds.includes(entry))
        ),
        ...gained ? [number(gainCell(gains.get(row.average)))] : [],
      ]),
    };
  });
}

function transferTables(study: Study): LatexTable[] {
  const { comparison, name } = study;
  const { sections, words, relativeGains } = comparison;
  return transferSheets(comparison).map(({ title, heads, rows }, i) => ({
    label: latexLabel(`tab:${name}-transfer-${sections[i].selection}`),
    caption: caption(study, title, [
      ...relativeGains
        ? [
          `$\\Delta_m$: mean relative improvement over the ${latexText(words.problems)} in \\% ` +
          "(Maninis et al.\\ 2019).",
        ]
        : [],
      signsText(comparison),
      `Seeds harmed: combinations of ${
        latexText(words.problems)
      } and seeds on which the method is worse.`,
    ]),
    heads: ["method", ...heads].map(latexText),
    rows: rows.map(({ label, cells }) => [latexText(label), ...cells.map((cell) => number(cell))]),
  }));
}

/** Returns the entries of a method in a table: its problems or groups, and the mean over all. */
function entriesOf({ averaged, of }: Shown, row: Row): Entry[] {
  return [...of(row), ...averaged ? [row.average] : []];
}

/** Returns the second best entries of a column; none if several are best. */
function secondsOf(column: readonly (readonly [Row, Entry])[]): Entry[] {
  if (column.filter(([, { best }]) => best).length !== 1) return [];
  const scored = column.flatMap(([{ method }, entry]): [Entry, number][] => {
    const { cell: { status, mean }, scale, best } = entry;
    if (best || method.upperBound || status !== "ok" || mean === null || !scale) return [];
    return [[entry, scale.higherIsBetter ? mean : -mean]];
  });
  const greatest = maximum(scored.map(([, score]) => score));
  return scored.flatMap(([entry, score]) => score >= greatest - ROUNDING ? entry : []);
}

function caption(
  { title, comparison, changes }: Study,
  what: string,
  notes: readonly string[],
): string {
  return [
    `${latexText(`${title}: ${what}`)}.`,
    ...notes,
    `Protocol: ${latexText(protocolText(comparison))}.`,
    ...changes.length ? [`Not the suite's own protocol: ${latexText(changes.join("; "))}.`] : [],
  ].join("\n  ");
}

function metricsText({ problems, words }: Comparison): string {
  const metrics = [...new Set(problems.map(({ metric }) => metric))].map((metric) => {
    const { title, percent, higherIsBetter } = metricKinds[metric];
    const better = higherIsBetter ? "higher" : "lower";
    return `${title}${percent ? " in %" : ""} (${better} is better)`;
  });
  const text = metrics.join(", ");
  return latexText(`${text[0].toUpperCase()}${text.slice(1)} on the ${words.tested}.`);
}

function signsText(comparison: Comparison): string {
  const starred = [gainsOf, groupGainsOf, averageGainsOf]
    .some((of) => of(comparison).some(({ stars }) => stars));
  return "$\\downarrow$ harmed, $\\uparrow$ helped: the 95\\,\\% interval of the gain over seeds lies below, " +
    "above zero." +
    (starred
      ? " $^{*}$, $^{**}$, $^{***}$: $p < 0.05$, $0.01$, $0.001$ by the paired $t$ test after Holm's correction."
      : "");
}

function number({ text, mark, stars }: SheetCell, second = false): string {
  const [value, error] = text.split(" ± ").map(latexText);
  const weighed = mark === "best" ? `\\textbf{${value}}` : second ? `\\underline{${value}}` : value;
  const sign = mark === "harmed" ? "$\\downarrow$" : mark === "helped" ? "$\\uparrow$" : "";
  return weighed + (error === undefined ? "" : `\\se{${error}}`) + sign +
    (stars ? `$^{${stars}}$` : "");
}

function environment({ label, caption, heads, rows }: LatexTable): string {
  const widths = heads.map((head, column) =>
    maximum([head, ...rows.map((row) => row[column])].map(letters))
  );
  const size = sizes.find((size) => blocksOf(widths, size).length === 1) ?? sizes.at(-1)!;
  const line = (cells: readonly string[], columns: readonly number[]) =>
    `    ${[0, ...columns].map((column) => cells[column]).join(" & ")} \\\\`;
  return [
    "\\begin{table}",
    "  \\centering",
    `  \\caption{${caption}}`,
    `  \\label{${label}}`,
    `  ${size.commands}\\newcommand{\\se}[1]{{${size.errors}\\,$\\pm$\\,#1}}`,
    ...blocksOf(widths, size).flatMap((columns, i) => [
      ...i ? ["", "  \\medskip"] : [],
      `  \\begin{tabular}{l${"r".repeat(columns.length)}}`,
      "    \\toprule",
      line(heads, columns),
      "    \\midrule",
      ...rows.map((row) => line(row, columns)),
      "    \\bottomrule",
      "  \\end{tabular}",
    ]),
    "\\end{table}",
  ].join("\n");
}

/** Splits the columns after the first into blocks that fit the page's width. */
function blocksOf(
  [first, ...widths]: readonly number[],
  { letter, gap }: { readonly letter: number; readonly gap: number },
): number[][] {
  const blocks: number[][] = [];
  let used = Infinity;
  widths.forEach((width, i) => {
    const points = width * letter + gap;
    if (used + points > pageWidth) {
      blocks.push([]);
      used = first * letter + gap;
    }
    blocks.at(-1)!.push(i + 1);
    used += points;
  });
  return blocks;
}

/** Estimates the number of printed letters of a text. */
function letters(text: string): number {
  return text.replace(/\\[a-z]+|[\\{}$^,]/gi, "").length;
}
