/** What a metric is: how its numbers are shown, and which of two is better. */
export interface MetricKind {
  /** As a sentence names it. */
  readonly title: string;
  readonly higherIsBetter: boolean;
  /** Whether it is a fraction that is shown in percent. */
  readonly percent: boolean;
}

/** All metrics, by the name that records and reports use. */
export const metricKinds = {
  accuracy: { title: "accuracy", higherIsBetter: true, percent: true },
  error: { title: "error", higherIsBetter: false, percent: true },
  macro_f1: { title: "macro F1", higherIsBetter: true, percent: true },
  span_f1: { title: "span F1", higherIsBetter: true, percent: true },
  auc: { title: "AUC", higherIsBetter: true, percent: true },
  rmse: { title: "RMSE", higherIsBetter: false, percent: false },
  r2: { title: "R²", higherIsBetter: true, percent: false },
  mae: { title: "MAE", higherIsBetter: false, percent: false },
} as const satisfies { readonly [name: string]: MetricKind };

/** The name of a metric. */
export type Metric = keyof typeof metricKinds;
