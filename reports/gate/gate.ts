import { minimum } from "../../descriptors/extremes.ts";
import { metricKinds } from "../../descriptors/metrics.ts";
import type { Environment, PlannedRun } from "../../records/record.ts";
import type { Baseline } from "./baseline.ts";
import { type CellName, measure, type MeasuredCell, type MeasureOptions } from "./measure.ts";
import { noticeableDrop } from "./noticeable_drop.ts";
import { specDifferences } from "./spec_differences.ts";
import { type Estimate, estimate } from "../inference/statistics/estimate.ts";
import { type Finding, judge, type MeasuredOutcome } from "./judge.ts";

/** The outcome of a cell, measured or not, and of a gate. */
export type GateOutcome = MeasuredOutcome | "failed" | "not_measured";

/** All outcomes, the worst first: known regressions precede unknown results. */
export const outcomes: readonly GateOutcome[] = [
  "regressed",
  "failed",
  "not_measured",
  "inconclusive",
  "pass",
  "improved",
];

/** A cell with its outcome. */
export interface GateCell extends CellName {
  readonly outcome: GateOutcome;
  /** The reason why the cell was not scored; `undefined` if it was. */
  readonly reason?: string;
  /** The smallest drop that matters. */
  readonly smallestEffect: number;
  /** The smallest drop that the gate detects with a power of 0.8 if random draws have changed. */
  readonly noticeable: number | undefined;
  /** Seconds that its runs took; 0 without runs. */
  readonly seconds: number;
  /** Estimate over the baseline's seeds. */
  readonly before: Estimate;
  /** Estimate over the same seeds now; `undefined` if it was not scored. */
  readonly now?: Estimate;
  /** The change; `undefined` if it was not scored. */
  readonly finding?: Omit<Finding, "outcome">;
}

/** The result of a gate. */
export interface Gate {
  /** The worst outcome of a cell; `pass` if all passed or improved. */
  readonly outcome: GateOutcome;
  readonly level: number;
  /** The commits of the baseline's runs. */
  readonly baselineCommits: readonly string[];
  /** The commits of the judged records. */
  readonly commits: readonly string[];
  /** The cells, in the order of the baseline. */
  readonly cells: readonly GateCell[];
  /** Further notes for the reader: sentences. */
  readonly notes: readonly string[];
}

/** With fewer seeds than this, the variation over seeds is poorly estimated. */
const FEW_SEEDS = 5;

/**
 * Compares runs with a baseline.
 *
 * @param baseline The baseline.
 * @param runs The current runs; a failed or diverged run is never scored.
 * @param options Options for finding the baseline's runs.
 * @returns The gate; the same for the same records.
 */
export function gate(
  baseline: Baseline,
  runs: readonly PlannedRun[],
  options?: MeasureOptions,
): Gate {
  const { cells, extra, records } = measure(baseline, runs, options);
  const judged = judgeMeasured(cells, baseline.level);
  const outcome = outcomes.find((one) => judged.some((cell) => cell.outcome === one))!;
  return {
    outcome: outcome === "improved" ? "pass" : outcome,
    level: baseline.level,
    baselineCommits: commitsOf(baseline.environments),
    commits: commitsOf(records.map(({ environment }) => environment)),
    cells: judged,
    notes: [
      ...environmentNotes(baseline.environments, records.map(({ environment }) => environment)),
      ...extra.length ? [`Runs that are not in the baseline: ${extra.join(", ")}.`] : [],
      ...seedNotes(judged),
    ],
  };
}

/** Returns the exit code: 0 pass, 3 regressed, 4 failed or not measured, 5 inconclusive and strict. */
export function exitCode({ outcome }: Gate, strict: boolean): 0 | 3 | 4 | 5 {
  switch (outcome) {
    case "regressed":
      return 3;
    case "failed":
    case "not_measured":
      return 4;
    case "inconclusive":
      return strict ? 5 : 0;
    case "pass":
    case "improved":
      return 0;
  }
}

/** Returns a cell's name in one line. */
export function nameOf({ suite, problem, method, selection, metric }: CellName): string {
  return `${suite} ${problem} ${method} ${selection} ${metric}`;
}

function judgeMeasured(cells: readonly MeasuredCell[], level: number): GateCell[] {
  const paired = cells.flatMap(({ before, outcome, metric, smallestEffect }) => {
    if (outcome.status !== "measured") return [];
    const sign = metricKinds[metric].higherIsBetter ? 1 : -1;
    const differences = outcome.now.map((value, i) => sign * (value - before[i]));
    return [{ differences, smallestEffect }];
  });
  const findings = judge(paired, level);
  return cells.map(({ before, outcome, ...cell }): GateCell => {
    const known = {
      ...cell,
      before: estimate(before),
      noticeable: noticeableDrop(before, cell.smallestEffect, level / cells.length),
    };
    if (outcome.status !== "measured") {
      return { ...known, outcome: outcome.status, reason: outcome.reason };
    }
    const { outcome: found, ...finding } = findings.shift()!;
    return { ...known, outcome: found, now: estimate(outcome.now), finding };
  });
}

function commitsOf(environments: readonly Environment[]): string[] {
  return [...new Set(environments.map(({ commit }) => commit))];
}

/** Lists the differences between the machines, except for the commit. */
function environmentNotes(before: readonly Environment[], now: readonly Environment[]): string[] {
  const machine = ({ commit: _, versions: { graft: __, ...versions }, ...rest }: Environment) => ({
    ...rest,
    versions,
  });
  const differences = now.map((one) =>
    before.map((other) => specDifferences(machine(other), machine(one)))
      .sort((a, b) => a.length - b.length)[0]
  );
  const all = [...new Set(differences.flat())];
  return all.length
    ? [`Run in another environment than the baseline, so numbers may differ: ${all.join("; ")}.`]
    : [];
}

function seedNotes(cells: readonly GateCell[]): string[] {
  const few = minimum(cells.map(({ before }) => before.n));
  const blunt = cells.filter(({ noticeable, smallestEffect }) =>
    noticeable === undefined || noticeable > smallestEffect
  );
  return [
    ...few < FEW_SEEDS
      ? [`Few seeds (${few}): only large changes are significant; five or more are better.`]
      : [],
    ...blunt.length
      ? [
        `${blunt.length} of ${cells.length} cells vary too much over seeds to detect a drop of δ if ` +
        "random draws have changed: use more seeds.",
      ]
      : [],
  ];
}
