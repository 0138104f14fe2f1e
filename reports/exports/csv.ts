import type { Comparison, Entry } from "../inference/comparison.ts";
import { csvText, type CsvValue } from "../escapes/csv.ts";
import { comparisonsByMetric } from "../inference/further_metrics.ts";
import { averageGainsOf, type Gain, gainsOf } from "../inference/gains.ts";
import { gainStatistics, statisticOf } from "../inference/gain_statistics.ts";
import type { Interval } from "../inference/statistics/interval.ts";
import type { Statistic } from "../inference/statistics/statistic.ts";
import type { Study } from "../inference/study.ts";
import type { Export } from "./export.ts";

/** All cells as comma-separated values. */
const csv: Export = {
  name: "csv",
  describe: "report.csv, a row for every method, problem, selection rule and metric",
  render: ({ studies }) => [
    { path: "report.csv", content: () => csvOf(studies.map(({ study }) => study)) },
  ],
};

export default csv;

/** A cell with all of its facts. */
interface Line {
  readonly study: Study;
  readonly comparison: Comparison;
  readonly entry: Entry;
  readonly upperBound: boolean;
  /** The problem of the runs; empty for the mean over all. */
  readonly group: string;
  readonly gain: Gain | undefined;
}

/** Columns by name, with the values of a line. */
interface Columns {
  readonly [name: string]: (line: Line) => CsvValue;
}

/** The columns in order. */
const columns: Columns = {
  study: ({ study }) => study.name,
  suite: ({ comparison }) => comparison.suite,
  suite_version: ({ comparison }) => comparison.version,
  dataset: ({ comparison }) => comparison.dataset.name,
  dataset_version: ({ comparison }) => comparison.dataset.version,
  selection: ({ entry }) => entry.cell.selection,
  method: ({ entry }) => entry.cell.method,
  upper_bound: ({ upperBound }) => upperBound,
  group: ({ group }) => group,
  problem: ({ entry }) => entry.cell.problem,
  metric: ({ entry }) => entry.cell.metric,
  status: ({ entry }) => entry.cell.status,
  seeds: ({ entry }) => entry.cell.n,
  seeds_planned: ({ entry }) => entry.planned,
  mean: ({ entry }) => entry.cell.mean,
  standard_error: ({ entry }) => entry.cell.standardError,
  best: ({ entry }) => entry.best,
  baseline: ({ comparison }) => comparison.baseline?.label,
  gain: ({ gain }) => gain?.estimate.mean,
  gain_is_relative: ({ gain }) => gain?.relative,
  gain_standard_error: ({ gain }) => gain?.estimate.standardError,
  gain_seeds: ({ gain }) => gain?.estimate.n,
  student_lower: ({ gain }) => gain?.estimate.interval?.lower,
  student_upper: ({ gain }) => gain?.estimate.interval?.upper,
  ...Object.assign({}, ...gainStatistics.map(statisticColumns)),
  verdict: ({ gain }) => gain?.verdict,
  seeds_harmed: ({ gain }) => gain?.seedsHarmed,
  relative_improvement: ({ gain }) => gain?.improvement.mean,
  relative_improvement_standard_error: ({ gain }) => gain?.improvement.standardError,
};

/**
 * Renders all cells of studies as comma-separated values: a row for each method, problem, selection rule and metric,
 * and a row for the mean over the problems, with the problem `mean` and an empty group.
 *
 * Metrics are fractions, and gains are differences of metrics, positive if the method is better; absent values are
 * empty. Intervals are of 95 %.
 *
 * @param studies The studies.
 * @returns A line of column names and the rows, each terminated by CR LF.
 *
 * @see RFC 4180: https://www.rfc-editor.org/rfc/rfc4180
 */
export function csvOf(studies: readonly Study[]): string {
  const lines = studies.flatMap((study) =>
    comparisonsByMetric(study).flatMap((comparison) => linesOf(study, comparison))
  );
  const rows = lines.map((line) => Object.values(columns).map((valueOf) => valueOf(line)));
  return csvText([Object.keys(columns), ...rows]);
}

function statisticColumns(statistic: Statistic): Columns {
  const { column } = statistic;
  const value = ({ gain }: Line) => gain && statisticOf(statistic, gain);
  if (statistic.kind !== "interval") {
    return { [column]: (line) => value(line) as number | undefined };
  }
  const bound = (end: "lower" | "upper") => (line: Line) =>
    (value(line) as Interval | undefined)?.[end];
  return { [`${column}_lower`]: bound("lower"), [`${column}_upper`]: bound("upper") };
}

function linesOf(study: Study, comparison: Comparison): Line[] {
  const { sections, problems } = comparison;
  const gains = new Map(
    [...gainsOf(comparison), ...averageGainsOf(comparison)].map((gain) => [gain.entry, gain]),
  );
  return sections.flatMap(({ rows }) =>
    rows.flatMap(({ method: { upperBound }, entries, average }) => {
      const line = (entry: Entry, group: string): Line => ({
        study,
        comparison,
        entry,
        upperBound,
        group,
        gain: gains.get(entry),
      });
      return [
        ...entries.map((entry, i) => line(entry, problems[i].group)),
        ...problems.length > 1 ? [line(average, "")] : [],
      ];
    })
  );
}
