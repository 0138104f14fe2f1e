import type { TopLevelSpec } from "vega-lite";
import { metricKinds } from "../../descriptors/metrics.ts";
import { shownOf } from "../columns.ts";
import type { Comparison, Entry } from "../comparison.ts";
import { trainsTasks } from "../problems.ts";
import { HARM, signedPercent } from "../sheet_cells.ts";
import { type Estimate, ROUNDING } from "../statistics/estimate.ts";
import { runsLine } from "./runs_line.ts";

/** Pixels of a cell: two lines of text. */
const cell = { width: 52, height: 32 };
/** Pixels of a letter and a line in a head, and of all columns together where heads are not slanted. */
const letter = 7;
const lineHeight = 13;
const widest = 420;

/** What the average over the tasks is called among them. */
const MEAN = "mean";

/** Pale vermilion, white and pale blue, told apart in colour blindness, and black text legible on each. */
const colors = ["#e9935f", "#ffffff", "#7db9de"];
const absentColor = "#eeeeee";
const dark = "#222222";

/**
 * Whether there is something to see in {@linkcode gainsByTask}: several tasks, a baseline, and at least
 * three tasks that are learned together or two methods beside the baseline.
 *
 * @param comparison The comparison.
 */
export function hasGainsByTask(
  { protocol, baseline, methods, problems, groups }: Comparison,
): boolean {
  if (!baseline || methods.length < 2 || !trainsTasks(protocol)) return false;
  const largest = Math.max(
    ...groups.map((name) => problems.filter(({ group }) => group === name).length),
  );
  return largest >= 3 || methods.length > 2;
}

/**
 * Draws what each method gains on each task over the baseline: numbers in cells whose colours are centred at
 * no gain. In points where all metrics are in percent, in percent of the baseline's metric elsewhere.
 *
 * @param comparison A comparison of several tasks; its first selection rule is drawn.
 * @returns The figure in Vega-Lite; the longer of tasks and methods goes down.
 * @throws {RangeError} If there is nothing to see.
 */
export function gainsByTask(comparison: Comparison): TopLevelSpec {
  if (!hasGainsByTask(comparison)) {
    throw new RangeError(
      `Cannot draw gains by task: a baseline and more must be planned, current methods are ${
        comparison.methods.map(({ label }) => label).join(", ")
      }`,
    );
  }
  const { problems, sections: [{ rows }] } = comparison;
  const baseline = comparison.baseline!;
  const inPoints = problems.every(({ metric }) => metricKinds[metric].percent);
  const { grouped, heads: shownHeads, of } = shownOf(comparison);
  const tasks = [...grouped ? shownHeads : problems.map(({ name }) => name), MEAN];
  const rivals = rows.filter(({ method }) => method !== baseline);
  const methods = rivals.map(({ method }) => method.label);
  const cells = rivals.flatMap((row) =>
    [...of(row), row.average].map((entry, i) => ({
      method: row.method.label,
      task: tasks[i],
      ...cellOf(entry, inPoints ? entry.gain : entry.improvement),
    }))
  );
  const tasksDown = tasks.length >= methods.length;
  const axes = axesOf(
    tasksDown ? ["method", methods] : ["task", tasks],
    tasksDown ? ["task", tasks] : ["method", methods],
  );
  const place = { x: axes.x, y: axes.y };
  const beforeMean = { datum: MEAN, bandPosition: 0 };
  const unit = inPoints ? "points" : "%";
  const text = (filter: string, line: "number" | "error", dy: number, fontSize: number) => ({
    transform: [{ filter }],
    mark: { type: "text", dy, fontSize, color: dark, aria: false },
    encoding: { ...place, text: { field: line } },
  });
  const rect = { type: "rect", stroke: "white", strokeWidth: 2, aria: false };
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description: `Gain over ${baseline.label} by task, of ${methods.join(", ")}`,
    background: "white",
    padding: 8,
    title: {
      text: `${inPoints ? "Gain" : "Improvement"} over ${baseline.label}, ${unit}`,
      subtitle: [runsLine(comparison), `${HARM} harmed: below zero`],
      anchor: "start",
      offset: 8,
    },
    width: axes.width,
    height: axes.height,
    data: { values: cells },
    layer: [
      {
        transform: [{ filter: "datum.gain === null" }],
        mark: { ...rect, color: absentColor },
        encoding: place,
      },
      {
        transform: [{ filter: "datum.gain !== null" }],
        mark: rect,
        encoding: { ...place, color: gainColor(cells, unit) },
      },
      text("datum.error !== ''", "number", -6, 11),
      text("datum.error !== ''", "error", 7, 10),
      text("datum.error === ''", "number", 1, 11),
      {
        data: { values: [{}] },
        mark: { type: "rule", color: dark, aria: false },
        encoding: tasksDown ? { y: beforeMean } : { x: beforeMean },
      },
    ],
    config: {
      axis: { labelFontSize: 11, labelLimit: 0, ticks: false, domain: false, labelPadding: 6 },
      legend: { labelFontSize: 11, titleFontSize: 11, titleFontWeight: "normal", titleLimit: 0 },
      title: { fontSize: 12, subtitleFontSize: 11 },
      view: { stroke: null },
    },
  } as TopLevelSpec;
}

/** A field and its values in order. */
type Names = readonly [field: string, values: readonly string[]];

/** The axes; heads are broken into lines, or slanted where the figure would be too wide. */
function axesOf([across, heads]: Names, [down, labels]: Names) {
  const lines = heads.map(broken);
  const height = Math.max(...lines.map(({ length }) => length));
  const longest = Math.max(...lines.flat().map((line) => line.length));
  const wide = Math.max(cell.width, Math.ceil(letter * longest));
  const slanted = wide * heads.length > widest;
  const width = slanted ? cell.width : wide;
  // Lines go down from the first: all heads end beside the cells. Vega drops lines of mere blanks.
  const texts = Object.fromEntries(heads.map((head, i) => {
    const blank = Array(height - lines[i].length).fill("\u200B");
    return [head, [...blank, ...lines[i]]];
  }));
  const nominal = { type: "nominal", sort: null };
  return {
    width: width * heads.length,
    height: cell.height * labels.length,
    x: {
      ...nominal,
      field: across,
      scale: { domain: heads },
      axis: {
        orient: "top",
        title: null,
        ...slanted ? { labelAngle: -45, labelAlign: "left" } : {
          labelAngle: 0,
          labelExpr: `${JSON.stringify(texts)}[datum.value]`,
          labelLineHeight: lineHeight,
          labelPadding: 6 + (height - 1) * lineHeight,
        },
      },
    },
    y: { ...nominal, field: down, scale: { domain: labels }, axis: { title: null } },
  };
}

/** Breaks a name into lines of at most a dozen letters, behind `_`, `@` and spaces. */
function broken(name: string): string[] {
  const lines: string[] = [];
  for (const piece of name.match(/[^_@ ]*[_@ ]*/g)!.filter(Boolean)) {
    const line = lines.at(-1);
    if (line !== undefined && (line + piece).trimEnd().length <= 12) {
      lines[lines.length - 1] = line + piece;
    } else lines.push(piece);
  }
  return lines.map((line) => line.trimEnd());
}

function gainColor(cells: readonly { readonly gain: number | null }[], unit: string) {
  const greatest = Math.max(1, ...cells.map(({ gain }) => Math.abs(gain ?? 0)));
  return {
    field: "gain",
    type: "quantitative",
    scale: { domain: [-greatest, 0, greatest], range: colors, interpolate: "rgb" },
    legend: {
      title: `${unit}; above zero is better`,
      orient: "bottom",
      direction: "horizontal",
      gradientLength: 160,
      gradientThickness: 10,
      values: [-greatest, 0, greatest],
      labelExpr: "datum.value === 0 ? '0' : format(datum.value, '+.1f')",
    },
  };
}

/** The gain in percent or points, and the lines in the cell; where there is no gain, why. */
function cellOf({ cell: { status }, planned, scale }: Entry, gain: Estimate | undefined) {
  if (gain?.mean === undefined || status === "failed" || status === "diverged") {
    return { gain: null, number: status === "ok" ? "–" : status.replace("_", " "), error: "" };
  }
  const { mean, standardError, n } = gain;
  const decimals = scale?.decimals ?? 1;
  const error = standardError === undefined ? "" : `± ${(100 * standardError).toFixed(decimals)}`;
  return {
    gain: 100 * mean,
    number: `${mean < -ROUNDING ? `${HARM} ` : ""}${signedPercent(mean, decimals)}`,
    error: n < planned ? `(${n}/${planned})` : error,
  };
}
