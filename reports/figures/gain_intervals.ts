import { maximum } from "../../descriptors/extremes.ts";
import type { Study } from "../inference/study.ts";
import type { Figure, FigureKind } from "./figure.ts";
import {
  framed,
  inks,
  innerWidth,
  leading,
  letters,
  oneColumn,
  twoColumns,
  widest,
} from "./paper_frame.ts";
import { signed } from "../tables/signed.ts";
import {
  gainExtent,
  gainNotes,
  type ShownGain,
  type ShownGains,
  shownGains,
  signedLabel,
  verdictColor,
  verdictShape,
  whyAbsent,
} from "./shown_gains.ts";
import { wrapped } from "./text_width.ts";

/** The most rows of a figure that shows the problems; a larger one shows only the means. */
const mostRows = 30;
/** The widest line of a label, and the least width of the plot, in pixels. */
const widestLabel = 230;
const leastPlot = 96;
const indent = 10;

/** The gains of each method with their intervals: a forest plot. */
const gainIntervals: FigureKind = {
  name: "gain_intervals",
  place: 20,
  describe: "The mean gain of each method over the baseline with its 95 % interval: a forest plot.",
  draw: (study) => figures(study),
};

export default gainIntervals;

/** A line of the plot. */
interface Line {
  /** A unique key. */
  readonly key: string;
  readonly label: string;
  /** The head of a method, one of its problems, or the mean over all problems. */
  readonly level: "head" | "problem" | "whole";
  readonly gain?: ShownGain;
}

function figures(study: Study): Figure[] {
  const { comparison } = study;
  const gains = shownGains(comparison);
  if (!gains || !gains.rows.some(({ average }) => average.mean !== undefined)) return [];
  const { baseline, unit, selection } = gains;
  const { problems, words } = comparison;
  const what = words.problems;
  const over = problems.length > 1 ? `mean over ${problems.length} ${what}` : problems[0].name;
  const lines = linesOf(gains, problems.length);
  const detailed = lines.some(({ level }) => level === "head");
  const { frame, layer } = plot(lines, `gain over ${baseline}, ${unit}`);
  return [{
    name: gainIntervals.name,
    title: `Gain over ${baseline} of ${study.title} with 95 % intervals, ${over}, ` +
      `${unit}, ${selection}`,
    spec: framed({
      ...frame,
      title: `Gain over ${baseline}: ${detailed ? `each of ${problems.length} ${what}` : over}`,
      notes: gainNotes(gains, comparison),
      description: `Gains over ${baseline} with their 95 % intervals, of ${
        gains.rows.map(({ label }) => label).join(", ")
      }`,
    }, { width: innerWidth(frame), height: frame.height, layer }),
  }];
}

function linesOf({ rows }: ShownGains, problems: number): Line[] {
  if (problems === 1 || rows.length * (problems + 2) > mostRows) {
    return rows.map(({ label, average }) => ({
      key: label,
      label,
      level: "whole",
      gain: average,
    }));
  }
  return rows.flatMap(({ label, problems, average }): Line[] => [
    { key: label, label, level: "head" },
    ...problems.map((gain): Line => ({
      key: `${label}\n${gain.problem}`,
      label: gain.problem,
      level: "problem",
      gain,
    })),
    { key: `${label}\n`, label: "mean", level: "whole", gain: average },
  ]);
}

function plot(lines: readonly Line[], axisTitle: string) {
  const detailed = lines.some(({ level }) => level === "head");
  const labels = lines.map(({ label }) => wrapped(label, widestLabel, letters.text));
  const most = maximum(labels.map(({ length }) => length));
  const left = widest(labels.flat()) + 12 + (detailed ? indent : 0);
  const [numbers, counts] = [lines.map(numberText), lines.map(countText)];
  const numbersHead = lines.some(({ gain }) => gain?.interval) ? "mean [95 %]" : "mean";
  const numberWidth = widest([...numbers, numbersHead]) + 4;
  const countWidth = widest([...counts, "n"]);
  const right = 8 + numberWidth + 10 + countWidth + 4;
  const width = oneColumn - left - right >= leastPlot ? oneColumn : twoColumns;
  const margin = { left, right, top: leading.text + 10, bottom: 38 };
  const step = Math.max(17, most * leading.text + 4);
  const frame = { width, margin, height: step * lines.length };
  const inner = innerWidth(frame);
  const values = lines.flatMap(({ key, gain }) =>
    gain?.mean === undefined ? [] : [{
      key,
      problem: gain.problem,
      gain: gain.mean,
      lower: gain.interval?.lower ?? null,
      upper: gain.interval?.upper ?? null,
      verdict: gain.verdict,
    }]
  );
  const y = {
    field: "key",
    type: "nominal",
    sort: null,
    scale: { domain: lines.map(({ key }) => key) },
    axis: null,
  };
  const domain = gainExtent(lines.flatMap(({ gain }) => gain ?? []));
  const x = (field: string) => ({
    field,
    type: "quantitative",
    scale: { domain, nice: false, zero: false, padding: 8 },
    axis: { grid: true, tickCount: inner < 150 ? 3 : 5, title: axisTitle, labelExpr: signedLabel },
  });
  const column = (text: readonly string[], at: number, more: object) => ({
    data: { values: lines.map(({ key }, i) => ({ key, text: text[i] })) },
    mark: { type: "text", align: "left", aria: false, ...more },
    encoding: { y, x: { value: at }, text: { field: "text" } },
  });
  const head = (text: string, at: number, align: string) => ({
    data: { values: [{ text }] },
    mark: { type: "text", align, fontWeight: "bold", aria: false },
    encoding: { y: { value: -8 }, x: { value: at }, text: { field: "text" } },
  });
  const nameOf = (level: Line["level"]) => ({
    data: {
      values: lines.flatMap((line, i) =>
        line.level === level
          ? [{ key: line.key, text: labels[i].join("\n"), lines: labels[i].length }]
          : []
      ),
    },
    mark: {
      type: "text",
      align: detailed ? "left" : "right",
      lineBreak: "\n",
      lineHeight: leading.text - 1,
      // The first line is placed, and the others follow below it.
      dy: { expr: `-(datum.lines - 1) / 2 * ${leading.text - 1}` },
      baseline: "middle",
      fontWeight: level === "head" ? "bold" : "normal",
      aria: false,
    },
    encoding: {
      y,
      x: { value: detailed ? -left + (level === "head" ? 0 : indent) : -8 },
      text: { field: "text" },
    },
  });
  const colored = { scale: verdictColor, field: "verdict", type: "nominal", legend: null };
  const layer = [
    {
      data: { values: [{ zero: 0 }] },
      mark: { type: "rule", color: inks.dark, strokeWidth: 1.5, aria: false },
      encoding: { x: x("zero") },
    },
    ...["rule", "tick"].flatMap((type) =>
      (type === "rule" ? ["lower"] : ["lower", "upper"]).map((end) => ({
        data: { values: values.filter(({ lower }) => lower !== null) },
        mark: type === "rule"
          ? { type, strokeWidth: 1.75, aria: false }
          : { type, thickness: 1.75, size: 7, aria: false },
        encoding: {
          y,
          x: x(end),
          ...type === "rule" ? { x2: { field: "upper" } } : {},
          color: colored,
        },
      }))
    ),
    {
      data: { values },
      mark: { type: "point", filled: true, opacity: 1, size: 55, aria: false },
      encoding: {
        y,
        x: x("gain"),
        color: colored,
        shape: { ...colored, scale: verdictShape },
      },
    },
    ...(["head", "problem", "whole"] as const)
      .filter((level) => lines.some((line) => line.level === level)).map(nameOf),
    column(numbers, inner + 8, {}),
    column(counts, inner + 18 + numberWidth + countWidth, { align: "right" }),
    head(numbersHead, inner + 8, "left"),
    head("n", inner + 18 + numberWidth + countWidth, "right"),
  ];
  return { frame, layer };
}

function numberText({ gain }: Line): string {
  if (!gain) return "";
  const { mean, interval, decimals } = gain;
  if (mean === undefined) return whyAbsent(gain);
  const number = signed(mean, decimals);
  if (!interval) return number;
  return `${number} [${signed(interval.lower, decimals)}, ${signed(interval.upper, decimals)}]`;
}

function countText({ gain }: Line): string {
  if (!gain || gain.mean === undefined) return "";
  return gain.n < gain.planned ? `${gain.n}/${gain.planned}` : `${gain.n}`;
}
