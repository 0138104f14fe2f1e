import type {
  Arm,
  Column,
  Environment,
  Experiment,
  PlannedRun,
  ProtocolDifference,
  PublishedPaper,
  PublishedTable,
  Selection,
} from "../suites/record.ts";
import { nameOf } from "./published.ts";
import { armLabel } from "./reproduction/arm.ts";
import {
  comparedCells,
  type ReproducedCell,
  uncomparedCells,
} from "./reproduction/compared_table.ts";
import { decimalsOf } from "./reproduction/published_numbers.ts";
import { type TestedClaim, testedClaim } from "./reproduction/tested_claim.ts";
import type { Agreement } from "./reproduction/agreement.ts";

/** The runs of an experiment, and what is to be known of them. */
export interface ExperimentRuns {
  /** All planned runs, with the records of those that have been made. */
  readonly runs: readonly PlannedRun[];
  /** What cannot be run here, and why: sentences. */
  readonly notes: readonly string[];
  /** How many test examples there are, by pair or task. */
  readonly testSizes: ReadonlyMap<string, number>;
  /** The command lines that make the runs. */
  readonly commands: readonly string[];
  /** By a run's id, the command line that makes it alone. */
  readonly commandOf: ReadonlyMap<string, string>;
}

/** A paper with ours beside it, plain enough to be printed as JSON. */
export interface ReproducedPaper {
  readonly id: string;
  readonly paper: PublishedPaper["paper"];
  readonly tables: readonly ReproducedTable[];
  readonly claims: readonly ReproducedClaim[];
  readonly experiments: readonly ReproducedExperiment[];
  readonly constants: readonly PublishedTable[];
}

/** A published table with ours beside it. */
export interface ReproducedTable {
  /** The paper and its table. */
  readonly name: string;
  readonly metric: string;
  readonly unit: "%" | "fraction";
  /** With which the table's numbers are printed. */
  readonly decimals: number;
  readonly protocol: string;
  readonly notes: string;
  /** Where each column was read. */
  readonly columns: { readonly [column: string]: Column };
  /** Which of ours stand for its columns, where there are some. */
  readonly arms: { readonly [column: string]: string };
  /** The rule that chose our checkpoints; `null` where Graft does not run the table. */
  readonly selection: Selection | null;
  /** The index of its experiment; `null` where Graft does not run it. */
  readonly experiment: number | null;
  /** What Graft would need to run it, and the data. */
  readonly lacks: string | null;
  readonly data: string | null;
  readonly cells: readonly ReproducedCell[];
  /** How many of its numbers have each verdict, means left out. */
  readonly verdicts: { readonly [V in Agreement]?: number };
}

/** A published claim, and what our runs say of it. */
export interface ReproducedClaim extends Column {
  readonly where: string;
  readonly text: string;
  readonly experiment: number | null;
  readonly lacks: string | null;
  readonly data: string | null;
  /** What of it is tested, and what came out; `null` where Graft cannot test it. */
  readonly tested: string | null;
  /** What the numbers are: a metric of our records. */
  readonly recorded: string | null;
  readonly selection: Selection | null;
  readonly result: TestedClaim | null;
}

/** An account of an experiment. */
export interface ReproducedExperiment {
  readonly commands: readonly string[];
  /** By a run's id, what makes it alone. */
  readonly commandOf: { readonly [run: string]: string };
  readonly differences: readonly ProtocolDifference[];
  readonly notes: readonly string[];
  readonly seeds: readonly number[];
  readonly planned: number;
  readonly made: number;
  /** The runs that went wrong, and why. */
  readonly flaws: readonly Flaw[];
  /** What the runs took that have been made, one after another. */
  readonly seconds: number;
  /** Where they were made, each once. */
  readonly environments: readonly Environment[];
}

/** A run that went wrong. */
export interface Flaw {
  readonly id: string;
  readonly status: "failed" | "diverged";
  readonly method: string;
  readonly problem: string;
  readonly seed: number;
  readonly message: string;
}

/**
 * Puts a paper's numbers and claims beside our runs.
 *
 * @param published The paper.
 * @param runs The runs of each of its experiments.
 * @returns The same for the same records.
 * @throws {RangeError} If the runs of an experiment are not planned, are of several variants of a method, or a
 * record lacks a metric.
 */
export function reproduce(
  { id, paper, tables, claims, constants }: PublishedPaper,
  runs: ReadonlyMap<Experiment, ExperimentRuns>,
): ReproducedPaper {
  const experiments = [
    ...new Set([...tables, ...claims].flatMap((of) => "experiment" in of ? of.experiment : [])),
  ];
  const planned = (experiment: Experiment): ExperimentRuns => {
    const found = runs.get(experiment);
    if (found) return found;
    throw new RangeError(`Cannot reproduce ${id}: the runs of an experiment are not planned`);
  };
  return {
    id,
    paper,
    tables: tables.map((part): ReproducedTable => {
      const { table } = part;
      const { metric, unit = "%", protocol, notes, columns } = table;
      const cells = "experiment" in part
        ? comparedCells(part, planned(part.experiment).runs, planned(part.experiment).testSizes)
        : uncomparedCells(table, `no suite yet: Graft lacks ${part.lacks}`);
      return {
        name: nameOf(table),
        ...{ metric, unit, decimals: decimalsOf(table), protocol, notes, columns },
        ...("experiment" in part
          ? {
            arms: armsOf(part.arms),
            selection: part.selection,
            experiment: experiments.indexOf(part.experiment),
            lacks: null,
            data: null,
          }
          : { arms: {}, selection: null, experiment: null, lacks: part.lacks, data: part.data }),
        cells,
        verdicts: countOf(cells),
      };
    }),
    claims: claims.map((claim): ReproducedClaim => {
      const { where, text, status, source } = claim;
      return {
        ...{ where, text, status, source },
        ...("experiment" in claim
          ? {
            experiment: experiments.indexOf(claim.experiment),
            lacks: null,
            data: null,
            tested: claim.tested,
            recorded: claim.squared ? `${claim.recorded}²` : claim.recorded,
            selection: claim.selection,
            result: testedClaim(claim, planned(claim.experiment).runs),
          }
          : {
            experiment: null,
            lacks: claim.lacks,
            data: claim.data,
            tested: null,
            recorded: null,
            selection: null,
            result: null,
          }),
      };
    }),
    experiments: experiments.map((experiment) => accountOf(experiment, planned(experiment))),
    constants,
  };
}

function armsOf(arms: { readonly [column: string]: Arm }): ReproducedTable["arms"] {
  return Object.fromEntries(Object.entries(arms).map(([column, arm]) => [column, armLabel(arm)]));
}

function countOf(cells: readonly ReproducedCell[]): ReproducedTable["verdicts"] {
  const counts: { [V in Agreement]?: number } = {};
  for (const { verdict, over } of cells) {
    if (over === null) counts[verdict] = (counts[verdict] ?? 0) + 1;
  }
  return counts;
}

function accountOf(
  { differences }: Experiment,
  { runs, notes, commands, commandOf }: ExperimentRuns,
): ReproducedExperiment {
  const records = runs.flatMap(({ record }) => record ?? []);
  const environments = new Map(
    records.map(({ environment }) => [JSON.stringify(environment), environment]),
  );
  return {
    commands,
    commandOf: Object.fromEntries(commandOf),
    differences,
    notes,
    seeds: [...new Set(runs.map(({ spec }) => spec.seed))],
    planned: runs.length,
    made: records.length,
    flaws: records.flatMap(({ id, status, spec, error }): Flaw[] =>
      status === "ok" ? [] : [{
        ...{ id, status, method: spec.method.name, problem: spec.problem.name, seed: spec.seed },
        message: error?.message ?? "",
      }]
    ),
    seconds: records.reduce((sum, { seconds }) => sum + secondsOf(seconds), 0),
    environments: [...environments.values()],
  };
}

/** What a run took in all. */
export function secondsOf(
  { data, compile, train, evaluate }: NonNullable<PlannedRun["record"]>["seconds"],
): number {
  return data + compile + train + evaluate;
}
