import type { PlannedRun } from "../../records/record.ts";
import type { ComparedClaim } from "../../suites/published/paper.ts";
import {
  averaged,
  type Sample,
  sampleOf,
  type SeedOutcome,
  statusOf,
  valuesOf,
  wentWrong,
} from "../inference/samples.ts";
import { type IntervalEstimate, intervalEstimate } from "../inference/interval_estimate.ts";
import { judgedDifference, type Verdict } from "../inference/verdict.ts";
import { runsOf } from "./arm.ts";
import { type ClaimVerdict, LEAST_SEEDS } from "./agreement.ts";

/** The result of testing a claim; values are fractions for metrics in percent. */
export interface TestedClaim {
  readonly terms: readonly TestedTerm[];
  /** The sum of the `greater` terms minus that of the `less` terms, as a mean over seeds. */
  readonly difference: number | null;
  readonly interval: readonly [lower: number, upper: number] | null;
  /** The number of seeds with a result for every term; `planned`: the number of planned seeds. */
  readonly n: number;
  readonly planned: number;
  readonly verdict: ClaimVerdict;
}

/** One term of a claim. */
export interface TestedTerm {
  readonly label: string;
  readonly side: "greater" | "less";
  readonly mean: number | null;
  readonly interval: readonly [lower: number, upper: number] | null;
}

/**
 * Tests a claim, paired by seed, so that variation shared by the terms of a seed cancels.
 *
 * @param claim The claim.
 * @param runs The experiment's planned runs, with their records.
 * @throws {RangeError} If an arm matches several variants of a method, or a record lacks the metric.
 */
export function testedClaim(claim: ComparedClaim, runs: readonly PlannedRun[]): TestedClaim {
  const sides = [
    ...claim.greater.map((term) => ({ term, side: "greater" as const })),
    ...claim.less.map((term) => ({ term, side: "less" as const })),
  ];
  const samples = sides.map(({ term: { arm, problems } }) => {
    const ours = runsOf(arm, runs);
    return averaged(problems.map((problem) => sampleOfProblem(claim, problem, ours)));
  });
  const seeds = new Set(samples.flatMap((sample) => [...sample.keys()]));
  const contrasts = [...seeds].map((seed): SeedOutcome => {
    const outcomes = samples.map((sample): SeedOutcome =>
      sample.get(seed) ?? { status: "not_run" }
    );
    const status = statusOf(outcomes);
    if (status !== "ok") return { status };
    const signed = sides.map(({ side }, i) => (side === "greater" ? 1 : -1) * outcomes[i].value!);
    return { status, value: signed.reduce((a, b) => a + b) };
  });
  const status = statusOf(contrasts);
  const { estimate, verdict } = judgedDifference(wentWrong({ status }) ? [] : valuesOf(contrasts));
  const difference = plain(estimate);
  return {
    terms: sides.map(({ term: { label }, side }, i) => ({
      label,
      side,
      ...plain(intervalEstimate(valuesOf(samples[i].values()))),
    })),
    difference: difference.mean,
    interval: difference.interval,
    n: valuesOf(contrasts).length,
    planned: contrasts.length,
    verdict: status !== "ok"
      ? status
      : estimate.n < LEAST_SEEDS
      ? "too_few_seeds"
      : verdictsOnClaims[verdict],
  };
}

/** The verdict on a claim, by the verdict on its difference. */
const verdictsOnClaims: { readonly [V in Verdict]: ClaimVerdict } = {
  helped: "holds",
  harmed: "contradicted",
  neutral: "undecided",
  unknown: "too_few_seeds",
};

function sampleOfProblem(
  { recorded, squared, selection }: ComparedClaim,
  name: string,
  runs: readonly PlannedRun[],
): Sample {
  const planned = runs.filter(({ spec: { problem } }) =>
    problem.tasks.some((task) => task.name === name)
  );
  const sample = sampleOf(planned, { name, group: name, task: name, metric: recorded }, selection);
  if (!squared) return sample;
  return new Map([...sample].map(([seed, outcome]): [number, SeedOutcome] => [
    seed,
    outcome.value === undefined ? outcome : { ...outcome, value: outcome.value ** 2 },
  ]));
}

/** Converts an estimate to plain data that can be written as JSON. */
function plain({ mean, interval }: IntervalEstimate): Pick<TestedTerm, "mean" | "interval"> {
  return {
    mean: mean ?? null,
    interval: interval ? [interval.lower, interval.upper] : null,
  };
}
