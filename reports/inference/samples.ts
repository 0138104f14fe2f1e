import type { PlannedRun } from "../../records/record.ts";
import type { ComparedProblem } from "./problems.ts";
import { mean } from "./statistics/estimate.ts";

/**
 * The state of the runs behind a number. The first that applies:
 *
 * - `failed`: a run threw.
 * - `diverged`: a run's loss was not finite.
 * - `ok`: every planned seed has its result.
 * - `not_run`: no run has been made.
 * - `partial`: some planned seeds have a result.
 */
export type Status = "ok" | "partial" | "diverged" | "failed" | "not_run";

/** The result of one seed; it has a value exactly if its status is `ok`. */
export interface SeedOutcome {
  readonly status: Status;
  readonly value?: number;
}

/** Results by seed. */
export type Sample = ReadonlyMap<number, SeedOutcome>;

/**
 * Reads the results of runs on a problem.
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
  return new Map(planned.map(({ id, spec, record }): [number, SeedOutcome] => {
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

/** Averages samples within each seed; a seed has an average if every sample has its result. */
export function averaged(samples: readonly Sample[]): Sample {
  if (samples.length === 1) return samples[0];
  const seeds = new Set(samples.flatMap((sample) => [...sample.keys()]));
  return new Map([...seeds].map((seed): [number, SeedOutcome] => {
    const outcomes = samples.map((sample): SeedOutcome =>
      sample.get(seed) ?? { status: "not_run" }
    );
    const status = statusOf(outcomes);
    return [seed, status === "ok" ? { status, value: mean(valuesOf(outcomes)) } : { status }];
  }));
}

/** Returns the common status of several outcomes. */
export function statusOf(outcomes: readonly SeedOutcome[]): Status {
  const found = new Set<Status>();
  for (const { status } of outcomes) found.add(status);
  if (found.has("failed")) return "failed";
  if (found.has("diverged")) return "diverged";
  if (outcomes.length === 0) return "not_run";
  return found.size === 1 ? outcomes[0].status : "partial";
}

/** True if a run failed or diverged: its cell has no mean then, whatever its other runs are. */
export function wentWrong({ status }: { readonly status: Status }): boolean {
  return status === "failed" || status === "diverged";
}

/** Returns the values of the outcomes that have one. */
export function valuesOf(outcomes: Iterable<SeedOutcome>): number[] {
  const values: number[] = [];
  for (const { value } of outcomes) if (value !== undefined) values.push(value);
  return values;
}

/** Returns the values of a sample by seed. */
export function valuesBySeed(sample: Sample): ReadonlyMap<number, number> {
  const values = new Map<number, number>();
  for (const [seed, { value }] of sample) if (value !== undefined) values.set(seed, value);
  return values;
}

/**
 * Computes the improvement of a sample over another on the seeds that both have.
 *
 * @param sample The sample.
 * @param baseline The other sample.
 * @param higherIsBetter True if an improvement is an increase.
 * @returns The differences by seed, positive if the sample is better.
 */
export function differencesOf(
  sample: Sample,
  baseline: Sample,
  higherIsBetter: boolean,
): ReadonlyMap<number, number> {
  const differences = new Map<number, number>();
  for (const [seed, { value }] of sample) {
    const reference = baseline.get(seed)?.value;
    if (value === undefined || reference === undefined) continue;
    differences.set(seed, higherIsBetter ? value - reference : reference - value);
  }
  return differences;
}

/**
 * The least positive baseline value: every error of 32-bit numbers except zero is larger, and fractions of a smaller
 * one would overflow.
 */
const LEAST = 1e-60;

/**
 * Computes the improvement of a sample as a fraction of the baseline, by seed: (M − M_b)/M_b, with the opposite sign if
 * lower is better.
 *
 * @param sample The sample, M.
 * @param baseline The other sample, M_b; a seed whose value is not above zero, by more than rounding, has no
 * improvement.
 * @param higherIsBetter True if an improvement is an increase.
 */
export function improvementOf(sample: Sample, baseline: Sample, higherIsBetter: boolean): Sample {
  return new Map([...sample].map(([seed, outcome]): [number, SeedOutcome] => {
    const reference = baseline.get(seed)?.value;
    if (outcome.value === undefined) return [seed, outcome];
    if (reference === undefined || reference < LEAST) return [seed, { status: "partial" }];
    const relative = (outcome.value - reference) / reference;
    return [seed, { status: "ok", value: higherIsBetter ? relative : 0 - relative }];
  }));
}
