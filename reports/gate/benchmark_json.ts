import { type Metric, metricKinds } from "../../descriptors/metrics.ts";
import { type Estimate, ROUNDING } from "../inference/statistics/estimate.ts";
import { type Gate, nameOf } from "./gate.ts";
import { commitsText, outcomeTexts } from "./gate_cells.ts";

/** A number in the format of github-action-benchmark. */
interface BenchmarkEntry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra: string;
}

/**
 * Writes a gate in the format `customBiggerIsBetter` of github-action-benchmark: the mean of each scored cell,
 * with the standard error as its range.
 *
 * Metrics that are better when lower are converted: an error to its complement, 1 − error, any other to its
 * inverse, such as 1/RMSE; name and unit state the conversion. A change of sign would not work: the program
 * raises alerts by the ratio of the previous to the current number, which is above one for an improvement if
 * both are negative. A mean of zero has no inverse and is omitted.
 *
 * @param gate The gate.
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
    const { unit, value, error, suffix } = bigger;
    return [{
      name: nameOf(cell) + suffix,
      unit,
      value: Number(value.toPrecision(12)),
      ...error === undefined ? {} : { range: `± ${Number(error.toPrecision(3))}` },
      extra: `${outcomeTexts[cell.outcome].slice(2)}\nseeds: ${cell.now.n}\ncommit: ${commits}`,
    }];
  });
  return `${JSON.stringify(entries, undefined, 2)}\n`;
}

/** Converts a mean and its standard error to a scale on which greater is better. */
function biggerIsBetter(metric: Metric, { mean, standardError }: Estimate) {
  const { higherIsBetter, percent } = metricKinds[metric];
  const value = mean!;
  if (percent) {
    return {
      unit: higherIsBetter ? "%" : "% (100 − error)",
      value: 100 * (higherIsBetter ? value : 1 - value),
      error: standardError === undefined ? undefined : 100 * standardError,
      suffix: higherIsBetter ? "" : " (complement)",
    };
  }
  if (higherIsBetter) return { unit: metric, value, error: standardError, suffix: "" };
  if (Math.abs(value) <= ROUNDING) return undefined;
  return {
    unit: `1/${metric}`,
    value: 1 / value,
    // First-order error propagation.
    error: standardError === undefined ? undefined : standardError / value ** 2,
    suffix: " (inverse)",
  };
}
