import type { Gate, GateCell } from "./gate.ts";

/** A number in the Bencher Metric Format. */
interface BencherMetric {
  readonly value: number;
  readonly lower_value?: number;
  readonly upper_value?: number;
}

/**
 * Writes a gate in the Bencher Metric Format: the mean of each scored cell with a standard error to either
 * side, in the metric's own unit and direction; a threshold in Bencher has an upper or a lower limit.
 *
 * @param gate The gate.
 * @returns A JSON document: metrics by benchmark, then by measure, which is the metric's name.
 *
 * @see Bencher Metric Format: https://bencher.dev/docs/reference/bencher-metric-format
 */
export function bencherJson({ cells }: Gate): string {
  const benchmarks: Record<string, Record<string, BencherMetric>> = {};
  for (const cell of cells) {
    if (!cell.now) continue;
    const { mean, standardError } = cell.now;
    const value = mean!;
    (benchmarks[benchmarkOf(cell)] ??= {})[cell.metric] = {
      value,
      ...standardError === undefined
        ? {}
        : { lower_value: value - standardError, upper_value: value + standardError },
    };
  }
  return `${JSON.stringify(benchmarks, undefined, 2)}\n`;
}

function benchmarkOf({ suite, problem, method, selection }: GateCell): string {
  return `${suite} ${problem} ${method} ${selection}`;
}
