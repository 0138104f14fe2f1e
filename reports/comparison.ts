import { isDeepStrictEqual } from "node:util";
import type { Named, PlannedRun, Protocol, RunSpec, Selection } from "../suites/record.ts";
import { type Estimate, estimate, mean, pairedDifference } from "./statistics.ts";

/**
 * How far the runs behind a cell have come. The first that applies:
 *
 * - `failed`: a run threw.
 * - `diverged`: a run's loss was not finite.
 * - `ok`: every planned seed has its result.
 * - `not_run`: no run has been made.
 * - `partial`: anything between.
 */
export type Status = "ok" | "partial" | "diverged" | "failed" | "not_run";

/** A number of a table, plain enough to be printed as JSON. */
export interface Cell {
  /** The method's label. */
  readonly method: string;
  /** The problem's name; `mean` for the average over all problems. */
  readonly problem: string;
  readonly selection: Selection;
  readonly metric: "accuracy";
  /** Mean over the seeds that have a result, as a fraction. */
  readonly mean: number | null;
  /** `null` for fewer than two seeds. */
  readonly standardError: number | null;
  /** The number of seeds that have a result. */
  readonly n: number;
  readonly status: Status;
}

/** A cell and what it is in its table. */
export interface Entry {
  readonly cell: Cell;
  /** The number of seeds planned. */
  readonly planned: number;
  /**
   * The difference to the baseline on the same seeds under the same selection rule; `undefined`
   * for the baseline itself and where there is no baseline.
   */
  readonly gain: Estimate | undefined;
  /** Whether no complete cell of its column has a higher mean; upper bounds never are best. */
  readonly best: boolean;
}

/** A method with its parameter values, as the tables call it. */
export interface ComparedMethod {
  /** The name; with the values that tell it from the other variants of the name, where there are some. */
  readonly label: string;
  readonly method: Named;
  /** Whether it learns from what the others must not see. */
  readonly upperBound: boolean;
}

/** The results of one method under one selection rule. */
export interface Row {
  readonly method: ComparedMethod;
  /** One for each problem, in the comparison's order. */
  readonly entries: readonly Entry[];
  /** Over all problems, averaged within a seed first. */
  readonly average: Entry;
}

/** Methods × problems × selection rules, over seeds. */
export interface Comparison {
  readonly suite: string;
  readonly protocol: Protocol;
  readonly methods: readonly ComparedMethod[];
  readonly problems: readonly string[];
  readonly seeds: readonly number[];
  /** What gains are measured against; `undefined` where it is not planned. */
  readonly baseline: ComparedMethod | undefined;
  /** By selection rule, in the protocol's order. */
  readonly sections: readonly { readonly selection: Selection; readonly rows: readonly Row[] }[];
}

/** What {@linkcode compare} needs to know of the methods. */
export interface CompareOptions {
  /** Names of the methods that are bounds, not rivals. */
  readonly upperBounds: ReadonlySet<string>;
  /** Name of the method that gains are measured against; `source_only` unless given. */
  readonly baseline?: string;
}

/**
 * Compares the methods of one suite.
 *
 * @param runs All planned runs, with the records of those that have been made.
 * @param options Which methods are upper bounds, and the baseline.
 * @returns Cells, averages, paired gains and the best of each column; methods, problems and seeds
 * in the order of the plan.
 * @throws {RangeError} If there are no runs, if they differ in suite, dataset version, metric
 * version or protocol, or if a record lacks a metric.
 */
export function compare(runs: readonly PlannedRun[], options: CompareOptions): Comparison {
  const [first] = runs;
  if (!first) throw new RangeError("Cannot compare runs: there are none");
  for (const run of runs) checkComparable(first, run);
  const { protocol, suite } = first.spec;
  const methods = labelled(runs, options.upperBounds);
  const problems = [...new Set(runs.map((run) => run.spec.problem.name))];
  const seeds = [...new Set(runs.map((run) => run.spec.seed))];
  const baselineName = options.baseline ?? "source_only";
  const baseline = methods.find((method) => method.method.name === baselineName);
  const runsOf = new Map(methods.map((compared) => [
    compared,
    problems.map((problem) =>
      runs.filter(({ spec }) =>
        spec.problem.name === problem && isDeepStrictEqual(spec.method, compared.method)
      )
    ),
  ]));
  const sections = protocol.selections.map((selection) => {
    const samples = new Map(methods.map((compared) => {
      const byProblem = runsOf.get(compared)!.map((planned) => sampleOf(planned, selection));
      return [compared, [...byProblem, averaged(byProblem)]];
    }));
    const references = baseline && samples.get(baseline);
    const rows = methods.map((compared) => {
      const entries = samples.get(compared)!.map((sample, column): Entry => ({
        cell: cellOf(compared.label, problems[column] ?? "mean", selection, sample),
        planned: sample.size,
        gain: references && compared !== baseline ? gainOf(sample, references[column]) : undefined,
        best: false,
      }));
      return { method: compared, entries };
    });
    return { selection, rows: withBest(rows) };
  });
  return { suite: suite.name, protocol, methods, problems, seeds, baseline, sections };
}

/**
 * The cells of a comparison.
 *
 * @param comparison The comparison.
 * @returns The cells by selection rule, method and problem; after a method's problems, where there
 * are several, their average.
 */
export function cells({ problems, sections }: Comparison): Cell[] {
  return sections.flatMap(({ rows }) =>
    rows.flatMap(({ entries, average }) => [
      ...entries.map(({ cell }) => cell),
      ...problems.length > 1 ? [average.cell] : [],
    ])
  );
}

/** What one seed gave; there is a value where it is `ok`, and there alone. */
interface Outcome {
  readonly status: Status;
  readonly value?: number;
}

/** Results by seed. */
type Sample = ReadonlyMap<number, Outcome>;

function checkComparable(first: PlannedRun, run: PlannedRun): void {
  const identities = {
    suite: (spec: RunSpec) => spec.suite,
    dataset: (spec: RunSpec) => ({ name: spec.dataset.name, version: spec.dataset.version }),
    protocol: (spec: RunSpec) => spec.protocol,
    metrics: (spec: RunSpec) => spec.metrics,
  };
  for (const [what, identity] of Object.entries(identities)) {
    if (!isDeepStrictEqual(identity(first.spec), identity(run.spec))) {
      throw new RangeError(`Cannot compare runs ${first.id} and ${run.id}: they differ in ${what}`);
    }
  }
}

function labelled(
  runs: readonly PlannedRun[],
  upperBounds: ReadonlySet<string>,
): ComparedMethod[] {
  const methods: Named[] = [];
  for (const { spec: { method } } of runs) {
    if (!methods.some((known) => isDeepStrictEqual(known, method))) methods.push(method);
  }
  return methods.map((method) => {
    const variants = methods.filter(({ name }) => name === method.name);
    const told = Object.entries(method.values)
      .filter(([key, value]) => variants.some(({ values }) => values[key] !== value))
      .map(([key, value]) => `${key}=${value}`);
    const label = told.length ? `${method.name} (${told.join(", ")})` : method.name;
    return { label, method, upperBound: upperBounds.has(method.name) };
  });
}

function sampleOf(planned: readonly PlannedRun[], selection: Selection): Sample {
  return new Map(planned.map(({ id, spec, record }): [number, Outcome] => {
    if (record?.status !== "ok") return [spec.seed, { status: record?.status ?? "not_run" }];
    const value = record.metrics[spec.problem.name]?.[selection]?.accuracy;
    if (value === undefined) {
      throw new RangeError(
        `Cannot compare run ${id}: its record has no accuracy for ${spec.problem.name} ` +
          `under ${selection}`,
      );
    }
    return [spec.seed, { status: "ok", value }];
  }));
}

/** Within each seed the mean over the problems, where every problem has that seed's result. */
function averaged(samples: readonly Sample[]): Sample {
  const seeds = new Set(samples.flatMap((sample) => [...sample.keys()]));
  return new Map([...seeds].map((seed): [number, Outcome] => {
    const outcomes = samples.map((sample): Outcome => sample.get(seed) ?? { status: "not_run" });
    const values = outcomes.flatMap(({ value }) => value ?? []);
    const status = statusOf(outcomes);
    return [seed, status === "ok" ? { status, value: mean(values) } : { status }];
  }));
}

function cellOf(method: string, problem: string, selection: Selection, sample: Sample): Cell {
  const outcomes = [...sample.values()];
  const { mean, standardError, n } = estimate(outcomes.flatMap(({ value }) => value ?? []));
  return {
    method,
    problem,
    selection,
    metric: "accuracy",
    mean: mean ?? null,
    standardError: standardError ?? null,
    n,
    status: statusOf(outcomes),
  };
}

function statusOf(outcomes: readonly Outcome[]): Status {
  const is = (wanted: Status) => ({ status }: Outcome) => status === wanted;
  if (outcomes.some(is("failed"))) return "failed";
  if (outcomes.some(is("diverged"))) return "diverged";
  if (outcomes.every(is("not_run"))) return "not_run";
  return outcomes.every(is("ok")) ? "ok" : "partial";
}

function gainOf(sample: Sample, baseline: Sample): Estimate {
  const pairs = [...sample].flatMap(([seed, { value }]) => {
    const reference = baseline.get(seed)?.value;
    return value === undefined || reference === undefined ? [] : [[value, reference]];
  });
  return pairedDifference(pairs.map(([value]) => value), pairs.map(([, reference]) => reference));
}

/** Marks the best of each column; the last column is the average. */
function withBest(rows: readonly Omit<Row, "average">[]): Row[] {
  const ranks = (method: ComparedMethod, { cell }: Entry) =>
    !method.upperBound && cell.status === "ok";
  const greatest = rows[0].entries.map((_, column) =>
    Math.max(
      ...rows.filter((row) => ranks(row.method, row.entries[column]))
        .map((row) => row.entries[column].cell.mean!),
    )
  );
  return rows.map(({ method, entries }) => {
    const marked = entries.map((entry, column) => ({
      ...entry,
      // Equal samples in another order differ in the last bits of their means.
      best: ranks(method, entry) && entry.cell.mean! >= greatest[column] - 1e-12,
    }));
    return { method, entries: marked.slice(0, -1), average: marked.at(-1)! };
  });
}
