import { maximum } from "../../descriptors/extremes.ts";
import { type Metric, metricKinds } from "../../descriptors/metrics.ts";
import { scaleOf } from "../inference/problems.ts";
import { ROUNDING } from "../inference/statistics/estimate.ts";

/** How an axis shows metrics. */
export interface MetricAxis {
  /** What it shows: `accuracy`. */
  readonly name: string;
  /** What stands beside it: `accuracy, %`, `RMSE (lower is better)`. */
  readonly title: string;
  /** By what numbers of a record are multiplied. */
  readonly factor: 1 | 100;
  readonly higherIsBetter: boolean;
  /** How many decimals tell numbers apart that are as large as these. */
  decimals(values: readonly number[]): number;
}

/**
 * Makes an axis for metrics, or for means over them.
 *
 * @param metrics The metrics.
 * @returns The axis; `undefined` where no axis is right for all, since they differ in direction or unit.
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

/** The decimals that leave the greatest of some numbers three digits. */
function threeDigits(values: readonly number[]): number {
  const greatest = maximum(values.map(Math.abs));
  return greatest > ROUNDING ? Math.max(0, 2 - Math.floor(Math.log10(greatest))) : 0;
}
