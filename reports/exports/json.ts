import type { MethodSpec, ProtocolSpec, RunRecord } from "../../records/record.ts";
import { placeOfMethod } from "../inference/method_runs.ts";
import type { Cell, Comparison, Entry } from "../inference/comparison.ts";
import { comparisonsByMetric } from "../inference/further_metrics.ts";
import { averageGainsOf, type Gain, gainsOf } from "../inference/gains.ts";
import { gainStatistics, statisticOf } from "../inference/gain_statistics.ts";
import { rankingOf } from "../inference/ranking.ts";
import type { Estimate } from "../inference/statistics/estimate.ts";
import type { Interval } from "../inference/statistics/interval.ts";
import type { Study } from "../inference/study.ts";
import { transfersOf } from "../inference/transfer.ts";
import type { Verdict } from "../inference/verdict.ts";
import type { Export } from "./export.ts";

/** All cells, statistics and runs as JSON. */
const json: Export = {
  name: "json",
  describe: "report.json, every cell and statistic",
  render: ({ studies }) => [{
    path: "report.json",
    content: () =>
      `${JSON.stringify(documentOf(studies.map(({ study }) => study)), undefined, 2)}\n`,
  }],
};

export default json;

/**
 * A report as plain JSON. Metrics are fractions, and gains are differences of metrics, positive if the method is
 * better; absent values are `null`.
 */
export interface ReportDocument {
  /** The version of the format, raised if a field changes its meaning or is removed. */
  readonly version: 3;
  readonly studies: readonly StudyDocument[];
}

/** A study: runs of one suite, dataset and protocol. */
export interface StudyDocument {
  readonly name: string;
  readonly title: string;
  readonly suite: { readonly name: string; readonly version: number };
  readonly dataset: { readonly name: string; readonly version: number };
  readonly protocol: ProtocolSpec;
  /** The fraction of the words that have a vector; `null` without word vectors. */
  readonly wordsFound: number | null;
  readonly seeds: readonly number[];
  /**
   * The differences between the protocol and the suite's own; `departures`: those between the suite's and the papers'.
   */
  readonly changes: readonly string[];
  readonly departures: readonly string[];
  /** The label of the method that gains are measured against. */
  readonly baseline: string | null;
  readonly methods: readonly {
    readonly label: string;
    readonly upperBound: boolean;
    readonly method: MethodSpec;
  }[];
  /** The cells by metric, selection rule, method and problem; several problems are followed by their `mean`. */
  readonly cells: readonly CellDocument[];
  /** The effects of methods by selection rule and method, by each task's first metric. */
  readonly transfers: readonly TransferDocument[];
  /** The ranks of methods by selection rule, by each task's first metric; empty for few methods or problems. */
  readonly rankings: readonly RankingDocument[];
  readonly runs: readonly RunDocument[];
}

/** A cell of a table. */
export interface CellDocument extends Cell {
  /** The problem of the runs; `null` for the mean. */
  readonly group: string | null;
  /** The number of planned seeds. */
  readonly planned: number;
  readonly best: boolean;
  /** The results by seed. */
  readonly values: { readonly [seed: string]: number };
  /** The gain as a fraction of the baseline's value; `null` for the baseline itself, and without a baseline. */
  readonly improvement: EstimateDocument | null;
  /** `null` for the baseline itself, and without a baseline. */
  readonly gain: GainDocument | null;
}

/** A mean over seeds. */
export interface EstimateDocument {
  readonly mean: number | null;
  readonly standardError: number | null;
  readonly n: number;
}

/** A gain over the baseline with its statistics; `Gain` explains the fields. */
export interface GainDocument extends EstimateDocument {
  /** True if the differences are fractions of the baseline's value. */
  readonly relative: boolean;
  readonly differences: { readonly [seed: string]: number };
  readonly student: Interval | null;
  /** The values of the statistics by their columns in CSV. */
  readonly statistics: { readonly [column: string]: number | Interval | null };
  readonly verdict: Verdict;
  readonly seedsHarmed: number;
}

/** The effect of a method on all problems. */
export interface TransferDocument {
  readonly method: string;
  readonly selection: string;
  /** The verdict on its gain over the mean of all problems. */
  readonly verdict: Verdict;
  /** Δm, a fraction, with Student's 95 % interval. */
  readonly delta: EstimateDocument & { readonly interval: Interval | null };
  /** The number of problems with each verdict. */
  readonly counts: { readonly [V in Verdict]: number };
  /** The number of pairs of a problem and a seed; `seedsHarmed`: those on which the method is worse. */
  readonly seeds: number;
  readonly seedsHarmed: number;
  readonly worst: { readonly problem: string; readonly change: number } | null;
}

/** The ranks of methods over the problems. */
export interface RankingDocument {
  readonly selection: string;
  /** The ranked methods, the best first. */
  readonly ranks: readonly { readonly method: string; readonly averageRank: number }[];
  readonly omitted: readonly string[];
  readonly friedman: {
    readonly statistic: number;
    readonly pValue: number;
    readonly problems: number;
  };
  /** Nemenyi's critical difference at 5 %. */
  readonly criticalDifference: number;
}

/** A planned run. */
export interface RunDocument {
  readonly id: string;
  readonly method: string;
  readonly group: string;
  readonly seed: number;
  readonly status: RunRecord["status"] | "not_run";
  readonly error: string | null;
  /** The command line that repeats it. */
  readonly command: string | null;
}

/**
 * Converts studies to a document.
 *
 * @param studies The studies.
 * @returns Plain data; the same for the same records.
 */
export function documentOf(studies: readonly Study[]): ReportDocument {
  return { version: 3, studies: studies.map(studyDocument) };
}

function studyDocument(study: Study): StudyDocument {
  const { comparison, name, title, changes, departures } = study;
  const { suite, version, dataset, protocol, seeds, baseline, methods } = comparison;
  return {
    name,
    title,
    suite: { name: suite, version },
    dataset,
    protocol,
    wordsFound: comparison.wordsFound ?? null,
    seeds,
    changes,
    departures,
    baseline: baseline?.label ?? null,
    methods: methods.map(({ label, upperBound, method }) => ({ label, upperBound, method })),
    cells: comparisonsByMetric(study).flatMap(cellDocuments),
    transfers: transferDocuments(comparison),
    rankings: rankingDocuments(comparison),
    runs: runDocuments(study),
  };
}

function cellDocuments(comparison: Comparison): CellDocument[] {
  const { problems, sections } = comparison;
  const gains = new Map(
    [...gainsOf(comparison), ...averageGainsOf(comparison)].map((gain) => [gain.entry, gain]),
  );
  const document = (entry: Entry, group: string | null): CellDocument => {
    const gain = gains.get(entry);
    return {
      ...entry.cell,
      group,
      planned: entry.planned,
      best: entry.best,
      values: Object.fromEntries(entry.values),
      improvement: gain ? estimateDocument(gain.improvement) : null,
      gain: gain ? gainDocument(gain) : null,
    };
  };
  return sections.flatMap(({ rows }) =>
    rows.flatMap(({ entries, average }) => [
      ...entries.map((entry, i) => document(entry, problems[i].group)),
      ...problems.length > 1 ? [document(average, null)] : [],
    ])
  );
}

function estimateDocument({ mean, standardError, n }: Estimate): EstimateDocument {
  return { mean: mean ?? null, standardError: standardError ?? null, n };
}

function gainDocument(gain: Gain): GainDocument {
  return {
    ...estimateDocument(gain.estimate),
    relative: gain.relative,
    differences: Object.fromEntries(gain.differences),
    student: gain.estimate.interval ?? null,
    statistics: Object.fromEntries(
      gainStatistics.map((statistic) => [statistic.column, statisticOf(statistic, gain) ?? null]),
    ),
    verdict: gain.verdict,
    seedsHarmed: gain.seedsHarmed,
  };
}

function transferDocuments(comparison: Comparison): TransferDocument[] {
  return transfersOf(comparison).map(
    (
      { method, selection, average: { verdict, improvement }, counts, seeds, seedsHarmed, worst },
    ) => ({
      method: method.label,
      selection,
      verdict,
      delta: { ...estimateDocument(improvement), interval: improvement.interval ?? null },
      counts,
      seeds,
      seedsHarmed,
      worst: worst ? { problem: worst.problem, change: worst.change } : null,
    }),
  );
}

function rankingDocuments({ sections }: Comparison): RankingDocument[] {
  return sections.flatMap((section) => {
    const ranking = rankingOf(section);
    if (!ranking) return [];
    const { ranks, omitted, friedman: { statistic, pValue, n }, criticalDifference } = ranking;
    return [{
      selection: section.selection,
      ranks: ranks.map(({ method, averageRank }) => ({ method: method.label, averageRank })),
      omitted: omitted.map(({ label }) => label),
      friedman: { statistic, pValue, problems: n },
      criticalDifference,
    }];
  });
}

function runDocuments({ runs, comparison: { methods }, commands }: Study): RunDocument[] {
  return runs.map(({ id, spec, record }) => ({
    id,
    method: methods[placeOfMethod(methods, spec.method)].label,
    group: spec.problem.name,
    seed: spec.seed,
    status: record?.status ?? "not_run",
    error: record?.error?.message ?? null,
    command: commands.get(id) ?? null,
  }));
}
