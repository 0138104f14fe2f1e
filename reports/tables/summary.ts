import picocolors from "picocolors";
import { metricKinds } from "../../descriptors/metrics.ts";
import type { Comparison, Row } from "../inference/comparison.ts";
import { terminalText } from "../escapes/terminal.ts";
import { FEWEST_SEEDS, type Gain, gainsByEntry } from "../inference/gains.ts";
import { tunedNote } from "./notes.ts";
import { harmOf, rivalsOf, summaryOf } from "../inference/comparison_summary.ts";
import { gainIntervalText, gainText, meanText, verdictMarks, withUnit } from "./quantities.ts";
import type { Status } from "../inference/samples.ts";
import type { Study } from "../inference/study.ts";
import type { TerminalOptions } from "./table.ts";
import { wrap } from "./wrap.ts";

type Colors = ReturnType<typeof picocolors.createColors>;

/** A line of a study's summary, with its label. */
interface Line {
  readonly label: string;
  readonly text: string;
  /** The colour of the text, which adds no information to its signs. */
  readonly color?: "green" | "red" | "yellow";
}

/** The width of the labels, after an indent. */
const LABELS = 10;
const INDENT = "  ";

const LEGEND = `gain: mean [95 % interval], above zero: the method is better; ` +
  `${verdictMarks.helped} helped, ${verdictMarks.harmed} harmed: the interval excludes zero`;

/** The number of names of a list that are written out. */
const LISTED = 3;

/**
 * Renders the result of each study in a few lines that fit on one screen together: the best method, its gain over the
 * baseline, the numbers of helped and harmed cells, the runs and the seeds.
 *
 * @param studies The studies.
 * @param options Colour and width.
 * @returns Lines, ended by a newline.
 */
export function terminalSummary(
  studies: readonly Study[],
  { color, width = 120 }: Pick<TerminalOptions, "color" | "width">,
): string {
  const colors = picocolors.createColors(color);
  const blocks = studies.map((study) => [
    ...wrap(terminalText(study.title), width).map((line) => colors.bold(line)),
    ...linesOf(study).flatMap((line) => rendered(line, width, colors)),
  ]);
  const warnings = Map.groupBy(
    studies.flatMap((study) => warningsOf(study).map((text) => ({ suite: study.suite, text }))),
    ({ text }) => text,
  );
  const warned = [...warnings].flatMap(([text, of]) =>
    wrap(terminalText(`! ${of.map(({ suite }) => suite).join(", ")}: ${text}`), width, INDENT)
      .map((line) => colors.yellow(line))
  );
  const legend = studies.some(({ comparison: { baseline, methods } }) => baseline && methods[1])
    ? wrap(LEGEND, width).map((line) => colors.dim(line))
    : [];
  return [...blocks, [...legend, ...warned]].filter(({ length }) => length > 0)
    .map((lines) => `${lines.join("\n")}\n`).join("\n");
}

function rendered({ label, text, color }: Line, width: number, colors: Colors): string[] {
  const indent = INDENT.length + LABELS;
  const paint = color ? colors[color] : (line: string) => line;
  return wrap(terminalText(text), width - indent).map((line, i) =>
    INDENT + colors.dim((i ? "" : label).padEnd(LABELS)) + paint(line)
  );
}

function linesOf({ comparison, runs }: Study): Line[] {
  const statuses = runs.map(({ record }) => record?.status ?? "not_run");
  const count = (status: Status) => statuses.filter((other) => other === status).length;
  const { seeds } = comparison;
  return [
    bestLine(comparison),
    gainLine(comparison),
    ...cellsLines(comparison),
    {
      label: "runs",
      text: `${count("ok")} of ${runs.length} made, ${count("failed")} failed, ` +
        `${count("diverged")} diverged, ${count("not_run")} left; ` +
        `${seeds.length === 1 ? "seed" : `${seeds.length} seeds:`} ${rangesOf(seeds)}`,
    },
    ...flawLines(comparison),
  ];
}

function bestLine(comparison: Comparison): Line {
  const { problems, baseline, words } = comparison;
  const { best } = summaryOf(comparison);
  const label = "best";
  if (best.length === 0) return { label, text: "none yet: no method has all its runs" };
  const [{ average: { cell, scale } }] = best;
  const names = best.map(({ method }) =>
    method === baseline ? `${method.label}, the baseline` : method.label
  );
  const mean = problems.length > 1 ? `mean over ${problems.length} ${words.problems}, ` : "";
  const value = scale && cell.metric !== "mixed"
    ? `${metricKinds[cell.metric].title} ${meanText(best[0].average)}, ${mean}`
    : "by mean relative gain, ";
  return { label, text: `${listed(names)}: ${value}selection ${cell.selection}` };
}

/** Returns the gain of the best method, or of the best rival if nothing is better than the baseline. */
function gainLine(comparison: Comparison): Line {
  const { baseline } = comparison;
  const label = "gain";
  if (!baseline) return { label, text: "none: there are no runs of a baseline" };
  const { best } = summaryOf(comparison);
  const winner = best.find(({ method }) => method !== baseline);
  const row = winner ?? bestRival(comparison);
  const gain = row && gainsByEntry(comparison).get(row.average);
  const text = gain && gainText(gain);
  if (!gain || text === undefined) return { label, text: `none over ${baseline.label} is known` };
  const interval = gain.estimate.interval
    ? ` ${gainIntervalText(gain.estimate.interval, gain)}`
    : "";
  const who = winner && best.length === 1 ? "" : `${row.method.label}: `;
  return {
    label,
    text: `${who}${withUnit(text + interval, gain)} over ${baseline.label}${verdictText(gain)}`,
    ...gain.verdict === "helped" ? { color: "green" } : {},
    ...gain.verdict === "harmed" ? { color: "red" } : {},
  };
}

function verdictText({ verdict, stars }: Gain): string {
  if (verdict === "unknown") return "; no interval";
  return `, ${[verdictMarks[verdict] + stars, verdict].join(" ").trim()}`;
}

/** Returns the rival of the baseline with the greatest mean gain, among those with all their runs. */
function bestRival(comparison: Comparison): Row | undefined {
  const gains = gainsByEntry(comparison);
  const meanOf = ({ average }: Row) => gains.get(average)?.estimate.mean ?? -Infinity;
  return rivalsOf(comparison).filter(({ average: { cell } }) => cell.status === "ok")
    .toSorted((a, b) => meanOf(b) - meanOf(a))[0];
}

function cellsLines(comparison: Comparison): Line[] {
  const { helped, harmed, neutral, unknown } = summaryOf(comparison).verdicts;
  const all = helped + harmed + neutral + unknown;
  if (all === 0) return [];
  const what = `(rival × ${comparison.words.problem})`;
  if (unknown === all) return [{ label: "cells", text: `none of ${all} ${what} has an interval` }];
  const counts = [
    `${verdictMarks.helped} ${helped} helped`,
    `${verdictMarks.harmed} ${harmed} harmed`,
    `${neutral} neutral`,
    ...unknown ? [`${unknown} without an interval`] : [],
  ];
  const harms = rivalsOf(comparison).map((row) => ({ row, ...harmOf(comparison, row) }));
  const [worst] = harms.toSorted((a, b) => b.harmed - a.harmed);
  const most = worst.harmed === 0 || worst.problems === 1
    ? ""
    : `; ${worst.row.method.label} harms most, ${worst.harmed} of ${worst.problems}`;
  return [{ label: "cells", text: `${counts.join(", ")} of ${all} ${what}${most}` }];
}

/** Lists the cells that failed, diverged or lack runs. */
function flawLines({ sections: [{ rows }] }: Comparison): Line[] {
  return ([
    ["failed", "red", "failed"],
    ["diverged", "red", "diverged"],
    ["not_run", "yellow", "not run"],
    ["partial", "yellow", "partly"],
  ] as const).flatMap(([status, color, label]) => {
    const cells = rows.flatMap(({ method, groups }) => {
      const flawed = groups.filter(({ cell }) => cell.status === status);
      return groups.length > 1 && flawed.length === groups.length
        ? [`${method.label} on all ${groups.length}`]
        : flawed.map(({ cell, planned }) =>
          `${method.label} on ${cell.problem}` +
          (status === "partial" ? ` (${cell.n} of ${planned} seeds)` : "")
        );
    });
    return cells.length ? [{ label, color, text: listed(cells) }] : [];
  });
}

function warningsOf({ comparison, runs }: Study): string[] {
  const { seeds, tunedSeeds, baseline, methods } = comparison;
  const failed = runs.some(({ record }) => record?.status === "failed");
  const few = seeds.length === 1
    ? "one seed has no interval and no verdict"
    : `with fewer than ${FEWEST_SEEDS} seeds no gain has a star`;
  return [
    ...baseline && methods.length > 1 && seeds.length < FEWEST_SEEDS
      ? [`${few}: \`--seeds ${FEWEST_SEEDS}\` or more`]
      : [],
    ...tunedNote(tunedSeeds),
    ...failed ? ["the report says why runs failed; `--retry-failed` makes them again"] : [],
  ];
}

/** Lists the first names and the number of the others. */
function listed(names: readonly string[]): string {
  const rest = names.length - LISTED;
  const shown = names.slice(0, rest > 1 ? LISTED : names.length).join("; ");
  return rest > 1 ? `${shown} and ${rest} more` : shown;
}

/** Formats whole numbers, with three or more successive ones as a range: `0-4, 7`. */
function rangesOf(numbers: readonly number[]): string {
  const ranges: number[][] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    if (ranges.at(-1)?.at(-1) === number - 1) ranges.at(-1)!.push(number);
    else ranges.push([number]);
  }
  return ranges
    .map((range) => range.length > 2 ? `${range[0]}-${range.at(-1)}` : range.join(", "))
    .join(", ");
}
