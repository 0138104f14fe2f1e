import { type Metric, metricKinds } from "../../descriptors/metrics.ts";
import { type Estimate, ROUNDING } from "../statistics/estimate.ts";
import { type Gate, nameOf } from "./gate.ts";
import { commitsText, outcomeTexts } from "./gate_cells.ts";

/** A number as github-action-benchmark reads it. */
interface BenchmarkEntry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra: string;
}

/**
 * A gate as `customBiggerIsBetter` of github-action-benchmark reads it: the mean of each cell that was
 * scored, the standard error as its range.
 *
 * Of metrics that are better when lower, an error is complemented, 1 − error, and any other inverted, 1/RMSE;
 * name and unit say so. A mere change of sign would not do: that program raises its alerts by the ratio of
 * the number before to the number now, which, where both are negative, is above one for an improvement. A
 * mean of zero has no inverse, and is left out.
 *
 * @param gate What it says.
 * @returns A JSON document, an array.
 *
 * @see github-action-benchmark: https://github.com/benchmark-action/github-action-benchmark
 */
export function benchmarkJson(gate: Gate): string {
  const commits = commitsText(gate.commits);
  const entries = gate.cells.flatMap((cell): BenchmarkEntry[] => {
    if (!cell.now) return [];
    const bigger = biggerIsBetter(cell.metric, cell.now);
    if (!bigger) return [];
    const { unit, value, error, said } = bigger;
    return [{
      name: nameOf(cell) + said,
      unit,
      value: Number(value.toPrecision(12)),
      ...error === undefined ? {} : { range: `± ${Number(error.toPrecision(3))}` },
      extra: `${outcomeTexts[cell.outcome].slice(2)}\nseeds: ${cell.now.n}\ncommit: ${commits}`,
    }];
  });
  return `${JSON.stringify(entries, undefined, 2)}\n`;
}

/** A mean and its standard error as numbers of which the greater is the better. */
function biggerIsBetter(metric: Metric, { mean, standardError }: Estimate) {
  const { higherIsBetter, percent } = metricKinds[metric];
  const value = mean!;
  if (percent) {
    return {
      unit: higherIsBetter ? "%" : "% (100 − error)",
      value: 100 * (higherIsBetter ? value : 1 - value),
      error: standardError === undefined ? undefined : 100 * standardError,
      said: higherIsBetter ? "" : " (complement)",
    };
  }
  if (higherIsBetter) return { unit: metric, value, error: standardError, said: "" };
  if (Math.abs(value) <= ROUNDING) return undefined;
  return {
    unit: `1/${metric}`,
    value: 1 / value,
    // To first order.
    error: standardError === undefined ? undefined : standardError / value ** 2,
    said: " (inverse)",
  };
}
