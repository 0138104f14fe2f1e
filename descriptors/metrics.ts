/** A metric: its name in text, direction, format and range. */
export interface MetricKind {
  /** The name in text. */
  readonly title: string;
  readonly higherIsBetter: boolean;
  /** True if it is a fraction, shown in percent. */
  readonly percent: boolean;
  /** Number of decimals that distinguish results in percent. */
  readonly decimals: number;
  /**
   * The least and the greatest possible value, both included: errors of 32-bit numbers are below 1e39, and no statistic
   * of values within these bounds overflows.
   */
  readonly range: readonly [least: number, greatest: number];
  /** True if it has the unit of the target; other metrics have no unit. */
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
    range: [0, 1e39],
    ofTarget: true,
  },
  mutual_information: {
    title: "mutual information without labels, nats",
    higherIsBetter: true,
    percent: false,
    decimals: 1,
    range: [-1e-6, 40],
  },
  entropy: {
    title: "entropy without labels, nats",
    higherIsBetter: false,
    percent: false,
    decimals: 1,
    range: [0, 40],
  },
  r2: { title: "R²", higherIsBetter: true, percent: false, decimals: 1, range: [-1e100, 1] },
  mae: {
    title: "MAE",
    higherIsBetter: false,
    percent: false,
    decimals: 1,
    range: [0, 1e39],
    ofTarget: true,
  },
} as const satisfies { readonly [name: string]: MetricKind };

/** The name of a metric. */
export type Metric = keyof typeof metricKinds;

/** Returns true if a mean over the metrics is meaningful: they agree in direction and in percent. */
export function areAlike(metrics: readonly Metric[]): boolean {
  const [first, ...others] = metrics.map((metric): MetricKind => metricKinds[metric]);
  return others.every(({ higherIsBetter, percent }) =>
    higherIsBetter === first.higherIsBetter && percent === first.percent
  );
}
