import type { DomainDistance, PlannedRun } from "../../records/record.ts";
import { runsOfMethod } from "./method_runs.ts";
import type { Comparison } from "./comparison.ts";
import { markdownText } from "../escapes/markdown.ts";
import { markdownTable } from "../tables/markdown_table.ts";
import { averageGainsOf } from "./negative_transfer.ts";
import { averaged, type Outcome, type Sample, statusOf, valuesOf } from "./samples.ts";
import { gainCell, goneCell, labelOf, missing } from "../tables/sheet_cells.ts";
import { estimate } from "./statistics/estimate.ts";

/** Of a method, how far apart the domains of each pair are in its features, by pair and seed. */
export type PairDistances = ReadonlyMap<string, Sample>;

/**
 * Reads how far apart domains are in features.
 *
 * @param runs The runs of one method.
 * @param when Of the untrained encoder, or after the last step.
 * @returns The pairs in the order of the plan; a run that ended well without a distance is as good as unfinished.
 */
export function distancesOf(
  runs: readonly PlannedRun[],
  when: keyof DomainDistance,
): PairDistances {
  return new Map([...Map.groupBy(runs, ({ spec }) => spec.problem.name)].map(([pair, own]) => {
    return [
      pair,
      new Map(own.map(({ spec, record }): [number, Outcome] => {
        if (record?.status !== "ok") return [spec.seed, { status: record?.status ?? "not_run" }];
        const value = record.domainDistance?.[when];
        return [spec.seed, value === undefined ? { status: "partial" } : { status: "ok", value }];
      })),
    ];
  }));
}

/**
 * Writes how far apart the domains are in the features of each method, beside what it gains: near domains are
 * what most methods of adaptation are after, and are no gain by themselves.
 *
 * @param comparison The comparison of the runs.
 * @param runs All planned runs.
 * @returns A heading, a table of methods × pairs, and what it is; nothing where no run recorded a distance.
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
    "- The proxy A-distance, 2(1 − 2ε), with ε the error of a linear classifier that tells source from target by the " +
    "features of test rows, trained on others of them: 0 where nothing tells the domains apart, 2 where everything " +
    "does, by chance a little below 0. Before the first step, and of each method after the last, in the features " +
    "that it predicts from; mean ± standard error over " +
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
