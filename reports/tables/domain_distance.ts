import type { PlannedRun } from "../../records/record.ts";
import { markdownText } from "../escapes/markdown.ts";
import type { Comparison } from "../inference/comparison.ts";
import { distancesOf, type PairDistances } from "../inference/domain_distance.ts";
import { averageGainsOf } from "../inference/gains.ts";
import { runsOfMethod } from "../inference/method_runs.ts";
import { averaged, type Sample, statusOf, valuesOf } from "../inference/samples.ts";
import { estimate } from "../inference/statistics/estimate.ts";
import { markdownTable } from "./markdown_table.ts";
import { gainCell, goneCell, labelOf, missing } from "./sheet_cells.ts";

/**
 * Renders the distances between the domains in the features of each method, beside its gain, in Markdown: most methods
 * of adaptation bring the domains nearer, which is no gain by itself.
 *
 * @param comparison The comparison of the runs.
 * @param runs All planned runs.
 * @returns A heading, a table of methods × pairs, and a note; nothing if no run recorded a distance.
 */
export function distanceTables(comparison: Comparison, runs: readonly PlannedRun[]): string[] {
  const { baseline, sections: [{ selection, rows }] } = comparison;
  const ofMethod = rows.map(({ method }) => runsOfMethod(runs, method.method));
  const first = ofMethod.find((own) => own.some(({ record }) => record?.domainDistance));
  if (!first) return [];
  const before = distancesOf(first, "before");
  const pairs = [...before.keys()];
  const gains = averageGainsOf(comparison).filter((gain) => gain.selection === selection);
  const cellsOf = (distances: PairDistances) => {
    const samples = pairs.map((pair) => distances.get(pair)!);
    return [...samples, ...pairs.length > 1 ? [averaged(samples)] : []].map(distanceText);
  };
  const gained = gains.length > 0;
  return [
    "### A-distance between source and target features",
    markdownTable(
      [
        "method",
        ...pairs,
        ...pairs.length > 1 ? ["mean"] : [],
        ...gained ? [`gain over ${baseline!.label}`] : [],
      ],
      [
        ["untrained", ...cellsOf(before), ...gained ? ["–"] : []],
        ...rows.map((row, i) => [
          labelOf(row),
          ...cellsOf(distancesOf(ofMethod[i], "after")),
          ...gained ? [gainCell(gains.find(({ method }) => method === row.method)).text] : [],
        ]),
      ],
    ),
    "- The proxy A-distance, 2(1 − 2ε), with ε the error of a linear classifier of source and target by the " +
    "features of test rows, trained on other test rows: 0 if it cannot distinguish the domains, 2 if it always can; " +
    "by chance, it can be slightly below 0. In the features before the first step, and of each method after the last; mean ± standard error over " +
    `the seeds.${
      gained ? ` The gain is that of the tables above, ${markdownText(selection)}.` : ""
    } Domains that are near ` +
    "in the features need not have their classes in the same place.",
  ];
}

function distanceText(sample: Sample): string {
  const outcomes = [...sample.values()];
  const gone = goneCell(statusOf(outcomes));
  const { mean, standardError, n } = estimate(valuesOf(outcomes));
  if (gone || mean === undefined) return gone?.text ?? "–";
  const spread = standardError === undefined ? "" : ` ± ${standardError.toFixed(2)}`;
  return mean.toFixed(2).replace("-", "−") + (missing(n, outcomes.length) || spread);
}
