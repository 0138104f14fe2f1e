import { maximum } from "../../descriptors/extremes.ts";
import { isDeepStrictEqual } from "node:util";
import { type Metric, metricKinds } from "../../descriptors/metrics.ts";
import type { About, Fact, PlannedRun, ProtocolSpec, RunSpec } from "../../records/record.ts";
import { isBound } from "./bounds.ts";
import { runsOnProblem } from "./method_runs.ts";
import { type ComparedMethod, labelled } from "./labels.ts";
import { type ComparedProblem, problemsOf, type Scale, scaleOf } from "./problems.ts";
import {
  averaged,
  differencesOf,
  improvementOf,
  type Sample,
  sampleOf,
  type Status,
  statusOf,
  valuesBySeed,
  valuesOf,
} from "./samples.ts";
import { estimate, ROUNDING } from "./statistics/estimate.ts";

/** A mean in a table, as plain data that can be written as JSON. */
export interface Cell {
  /** The method's label. */
  readonly method: string;
  /** The name of the pair or the task; `mean` for the average over all. */
  readonly problem: string;
  readonly selection: string;
  /** `mixed` for an average over problems of several metrics. */
  readonly metric: Metric | "mixed";
  /**
   * The mean over the seeds with a result; a fraction if the metric is shown in percent. `null` without a result, and
   * for an average over metrics of different directions or units.
   */
  readonly mean: number | null;
  /** `null` for fewer than two seeds. */
  readonly standardError: number | null;
  /** The number of seeds with a result. */
  readonly n: number;
  readonly status: Status;
}

/** A cell with its results by seed and its place in a table. */
export interface Entry {
  readonly cell: Cell;
  /** The scale of its numbers; `undefined` for an average over metrics that have none in common. */
  readonly scale: Scale | undefined;
  /** The number of planned seeds. */
  readonly planned: number;
  /** The result of each seed that has one; empty without a mean. */
  readonly values: ReadonlyMap<number, number>;
  /**
   * The difference to the baseline on each paired seed, under the same selection rule, in the metric's unit; positive
   * if the method is better. `undefined` for the baseline itself, without a baseline, and without a mean.
   */
  readonly differences: ReadonlyMap<number, number> | undefined;
  /** The same as a fraction of the baseline's value, averaged over tasks within a seed. */
  readonly improvements: ReadonlyMap<number, number> | undefined;
  /** True if no complete cell of its column has a better mean; a bound is never best. */
  readonly best: boolean;
}

/** A row of a table: the results of one method under one selection rule. */
export interface Row {
  readonly method: ComparedMethod;
  /** The results on each problem, in the comparison's order. */
  readonly entries: readonly Entry[];
  /** The averages over the tasks of each group, taken within a seed first. */
  readonly groups: readonly Entry[];
  /** The average over all problems, taken within a seed first. */
  readonly average: Entry;
}

/** The results of methods × problems × selection rules over seeds. */
export interface Comparison {
  readonly suite: string;
  /** The version of the suite, which all runs share, as they share the dataset and its version. */
  readonly version: number;
  readonly dataset: Pick<RunSpec["dataset"], "name" | "version">;
  readonly protocol: ProtocolSpec;
  /** The protocol in words. */
  readonly facts: readonly Fact[];
  readonly words: About["words"];
  /** True if gains are summarised as fractions of the baseline's values. */
  readonly relativeGains: boolean;
  /** The fraction of the words that have a vector, over all records; `undefined` without word vectors. */
  readonly wordsFound: number | undefined;
  readonly methods: readonly ComparedMethod[];
  readonly problems: readonly ComparedProblem[];
  /** The problems of single runs: the pairs, or the groups of tasks. */
  readonly groups: readonly string[];
  /** The quantities by which groups differ, by group; empty if they have none. */
  readonly quantities: ReadonlyMap<string, NonNullable<About["quantities"]>>;
  readonly seeds: readonly number[];
  /** The seeds among them on which the suite's settings were chosen. */
  readonly tunedSeeds: readonly number[];
  /** The method that gains are measured against; `undefined` if no run of it is planned. */
  readonly baseline: ComparedMethod | undefined;
  /** The results by selection rule, in the protocol's order. */
  readonly sections: readonly Section[];
}

/** The results under one selection rule. */
export interface Section {
  readonly selection: string;
  /** The checkpoint that the rule chooses, in words. */
  readonly title: string;
  /** True if the rule reads hidden labels: its results are bounds. */
  readonly bound: boolean;
  readonly rows: readonly Row[];
}

/**
 * Compares the methods of one suite.
 *
 * @param runs All planned runs, with the records of those that have been made.
 * @returns Cells, averages, paired gains and the best of each column; methods, problems and seeds in the order of the
 * plan.
 * @throws {RangeError} If there are no runs, if they differ in suite, dataset version, metric version or protocol, if
 * two problems have one name, or if a record lacks a metric.
 */
export function compare(runs: readonly PlannedRun[]): Comparison {
  const [first] = runs;
  if (!first) throw new RangeError("Cannot compare runs: there are none");
  checkComparable(first, runs);
  const { protocol, suite, dataset } = first.spec;
  const { about } = first;
  const methods = labelled(runs);
  const problems = problemsOf(runs);
  const groups = [...new Set(problems.map(({ group }) => group))];
  const columns: Column[] = [
    ...problems.map((problem) => ({ name: problem.name, of: [problem] })),
    ...groups.map((name) => ({ name, of: problems.filter(({ group }) => group === name) })),
    { name: "mean", of: problems },
  ];
  const baseline = methods.find(({ method }) => method.name === about.baseline);
  const sections = protocol.selections.map((selection): Section => {
    const { title, bound } = about.selections[selection];
    const results = new Map(methods.map((compared): [ComparedMethod, Results[]] => {
      const byProblem = new Map(problems.map((problem): [ComparedProblem, Sample] => {
        const planned = runsOnProblem(runs, compared.method, problem.group);
        return [problem, sampleOf(planned, problem, selection)];
      }));
      return [
        compared,
        columns.map(({ of }): Results => {
          const parts = of.map((problem) => byProblem.get(problem)!);
          return { parts, average: averaged(parts) };
        }),
      ];
    }));
    const references = baseline && results.get(baseline)!;
    const entries = methods.map((method) => {
      const own = results.get(method)!;
      const others = method === baseline ? undefined : references;
      return columns.map((column, i): Entry => ({
        cell: cellOf(method.label, column, selection, own[i]),
        ...comparedTo(others?.[i], column, own[i]),
        best: false,
      }));
    });
    const rows = withBest(methods, bound, entries).map((row, i): Row => {
      return {
        method: methods[i],
        entries: row.slice(0, problems.length),
        groups: row.slice(problems.length, -1),
        average: row.at(-1)!,
      };
    });
    return { selection, title, bound, rows };
  });
  const seeds = [...new Set(runs.map((run) => run.spec.seed))];
  const tuned = new Set(about.suite.tunedOn);
  return {
    suite: suite.name,
    version: suite.version,
    dataset: { name: dataset.name, version: dataset.version },
    protocol,
    facts: about.protocol,
    words: about.words,
    relativeGains: about.relativeGains,
    wordsFound: wordsFoundIn(runs),
    methods,
    problems,
    groups,
    quantities: new Map(
      runs.flatMap(({ spec: { problem }, about: { quantities } }) =>
        quantities ? [[problem.name, quantities]] : []
      ),
    ),
    seeds,
    tunedSeeds: seeds.filter((seed) => tuned.has(seed)),
    baseline,
    sections,
  };
}

function wordsFoundIn(runs: readonly PlannedRun[]): number | undefined {
  let [found, of] = [0, 0];
  for (const { record } of runs) {
    found += record?.vectors?.found ?? 0;
    of += record?.vectors?.of ?? 0;
  }
  return of === 0 ? undefined : found / of;
}

/**
 * Returns the cells of a comparison.
 *
 * @param comparison The comparison.
 * @returns The cells by selection rule, method and problem; several problems of a method are followed by their average.
 */
export function cells({ problems, sections }: Comparison): Cell[] {
  return sections.flatMap(({ rows }) =>
    rows.flatMap(({ entries, average }) => [
      ...entries.map(({ cell }) => cell),
      ...problems.length > 1 ? [average.cell] : [],
    ])
  );
}

/** A column of a table: one or more problems under one name. */
interface Column {
  readonly name: string;
  readonly of: readonly ComparedProblem[];
}

/** The results of a method in a column, under one selection rule. */
interface Results {
  /** Those on each problem. */
  readonly parts: readonly Sample[];
  /** Their average within each seed. */
  readonly average: Sample;
}

function checkComparable(first: PlannedRun, runs: readonly PlannedRun[]): void {
  const identities = {
    suite: (spec: RunSpec) => spec.suite,
    dataset: (spec: RunSpec) => ({ name: spec.dataset.name, version: spec.dataset.version }),
    protocol: (spec: RunSpec) => spec.protocol,
    metrics: (spec: RunSpec) => spec.metrics,
  };
  const problems = new Map<string, PlannedRun>();
  for (const run of runs) {
    const namesake = problems.get(run.spec.problem.name) ?? run;
    problems.set(run.spec.problem.name, namesake);
    const differing = Object.entries(identities).find(([, identity]) =>
      !areEqual(identity(first.spec), identity(run.spec))
    );
    if (differing) refuse(first, run, differing[0]);
    if (!areEqual(namesake.spec.problem, run.spec.problem)) {
      refuse(namesake, run, `problem ${run.spec.problem.name}`);
    }
  }
}

/** True if two values are equal; runs of one plan share most of them, which is checked first. */
function areEqual(a: unknown, b: unknown): boolean {
  return a === b || isDeepStrictEqual(a, b);
}

function refuse(first: PlannedRun, run: PlannedRun, what: string): never {
  throw new RangeError(`Cannot compare runs ${first.id} and ${run.id}: they differ in ${what}`);
}

function cellOf(
  method: string,
  { name, of }: Column,
  selection: string,
  { average }: Results,
): Cell {
  const metrics = [...new Set(of.map(({ metric }) => metric))];
  const outcomes = [...average.values()];
  const { mean, standardError, n } = estimate(scaleOf(metrics) ? valuesOf(outcomes) : []);
  return {
    method,
    problem: name,
    selection,
    metric: metrics.length > 1 ? "mixed" : metrics[0],
    mean: mean ?? null,
    standardError: standardError ?? null,
    n,
    status: statusOf(outcomes),
  };
}

function comparedTo(
  reference: Results | undefined,
  { of }: Column,
  { parts, average }: Results,
): Omit<Entry, "cell" | "best"> {
  const scale = scaleOf(of.map(({ metric }) => metric));
  const improvements = reference && parts.map((part, i) => {
    const { higherIsBetter } = metricKinds[of[i].metric];
    return improvementOf(part, reference.parts[i], higherIsBetter);
  });
  return {
    scale,
    planned: average.size,
    values: scale ? valuesBySeed(average) : new Map(),
    differences: reference && scale &&
      differencesOf(average, reference.average, scale.higherIsBetter),
    improvements: improvements && valuesBySeed(averaged(improvements)),
  };
}

/** Marks the best of each column of entries. */
function withBest(
  methods: readonly ComparedMethod[],
  bound: boolean,
  rows: readonly (readonly Entry[])[],
): Entry[][] {
  // Higher is better.
  const scoreOf = ({ scale, cell: { status, mean } }: Entry, method: ComparedMethod) =>
    isBound(method, { bound }) || status !== "ok" || !scale
      ? -Infinity
      : scale.higherIsBetter
      ? mean!
      : -mean!;
  const greatest = rows[0].map((_, column) =>
    maximum(rows.map((row, i) => scoreOf(row[column], methods[i])))
  );
  return rows.map((row, i) =>
    row.map((entry, column) => {
      const score = scoreOf(entry, methods[i]);
      return { ...entry, best: score > -Infinity && score >= greatest[column] - ROUNDING };
    })
  );
}
