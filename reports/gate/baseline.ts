import { isDeepStrictEqual } from "node:util";
import { type Metric, metricKinds } from "../../descriptors/metrics.ts";
import type { Environment, PlannedRun, RunSpec } from "../../records/record.ts";
import { labelled } from "../inference/labels.ts";
import { problemsOf } from "../inference/problems.ts";
import { mean } from "../inference/statistics/estimate.ts";

/** The version of the file's format. */
export const FORMAT = 2;

/** The greatest level allowed: a gate with more false alarms is useless. */
export const GREATEST_LEVEL = 0.2;

/** The reference results of a gate: a file that is made once, reviewed and committed. */
export interface Baseline {
  readonly format: typeof FORMAT;
  /** The runs: arguments of `deno task bench`, one string for each grid. */
  readonly grids: readonly string[];
  /** The greatest probability of any false alarm in a gate. */
  readonly level: number;
  /** The distinct environments of the runs. */
  readonly environments: readonly Environment[];
  readonly experiments: readonly Experiment[];
}

/** One method on one group of tasks or one pair, over seeds. */
export interface Experiment {
  readonly suite: string;
  /** The problem of a run: the pair, or the tasks that are learned together. */
  readonly group: string;
  /** The method's label. */
  readonly method: string;
  /** The runs' ids, by seed. */
  readonly runs: { readonly [seed: string]: string };
  /** The specs of the runs, without the seed. */
  readonly spec: SeedlessSpec;
  readonly cells: readonly GatedCell[];
}

/** A spec without its seed, the same for all runs of an experiment. */
export type SeedlessSpec = Omit<RunSpec, "seed">;

/** A metric under the gate. */
export interface GatedCell {
  /** The name of the pair or the task, as in records. */
  readonly problem: string;
  readonly selection: string;
  readonly metric: Metric;
  /** The smallest drop that matters, in the metric's unit: a fraction for metrics in percent. */
  readonly smallestEffect: number;
  readonly values: { readonly [seed: string]: number };
}

/** Options of {@linkcode baselineOf}. */
export interface BaselineOptions {
  readonly grids: readonly string[];
  readonly level: number;
  /** The selection rules to compare; by default the first one of each protocol. */
  readonly selections?: readonly string[];
  /** The smallest drops that matter, by metric. */
  readonly effects?: ReadonlyMap<Metric, number>;
  /** The previous baseline, whose smallest effects are the defaults. */
  readonly before?: Baseline;
}

/** The default smallest drop that matters, for metrics in percent: 5 points. */
const POINTS = 0.05;
/** The same for any other metric, as a fraction of its mean. */
const PART = 0.05;

/**
 * Makes a baseline of runs.
 *
 * @param runs All runs of the grids, with records.
 * @param options Grids, level, selection rules and smallest effects.
 * @returns The baseline, in the order of the runs.
 * @throws {RangeError} If a run is missing, failed or diverged, if two experiments have one name, if no
 * experiment has a selection rule, or if a smallest effect cannot be derived.
 */
export function baselineOf(runs: readonly PlannedRun[], options: BaselineOptions): Baseline {
  const { grids, level, selections } = options;
  if (runs.length === 0) refuse("there are no runs");
  const environments: Environment[] = [];
  for (const { id, spec, record } of runs) {
    if (record?.status !== "ok") {
      refuse(
        `${spec.suite.name} ${spec.problem.name} ${spec.method.name} seed ${spec.seed} ` +
          `(${id.slice(0, 12)}) ${record ? `has ${record.status}` : "has not been run"}`,
      );
    }
    const { environment } = record;
    if (!environments.some((known) => isDeepStrictEqual(known, environment))) {
      environments.push(environment);
    }
  }
  for (const selection of selections ?? []) {
    if (runs.some(({ spec }) => spec.protocol.selections.includes(selection))) continue;
    refuse(`no run has the selection rule '${selection}'`);
  }
  const suites = [...new Set(runs.map(({ spec }) => spec.suite.name))];
  const experiments = suites.flatMap((suite) =>
    experimentsOf(runs.filter(({ spec }) => spec.suite.name === suite), options)
  );
  return { format: FORMAT, grids, level, environments, experiments };
}

/** Removes the seed from a spec. */
export function seedless(spec: RunSpec): SeedlessSpec {
  const { seed: _, ...rest } = spec;
  return rest;
}

/** Removes the hashes of users' code from a spec: a gate compares the results of one code with those of another. */
export function codeless({ code: _, dataset, method, protocol, ...rest }: SeedlessSpec) {
  const bare = <P extends { readonly code?: string }>({ code: _, ...part }: P) => part;
  const { weighting, rule } = method;
  return {
    ...rest,
    dataset: bare(dataset),
    method: {
      ...bare(method),
      ...(weighting ? { weighting: bare(weighting) } : {}),
      ...(rule ? { rule: bare(rule) } : {}),
    },
    protocol: { ...protocol, encoder: bare(protocol.encoder) },
  };
}

function refuse(why: string): never {
  throw new RangeError(`Cannot make a baseline: ${why}`);
}

function experimentsOf(runs: readonly PlannedRun[], options: BaselineOptions): Experiment[] {
  const problems = problemsOf(runs);
  const methods = labelled(runs);
  const experiments: Experiment[] = [];
  for (const { spec: { seed: _, ...spec } } of runs) {
    if (experiments.some((known) => isDeepStrictEqual(known.spec, spec))) continue;
    const suite = spec.suite.name;
    const group = spec.problem.name;
    const method = methods.find((one) => isDeepStrictEqual(one.method, spec.method))!.label;
    const namesake = experiments.some((known) => known.group === group && known.method === method);
    if (namesake) refuse(`${suite} ${group} ${method} is planned with two protocols`);
    const own = runs.filter((run) => isDeepStrictEqual(seedless(run.spec), spec));
    const watched = options.selections ?? spec.protocol.selections.slice(0, 1);
    experiments.push({
      suite,
      group,
      method,
      runs: Object.fromEntries(own.map(({ id, spec: { seed } }) => [seed, id])),
      spec,
      cells: problems.filter((problem) => problem.group === group).flatMap(({ task, metric }) =>
        spec.protocol.selections.filter((selection) => watched.includes(selection))
          .map((selection): GatedCell => {
            const cell = { problem: task, selection, metric };
            const values = Object.fromEntries(
              own.map(({ id, spec: { seed }, record }) => {
                const value = record!.metrics[task]?.[selection]?.[metric];
                if (value !== undefined && Number.isFinite(value)) return [seed, value];
                refuse(`run ${id} has no ${metric} for ${task} under ${selection}`);
              }),
            );
            const smallestEffect = options.effects?.get(metric) ??
              effectBefore(options.before, { suite, group, method }, cell) ??
              defaultEffect(metric, Object.values(values));
            return { ...cell, smallestEffect, values };
          })
      ),
    });
  }
  return experiments;
}

/** Returns the smallest effect of a cell in the previous baseline. */
function effectBefore(
  before: Baseline | undefined,
  { suite, group, method }: Pick<Experiment, "suite" | "group" | "method">,
  { problem, selection, metric }: Pick<GatedCell, "problem" | "selection" | "metric">,
): number | undefined {
  return before?.experiments
    .find((known) => known.suite === suite && known.group === group && known.method === method)
    ?.cells.find((cell) =>
      cell.problem === problem && cell.selection === selection && cell.metric === metric
    )?.smallestEffect;
}

function defaultEffect(metric: Metric, values: readonly number[]): number {
  if (metricKinds[metric].percent) return POINTS;
  const size = Number((PART * Math.abs(mean(values)!)).toPrecision(2));
  return size ||
    refuse(
      `the mean ${metric} is zero: name the smallest drop that matters with --effect ${metric}=…`,
    );
}
