import type { PlannedRun } from "../../records/record.ts";
import type { ComparedProblem } from "./problems.ts";
import { mean } from "./statistics/estimate.ts";

/**
 * How far the runs behind a number have come. The first that applies:
 *
 * - `failed`: a run threw.
 * - `diverged`: a run's loss was not finite.
 * - `ok`: every planned seed has its result.
 * - `not_run`: no run has been made.
 * - `partial`: anything between.
 */
export type Status = "ok" | "partial" | "diverged" | "failed" | "not_run";

/** What one seed gave; there is a value where it is `ok`, and there alone. */
export interface Outcome {
  readonly status: Status;
  readonly value?: number;
}

/** Results by seed. */
export type Sample = ReadonlyMap<number, Outcome>;

/**
 * Reads what runs gave on a problem.
 *
 * @param planned The runs of one method on the problem's group, one for each seed.
 * @param problem The problem.
 * @param selection The selection rule.
 * @throws {RangeError} If a record lacks the problem's metric.
 */
export function sampleOf(
  planned: readonly PlannedRun[],
  { task, metric }: ComparedProblem,
  selection: string,
): Sample {
  return new Map(planned.map(({ id, spec, record }): [number, Outcome] => {
    if (record?.status !== "ok") return [spec.seed, { status: record?.status ?? "not_run" }];
    const value = record.metrics[task]?.[selection]?.[metric];
    if (value === undefined) {
      throw new RangeError(
        `Cannot compare run ${id}: its record has no ${metric} for ${task} under ${selection}`,
      );
    }
    return [spec.seed, { status: "ok", value }];
  }));
}

/** Averages within each seed, where every sample has that seed's result. */
export function averaged(samples: readonly Sample[]): Sample {
  const seeds = new Set(samples.flatMap((sample) => [...sample.keys()]));
  return new Map([...seeds].map((seed): [number, Outcome] => {
    const outcomes = samples.map((sample): Outcome => sample.get(seed) ?? { status: "not_run" });
    const status = statusOf(outcomes);
    return [seed, status === "ok" ? { status, value: mean(valuesOf(outcomes)) } : { status }];
  }));
}

/** How far several outcomes have come together. */
export function statusOf(outcomes: readonly Outcome[]): Status {
  const is = (wanted: Status) => ({ status }: Outcome) => status === wanted;
  if (outcomes.some(is("failed"))) return "failed";
  if (outcomes.some(is("diverged"))) return "diverged";
  if (outcomes.every(is("not_run"))) return "not_run";
  return outcomes.every(is("ok")) ? "ok" : "partial";
}

/** Whether a run went wrong: what the others of a cell gave is no result then. */
export function wentWrong({ status }: { readonly status: Status }): boolean {
  return status === "failed" || status === "diverged";
}

/** The values that there are. */
export function valuesOf(outcomes: Iterable<Outcome>): number[] {
  return [...outcomes].flatMap(({ value }) => value ?? []);
}

/** The values that there are, by seed. */
export function valuesBySeed(sample: Sample): ReadonlyMap<number, number> {
  return new Map(
    [...sample].flatMap(([seed, { value }]): [number, number][] =>
      value === undefined ? [] : [[seed, value]]
    ),
  );
}

/**
 * How much better a sample is than another, on the seeds that both have.
 *
 * @param sample The sample.
 * @param baseline The other.
 * @param higherIsBetter Whether an improvement is an increase.
 * @returns By seed the difference, positive where the sample is better.
 */
export function differencesOf(
  sample: Sample,
  baseline: Sample,
  higherIsBetter: boolean,
): ReadonlyMap<number, number> {
  return new Map([...sample].flatMap(([seed, { value }]): [number, number][] => {
    const reference = baseline.get(seed)?.value;
    if (value === undefined || reference === undefined) return [];
    return [[seed, higherIsBetter ? value - reference : reference - value]];
  }));
}

/** No error of 32-bit numbers but zero is as small; parts of what is smaller would overflow. */
const LEAST = 1e-60;

/**
 * By how much of the baseline a sample is better, seed by seed: (M − M_b)/M_b, with the sign turned where
 * lower is better.
 *
 * @param sample The sample, M.
 * @param baseline The other, M_b. Where it is not above zero, by more than rounding, nothing can be said relative to
 * it.
 * @param higherIsBetter Whether an improvement is an increase.
 */
export function improvementOf(sample: Sample, baseline: Sample, higherIsBetter: boolean): Sample {
  return new Map([...sample].map(([seed, outcome]): [number, Outcome] => {
    const reference = baseline.get(seed)?.value;
    if (outcome.value === undefined) return [seed, outcome];
    if (reference === undefined || reference < LEAST) return [seed, { status: "partial" }];
    const relative = (outcome.value - reference) / reference;
    return [seed, { status: "ok", value: higherIsBetter ? relative : -relative }];
  }));
}
