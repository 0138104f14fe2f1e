import type { Comparison, Entry } from "../inference/comparison.ts";
import { csvField, type CsvValue } from "../escapes/csv.ts";
import { comparisonsByMetric } from "../inference/further_metrics.ts";
import { averageGainsOf, type Gain, gainsOf } from "../inference/gains.ts";
import type { Study } from "../inference/study.ts";

/** A cell and all that is known of it. */
interface Line {
  readonly study: Study;
  readonly comparison: Comparison;
  readonly entry: Entry;
  readonly upperBound: boolean;
  /** What was learned together; empty for the mean over all. */
  readonly group: string;
  readonly gain: Gain | undefined;
}

/** The columns in order. */
const columns: { readonly [name: string]: (line: Line) => CsvValue } = {
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
  bootstrap_lower: ({ gain }) => gain?.bootstrap?.lower,
  bootstrap_upper: ({ gain }) => gain?.bootstrap?.upper,
  p_t: ({ gain }) => gain?.pValues.t,
  p_signed_rank: ({ gain }) => gain?.pValues.signedRank,
  p_sign_flip: ({ gain }) => gain?.pValues.signFlip,
  p_t_holm: ({ gain }) => gain?.adjusted.holm,
  p_t_benjamini_hochberg: ({ gain }) => gain?.adjusted.benjaminiHochberg,
  cohens_d: ({ gain }) => gain?.cohensD,
  probability_of_improvement: ({ gain }) => gain?.probabilityOfImprovement,
  detectable_difference: ({ gain }) => gain?.detectable,
  verdict: ({ gain }) => gain?.verdict,
  seeds_harmed: ({ gain }) => gain?.seedsHarmed,
  relative_improvement: ({ gain }) => gain?.improvement.mean,
  relative_improvement_standard_error: ({ gain }) => gain?.improvement.standardError,
};

/**
 * Writes all cells of studies as comma-separated values: a row for each method, problem, selection rule and
 * metric, and one for the mean over the problems, whose problem is `mean` and whose group is empty.
 *
 * Metrics are fractions, gains differences of such, positive where the method is better; what there is none
 * of is empty. Intervals are of 95 %.
 *
 * @param studies The studies.
 * @returns A line of heads and the rows, each ended by CR LF.
 *
 * @see RFC 4180: https://www.rfc-editor.org/rfc/rfc4180
 */
export function csvOf(studies: readonly Study[]): string {
  const lines = studies.flatMap((study) =>
    comparisonsByMetric(study).flatMap((comparison) => linesOf(study, comparison))
  );
  const rows = lines.map((line) =>
    Object.values(columns).map((valueOf) => csvField(valueOf(line)))
  );
  return [Object.keys(columns), ...rows].map((row) => `${row.join(",")}\r\n`).join("");
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
