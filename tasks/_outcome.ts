import { metricKinds } from "../descriptors/metrics.ts";
import type { RunRecord } from "../records/record.ts";

/** Describes the end of a run in a few words: its score and its time, or its error. */
export function outcome(record: RunRecord): string {
  if (record.status !== "ok") return `${record.status}: ${record.error?.message}`;
  const { data, compile, train, evaluate } = record.seconds;
  return `${scoreOf(record)} in ${(data + compile + train + evaluate).toFixed(1)} s`;
}

/** The score after the last step: the accuracy, or the mean over tasks that share one metric. */
function scoreOf({ spec, metrics }: RunRecord): string {
  const names = spec.problem.tasks.map(({ metrics: [first] }) => first);
  const [metric] = names;
  if (new Set(names).size > 1) return "done";
  const values = Object.values(metrics).map((byRule) =>
    byRule[spec.protocol.selections[0]][metric]
  );
  const mean = values.reduce((a, b) => a + b) / values.length;
  const { title, percent } = metricKinds[metric];
  const shown = percent ? `${(100 * mean).toFixed(1)} %` : mean.toPrecision(3);
  return metric === "accuracy" ? shown : `${title} ${shown}`;
}
