import { type Metric, metricKinds } from "../../descriptors/metrics.ts";
import { ROUNDING } from "../inference/statistics/estimate.ts";
import type { Gate, GateCell, GateOutcome } from "./gate.ts";

/** The text of an outcome: sign and word; colour adds no information. */
export const outcomeTexts: { readonly [outcome in GateOutcome]: string } = {
  regressed: "✗ regressed",
  failed: "! failed",
  not_measured: "– not measured",
  inconclusive: "? inconclusive",
  pass: "✓ pass",
  improved: "▲ improved",
};

/** Column heads of {@linkcode numberTexts}. */
export const numberHeads = ["baseline", "now", "change", "interval", "δ", "detects", "p"] as const;

/** The text for a missing number. */
const NONE = "–";

/** Formats the numbers of a cell. */
export function numberTexts({ metric, smallestEffect, ...cell }: GateCell): string[] {
  const { before, now, noticeable, finding } = cell;
  const digits = decimalsOf(metric, smallestEffect);
  const text = (value: number | undefined) =>
    value === undefined ? NONE : valueText(value, metric, digits);
  const signed = (value: number | undefined) =>
    value === undefined ? NONE : signedText(value, metric, digits);
  return [
    text(before.mean),
    text(now?.mean),
    signed(finding?.change.mean),
    finding?.interval
      ? `${signed(finding.interval.lower)} to ${signed(finding.interval.upper)}`
      : NONE,
    text(smallestEffect),
    text(noticeable),
    finding?.pDrop === undefined ? NONE : probabilityText(finding.pDrop),
  ];
}

/** Returns a cell's labels within its suite; a metric in percent is marked as such. */
export function labelTexts({ problem, method, selection, metric }: GateCell): string[] {
  const { title, percent } = metricKinds[metric];
  return [problem, method, selection, percent ? `${title}, %` : title];
}

/** Describes a cell's outcome in a sentence. */
export function sentenceOf(cell: GateCell, level: number): string {
  const { outcome, reason, metric, before, now, finding, smallestEffect } = cell;
  if (reason !== undefined || !now || !finding) {
    return `${outcomeTexts[outcome].slice(2)}: ${reason}`;
  }
  const digits = decimalsOf(metric, smallestEffect);
  const { title, percent } = metricKinds[metric];
  const unit = percent ? " %" : "";
  const change = finding.change.mean!;
  const { interval, pDrop } = finding;
  return `${title} ${valueText(before.mean!, metric, digits)}${unit}, now ` +
    `${valueText(now.mean!, metric, digits)}${unit} over ${now.n} ${
      now.n === 1 ? "seed" : "seeds"
    }: ` +
    `${
      Math.abs(change) <= ROUNDING
        ? "no change"
        : `${valueText(Math.abs(change), metric, digits)} ${change < 0 ? "worse" : "better"}`
    }` +
    (interval
      ? ` (${intervalTitle(level)} ${signedText(interval.lower, metric, digits)} to ${
        signedText(interval.upper, metric, digits)
      })`
      : "") +
    `, smallest drop that matters ${valueText(smallestEffect, metric, digits)}` +
    (pDrop === undefined ? "" : `, p of no drop ${probabilityText(pDrop)}`);
}

/** Returns the title `90 % interval` at α = 0.05: the interval of two one-sided tests at α. */
export function intervalTitle(level: number): string {
  return `${Number((100 * (1 - 2 * level)).toFixed(2))} % interval`;
}

/** Summarises a gate: `✗ regressed: of 7 cells, 1 regressed, 6 pass`. */
export function headline({ cells, outcome }: Gate): string {
  const counts = (Object.keys(outcomeTexts) as GateOutcome[]).flatMap((kind) => {
    const count = cells.filter((cell) => cell.outcome === kind).length;
    return count ? [`${count} ${outcomeTexts[kind].slice(2)}`] : [];
  });
  return `${outcomeTexts[outcome]}: of ${cells.length} ${cells.length === 1 ? "cell" : "cells"}, ${
    counts.join(", ")
  }`;
}

/** Explains the columns: sentences. */
export function explanations({ level, cells }: Gate): string[] {
  const percent = Number((100 * level).toFixed(2));
  return [
    `Change: improvement of the mean over seeds, paired by seed, with its ${
      intervalTitle(level)
    }. δ: the smallest drop that matters.`,
    `Regressed: a mean drop of δ or more, significant at the level of ${percent} % (p, by Holm over ` +
    `${cells.length} cells). Pass: no change, or an interval above −δ. Inconclusive: neither.`,
    "Detects: the drop that is called regressed in 4 gates of 5 if random draws have changed.",
  ];
}

/** Joins the commits' short names. */
export function commitsText(commits: readonly string[]): string {
  if (commits.length === 0) return "none";
  return commits.map((commit) => commit.replace(/^([0-9a-f]{12})[0-9a-f]+/, "$1")).join(", ");
}

/** Returns the number of decimals that shows δ with two digits; for percent at least the metric's own. */
function decimalsOf(metric: Metric, smallestEffect: number): number {
  const { percent, decimals } = metricKinds[metric];
  const shown = percent ? 100 * smallestEffect : smallestEffect;
  return Math.max(percent ? decimals : 0, Math.min(9, 1 - Math.floor(Math.log10(shown))));
}

function valueText(value: number, metric: Metric, digits: number): string {
  const shown = metricKinds[metric].percent ? 100 * value : value;
  return shown.toFixed(digits).replace(/^-(?=0\.?0*$)/, "").replace("-", "−");
}

function signedText(value: number, metric: Metric, digits: number): string {
  const text = valueText(value, metric, digits);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

function probabilityText(p: number): string {
  return p < 0.001 ? "<0.001" : p.toFixed(3);
}
