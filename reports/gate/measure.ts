import { isDeepStrictEqual } from "node:util";
import type { Metric } from "../../descriptors/metrics.ts";
import type { PlannedRun } from "../../records/record.ts";
import { type Baseline, codeless, type Experiment, type GatedCell, seedless } from "./baseline.ts";
import { specDifferences } from "./spec_differences.ts";

/** The key of a cell. */
export interface CellName {
  readonly suite: string;
  readonly problem: string;
  readonly method: string;
  readonly selection: string;
  readonly metric: Metric;
}

/** A cell of the baseline with its current result. */
export interface MeasuredCell extends CellName {
  readonly smallestEffect: number;
  /** The baseline's values, in the order of the seeds. */
  readonly before: readonly number[];
  /** Seconds that its runs took, failed ones included; 0 without runs. */
  readonly seconds: number;
  readonly outcome: Measured | Unmeasured;
}

/** The result if every seed of the baseline has a value. */
export interface Measured {
  readonly status: "measured";
  /** The current values, in the order of the seeds. */
  readonly now: readonly number[];
}

/** The result if at least one seed has no value: the cell is not scored. */
export interface Unmeasured {
  readonly status: "failed" | "not_measured";
  /** A phrase that names the missing value and the reason. */
  readonly reason: string;
}

/** The current results of a baseline's cells. */
export interface Measurement {
  /** The cells, in the order of the baseline. */
  readonly cells: readonly MeasuredCell[];
  /** Runs in its suites that belong to none of its experiments: suite, group and method. */
  readonly extra: readonly string[];
  /** The records that the cells were read from. */
  readonly records: readonly NonNullable<PlannedRun["record"]>[];
}

/** Options of {@linkcode measure}. */
export interface MeasureOptions {
  /** True to accept runs whose specs differ from the baseline's. */
  readonly acceptChanged?: boolean;
}

/**
 * Finds the runs of a baseline's cells. A run is the baseline's if their specs are equal but for the hashes of users'
 * code.
 *
 * @param baseline The baseline.
 * @param runs The planned runs with their records; unrelated runs are ignored.
 * @param options Options for finding the baseline's runs.
 */
export function measure(
  baseline: Baseline,
  runs: readonly PlannedRun[],
  { acceptChanged = false }: MeasureOptions = {},
): Measurement {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const known = new Set(baseline.experiments.flatMap(({ runs }) => Object.values(runs)));
  const strangers = runs.filter(({ id }) => !known.has(id));
  const taken = new Set<PlannedRun>();
  const cells = baseline.experiments.flatMap((experiment) => {
    const found = Object.entries(experiment.runs).map(([seed, id]): FoundRun => {
      const own = byId.get(id);
      if (own) return { seed, run: own };
      const changed = namesake(experiment, Number(seed), strangers);
      return { seed, run: changed?.run, changes: changed?.changes };
    });
    for (const { run } of found) if (run) taken.add(run);
    const seconds = found.flatMap(({ run }) => Object.values(run?.record?.seconds ?? {}))
      .reduce((sum, phase) => sum + phase, 0);
    return experiment.cells.map((cell): MeasuredCell => ({
      suite: experiment.suite,
      problem: cell.problem,
      method: experiment.method,
      selection: cell.selection,
      metric: cell.metric,
      smallestEffect: cell.smallestEffect,
      before: Object.keys(experiment.runs).map((seed) => cell.values[seed]),
      seconds,
      outcome: outcomeOf(cell, found, acceptChanged),
    }));
  });
  const suites = new Set(baseline.experiments.map(({ suite }) => suite));
  const extra = strangers.filter((run) => suites.has(run.spec.suite.name) && !taken.has(run))
    .map(({ spec }) => `${spec.suite.name} ${spec.problem.name} ${spec.method.name}`);
  return {
    cells,
    extra: [...new Set(extra)],
    records: [...taken].flatMap(({ record }) => record ?? []),
  };
}

/** A run that corresponds to one of the baseline's. */
interface FoundRun {
  readonly seed: string;
  readonly run: PlannedRun | undefined;
  /** The differences of its spec; `undefined` if it is the baseline's own run. */
  readonly changes?: readonly string[];
}

/** Finds the run with the same names and seed whose spec has the fewest differences from the baseline's. */
function namesake(experiment: Experiment, seed: number, strangers: readonly PlannedRun[]) {
  const { spec } = experiment;
  const names = ({ suite, problem, method }: Experiment["spec"]) => [
    ...[suite.name, problem.name, method.name, method.weighting?.name],
    ...[method.rule?.name, method.rule?.over],
  ];
  return strangers
    .filter((run) => run.spec.seed === seed && isDeepStrictEqual(names(run.spec), names(spec)))
    .map((run) => ({ run, changes: specDifferences(codeless(spec), codeless(seedless(run.spec))) }))
    .sort((a, b) => a.changes.length - b.changes.length)[0];
}

function outcomeOf(
  { problem, selection, metric }: GatedCell,
  found: readonly FoundRun[],
  acceptChanged: boolean,
): Measured | Unmeasured {
  const changes = [...new Set(found.flatMap(({ changes }) => changes ?? []))];
  if (changes.length && !acceptChanged) {
    return { status: "not_measured", reason: `its runs have changed: ${changes.join("; ")}` };
  }
  const broken = found.filter(({ run }) => run?.record && run.record.status !== "ok");
  if (broken.length) {
    const whys = broken.map(({ seed, run }) => {
      const { status, error } = run!.record!;
      const step = error?.step === undefined ? "" : ` at step ${error.step}`;
      return `seed ${seed} ${status}${step}${error ? ` (${error.message})` : ""}`;
    });
    return { status: "failed", reason: whys.join("; ") };
  }
  const missing = found.filter(({ run }) => !run?.record).map(({ seed }) => seed);
  if (missing.length) {
    const which = missing.length === found.length
      ? "no seed has been run"
      : `of ${found.length} seeds, not run: ${missing.join(", ")}`;
    return { status: "not_measured", reason: which };
  }
  const values = found.map(({ run }) => run!.record!.metrics[problem]?.[selection]?.[metric]);
  const now = values.filter((value) => Number.isFinite(value)) as number[];
  if (now.length < values.length) {
    return { status: "not_measured", reason: `a record has no ${metric} under ${selection}` };
  }
  return { status: "measured", now };
}
