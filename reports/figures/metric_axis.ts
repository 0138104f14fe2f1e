import { maximum } from "../../descriptors/extremes.ts";
import { type Metric, metricKinds } from "../../descriptors/metrics.ts";
import { scaleOf } from "../inference/problems.ts";
import { ROUNDING } from "../inference/statistics/estimate.ts";

/** An axis of metrics. */
export interface MetricAxis {
  /** The name of the quantity: `accuracy`. */
  readonly name: string;
  /** The title of the axis: `accuracy, %`, `RMSE (lower is better)`. */
  readonly title: string;
  /** The factor from the numbers of a record to those of the axis. */
  readonly factor: 1 | 100;
  readonly higherIsBetter: boolean;
  /** Returns the number of decimals that distinguishes numbers of this size. */
  decimals(values: readonly number[]): number;
}

/**
 * Returns an axis for metrics, or for means over them.
 *
 * @param metrics The metrics.
 * @returns The axis; `undefined` if the metrics differ in direction or unit.
 */
export function metricAxis(metrics: readonly Metric[]): MetricAxis | undefined {
  const scale = scaleOf(metrics);
  if (!scale) return undefined;
  const { percent, higherIsBetter, decimals } = scale;
  const name = [...new Set(metrics.map((metric) => metricKinds[metric].title))].join(" or ");
  const title = percent ? `${name}, %` : name;
  return {
    name,
    title: higherIsBetter ? title : `${title} (lower is better)`,
    factor: percent ? 100 : 1,
    higherIsBetter,
    decimals: (values) => percent ? decimals : threeDigits(values),
  };
}

/** Returns the number of decimals that gives the greatest number three digits. */
function threeDigits(values: readonly number[]): number {
  const greatest = maximum(values.map(Math.abs));
  return greatest > ROUNDING ? Math.max(0, 2 - Math.floor(Math.log10(greatest))) : 0;
}
