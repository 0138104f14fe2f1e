/** What a metric is: how its numbers are shown, and which of two is better. */
export interface MetricKind {
  /** As a sentence names it. */
  readonly title: string;
  readonly higherIsBetter: boolean;
  /** Whether it is a fraction that is shown in percent. */
  readonly percent: boolean;
  /** Of what is shown in percent, how many decimals tell results apart. */
  readonly decimals: number;
  /** The least and the greatest value that it can have, both included. */
  readonly range: readonly [least: number, greatest: number];
  /** Whether it has the unit of what is predicted; none has another. */
  readonly ofTarget?: boolean;
}

/** All metrics, by the name that records and reports use. */
export const metricKinds = {
  accuracy: { title: "accuracy", higherIsBetter: true, percent: true, decimals: 1, range: [0, 1] },
  error: { title: "error", higherIsBetter: false, percent: true, decimals: 1, range: [0, 1] },
  macro_f1: { title: "macro F1", higherIsBetter: true, percent: true, decimals: 1, range: [0, 1] },
  span_f1: { title: "span F1", higherIsBetter: true, percent: true, decimals: 1, range: [0, 1] },
  auc: { title: "AUC", higherIsBetter: true, percent: true, decimals: 2, range: [0, 1] },
  rmse: {
    title: "RMSE",
    higherIsBetter: false,
    percent: false,
    decimals: 1,
    range: [0, Infinity],
    ofTarget: true,
  },
  r2: { title: "R²", higherIsBetter: true, percent: false, decimals: 1, range: [-Infinity, 1] },
  mae: {
    title: "MAE",
    higherIsBetter: false,
    percent: false,
    decimals: 1,
    range: [0, Infinity],
    ofTarget: true,
  },
} as const satisfies { readonly [name: string]: MetricKind };

/** The name of a metric. */
export type Metric = keyof typeof metricKinds;

/** Whether a mean over some metrics means something: they agree in direction and unit. */
export function areAlike(metrics: readonly Metric[]): boolean {
  const [first, ...others] = metrics.map((metric): MetricKind => metricKinds[metric]);
  return others.every(({ higherIsBetter, percent }) =>
    higherIsBetter === first.higherIsBetter && percent === first.percent
  );
}
