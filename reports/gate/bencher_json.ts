import type { Gate, GateCell } from "./gate.ts";

/** A number as Bencher reads it. */
interface BencherMetric {
  readonly value: number;
  readonly lower_value?: number;
  readonly upper_value?: number;
}

/**
 * A gate in the Bencher Metric Format: the mean of each cell that was scored, with a standard error to
 * either side, in the metric's own unit and direction; in Bencher, a threshold has an upper or a lower limit.
 *
 * @param gate What it says.
 * @returns A JSON document: metrics by measure, which is the metric's name, by benchmark.
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
