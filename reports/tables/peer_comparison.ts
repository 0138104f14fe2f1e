import { type Metric, type MetricKind, metricKinds } from "../../descriptors/metrics.ts";
import type { RunRecord } from "../../records/record.ts";
import { markdownText } from "../escapes/markdown.ts";
import { markdownTable } from "./markdown_table.ts";
import { mean } from "../inference/statistics/estimate.ts";

/** One result of another program. */
export interface PeerResult {
  readonly method: string;
  readonly problem: string;
  readonly seed: number;
  readonly selection: string;
  readonly metric: Metric;
  readonly value: number;
}

/**
 * Compares records with the results of another program on the same problems, in Markdown.
 *
 * @param title The suite's title.
 * @param ours The suite's records.
 * @param theirs The other program's results, of one metric and selection rule, one or more.
 * @returns A sentence on the table, and the table with a row for each of their methods: ours, theirs and the
 * difference.
 */
export function peerComparison(
  title: string,
  ours: readonly RunRecord[],
  theirs: readonly PeerResult[],
): string {
  const [{ selection, metric }] = theirs;
  const problems = [...new Set(theirs.map(({ problem }) => problem))];
  const rows = [...new Set(theirs.map(({ method }) => method))].map((method) => {
    const cells = problems.map((problem) => {
      const there = theirs.filter((run) => run.method === method && run.problem === problem);
      const here = ours.flatMap(({ spec, metrics }) => {
        const value = metrics[problem]?.[selection]?.[metric];
        const wanted = spec.method.name === method && there.some(({ seed }) => seed === spec.seed);
        return wanted && value !== undefined ? [value] : [];
      });
      const complete = here.length === there.length && there.length > 0;
      return {
        ours: complete ? mean(here) : undefined,
        theirs: mean(there.map(({ value }) => value)),
      };
    });
    const average = (which: "ours" | "theirs") => {
      const found = cells.map((cell) => cell[which]);
      return found.includes(undefined) ? undefined : mean(found as number[]);
    };
    return [
      method,
      ...[...cells, { ours: average("ours"), theirs: average("theirs") }]
        .map((both) => shown(both, metricKinds[metric])),
    ];
  });
  const seeds = new Set(theirs.map(({ seed }) => seed)).size;
  const { title: measured, percent } = metricKinds[metric];
  const about = `${title}: ${measured}${percent ? " in %" : ""}, selection ${selection}, ` +
    `ours / the other program's (difference), means over ${seeds} seeds.`;
  return `${markdownText(about)}\n\n` + markdownTable(["method", ...problems, "mean"], rows);
}

function shown(
  { ours, theirs }: { ours?: number; theirs?: number },
  { percent }: MetricKind,
): string {
  const digits = (value: number) => percent ? (100 * value).toFixed(1) : value.toFixed(3);
  const known = (value?: number) => value === undefined ? "not run" : digits(value);
  const both = `${known(ours)} / ${known(theirs)}`;
  if (ours === undefined || theirs === undefined) return both;
  const difference = ours - theirs;
  return `${both} (${difference < 0 ? "−" : "+"}${digits(Math.abs(difference))})`;
}
