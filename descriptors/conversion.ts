import type { Metric } from "./metrics.ts";

/**
 * Converts a recorded metric into the published one.
 *
 * @param value The recorded value; a fraction for metrics in percent.
 * @param recorded The recorded metric.
 * @param published The published one.
 * @returns The value itself for the same metric, 1 − value between accuracy and error.
 * @throws {RangeError} For any other two metrics.
 */
export function converted(value: number, recorded: Metric, published: Metric): number {
  if (recorded === published) return value;
  const pair = new Set([recorded, published]);
  if (pair.has("accuracy") && pair.has("error")) return 1 - value;
  throw new RangeError(
    `Cannot convert ${recorded} into ${published}: only accuracy and error can be converted`,
  );
}

/** True if a metric is a proportion of examples, so that its error is binomial. */
export function isProportion(metric: Metric): boolean {
  return metric === "accuracy" || metric === "error";
}
