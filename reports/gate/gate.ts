import { minimum } from "../../descriptors/extremes.ts";
import { metricKinds } from "../../descriptors/metrics.ts";
import type { Environment, PlannedRun } from "../../suites/record.ts";
import type { Baseline } from "./baseline.ts";
import { type CellName, measure, type MeasuredCell, type MeasureOptions } from "./measure.ts";
import { noticeableDrop } from "./noticeable_drop.ts";
import { specDifferences } from "./spec_differences.ts";
import { type Estimate, estimate } from "../statistics/estimate.ts";
import { type Finding, judge, type MeasuredOutcome } from "./judge.ts";

/** What a gate says of a cell, measured or not. */
export type GateOutcome = MeasuredOutcome | "failed" | "not_measured";

/** All outcomes, the worst first: what is known to be worse goes before what is unknown. */
export const outcomes: readonly GateOutcome[] = [
  "regressed",
  "failed",
  "not_measured",
  "inconclusive",
  "pass",
  "improved",
];

/** A cell and what the gate says of it. */
export interface GateCell extends CellName {
  readonly outcome: GateOutcome;
  /** Why it was not scored; `undefined` where it was. */
  readonly reason?: string;
  /** The smallest drop that matters. */
  readonly smallestEffect: number;
  /** The smallest drop that such a gate notices four times of five where random draws have changed. */
  readonly noticeable: number | undefined;
  /** What its runs took; 0 where there are none. */
  readonly seconds: number;
  /** Over the baseline's seeds. */
  readonly before: Estimate;
  /** Over the same seeds now; `undefined` where it was not scored. */
  readonly now?: Estimate;
  /** By how much it is better; `undefined` where it was not scored. */
  readonly finding?: Omit<Finding, "outcome">;
}

/** What a gate says. */
export interface Gate {
  /** The worst outcome of a cell; `pass` where all passed or improved. */
  readonly outcome: GateOutcome;
  readonly level: number;
  /** The commits that the baseline was made on. */
  readonly baselineCommits: readonly string[];
  /** The commits of the records that were judged. */
  readonly commits: readonly string[];
  /** In the order of the baseline. */
  readonly cells: readonly GateCell[];
  /** What a reader must know besides: sentences. */
  readonly notes: readonly string[];
}

/** Fewer seeds than this say little about how much seeds vary. */
const FEW_SEEDS = 5;

/**
 * Holds runs against a baseline.
 *
 * @param baseline The baseline.
 * @param runs What was run now; a run that failed or diverged is never scored.
 * @param options Which runs count.
 * @returns The same for the same records.
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
      ...extra.length ? [`Run but not in the baseline: ${extra.join(", ")}.`] : [],
      ...seedNotes(judged),
    ],
  };
}

/** What the program ends with: 0 good, 3 regressed, 4 failed or not measured, 5 inconclusive and strict. */
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

/** What a cell is called in one line. */
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

/** In what the machines differ, the commit aside. */
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
    ? [`Made elsewhere than the baseline, so that numbers may differ: ${all.join("; ")}.`]
    : [];
}

function seedNotes(cells: readonly GateCell[]): string[] {
  const few = minimum(cells.map(({ before }) => before.n));
  const blunt = cells.filter(({ noticeable, smallestEffect }) =>
    noticeable === undefined || noticeable > smallestEffect
  );
  return [
    ...few < FEW_SEEDS
      ? [`Few seeds (${few}): only large changes can be told from chance; five or more are better.`]
      : [],
    ...blunt.length
      ? [
        `${blunt.length} of ${cells.length} cells vary too much over seeds to notice a drop of δ where ` +
        "random draws have changed: more seeds would.",
      ]
      : [],
  ];
}
