import { COMMAND } from "../../descriptors/command.ts";
import type { Environment, PlannedRun } from "../../records/record.ts";
import type {
  Arm,
  Column,
  Experiment,
  ProtocolDifference,
  PublishedPaper,
  PublishedTable,
} from "../../suites/published/paper.ts";
import { nameOf } from "../tables/published.ts";
import { armLabel } from "./arm.ts";
import { comparedCells, type ReproducedCell, uncomparedCells } from "./compared_table.ts";
import { decimalsOf } from "./published_numbers.ts";
import { type TestedClaim, testedClaim } from "./tested_claim.ts";
import type { Agreement } from "./agreement.ts";

/** The runs of an experiment, with the facts that reports need. */
export interface ExperimentRuns {
  /** All planned runs, with existing records. */
  readonly runs: readonly PlannedRun[];
  /** Sentences on runs that cannot be made here, with the reason. */
  readonly notes: readonly string[];
  /** Numbers of test examples, by pair or task. */
  readonly testSizes: ReadonlyMap<string, number>;
  /** Command lines that make the runs. */
  readonly commands: readonly string[];
  /** By run id, the command line that makes only this run. */
  readonly commandOf: ReadonlyMap<string, string>;
}

/** A paper with our results; plain data that can be written as JSON. */
export interface ReproducedPaper {
  readonly id: string;
  /** The command line that reproduces it. */
  readonly command: string;
  readonly paper: PublishedPaper["paper"];
  readonly tables: readonly ReproducedTable[];
  readonly claims: readonly ReproducedClaim[];
  readonly experiments: readonly ReproducedExperiment[];
  readonly constants: readonly PublishedTable[];
}

/** A published table with our results. */
export interface ReproducedTable {
  /** The paper and its table. */
  readonly name: string;
  readonly metric: string;
  readonly unit: "%" | "fraction";
  /** Number of decimals of the table's numbers. */
  readonly decimals: number;
  readonly protocol: string;
  readonly notes: string;
  /** The source of each column. */
  readonly columns: { readonly [column: string]: Column };
  /** Labels of our methods, for the columns that have one. */
  readonly arms: { readonly [column: string]: string };
  /** The rule that selected our checkpoints; `null` if Graft does not run the table. */
  readonly selection: string | null;
  /** The index of its experiment; `null` if Graft does not run it. */
  readonly experiment: number | null;
  /** The features that Graft lacks to run it; `data`: the dataset that it would need. */
  readonly lacks: string | null;
  readonly data: string | null;
  readonly cells: readonly ReproducedCell[];
  /** Counts of its numbers by verdict, without means. */
  readonly verdicts: { readonly [V in Agreement]?: number };
}

/** A published claim with our results. */
export interface ReproducedClaim extends Column {
  readonly where: string;
  readonly text: string;
  readonly experiment: number | null;
  readonly lacks: string | null;
  readonly data: string | null;
  /** The tested part of the claim; `null` if Graft cannot test it. */
  readonly tested: string | null;
  /** The metric of the numbers, as recorded. */
  readonly recorded: string | null;
  readonly selection: string | null;
  readonly result: TestedClaim | null;
}

/** A summary of an experiment. */
export interface ReproducedExperiment {
  readonly commands: readonly string[];
  /** By run id, the command line that makes only this run. */
  readonly commandOf: { readonly [run: string]: string };
  readonly differences: readonly ProtocolDifference[];
  readonly notes: readonly string[];
  readonly seeds: readonly number[];
  readonly planned: number;
  readonly made: number;
  /** Failed and diverged runs, with the reason. */
  readonly flaws: readonly Flaw[];
  /** Total seconds of the finished runs. */
  readonly seconds: number;
  /** The distinct environments of the runs. */
  readonly environments: readonly Environment[];
}

/** A failed or diverged run. */
export interface Flaw {
  readonly id: string;
  readonly status: "failed" | "diverged";
  readonly method: string;
  readonly problem: string;
  readonly seed: number;
  readonly message: string;
}

/**
 * Compares a paper's numbers and claims with our runs.
 *
 * @param published The paper.
 * @param runs The runs of each of its experiments.
 * @param modules Arguments that add the modules which it needs.
 * @returns The comparison; the same for the same records.
 * @throws {RangeError} If the runs of an experiment are not planned or belong to several variants of a method, or
 * a record lacks a metric.
 */
export function reproduce(
  { name, paper, tables, claims, constants }: PublishedPaper,
  runs: ReadonlyMap<Experiment, ExperimentRuns>,
  modules: readonly string[] = [],
): ReproducedPaper {
  const experiments = experimentsOf({ tables, claims });
  const planned = (experiment: Experiment): ExperimentRuns => {
    const found = runs.get(experiment);
    if (found) return found;
    throw new RangeError(`Cannot reproduce ${name}: the runs of an experiment are not planned`);
  };
  return {
    id: name,
    command: [COMMAND, "reproduce", name, ...modules].join(" "),
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

/** Returns the experiments of a paper, each once. */
export function experimentsOf(
  { tables, claims }: Pick<PublishedPaper, "tables" | "claims">,
): Experiment[] {
  const all = [...tables, ...claims].flatMap((of) => "experiment" in of ? of.experiment : []);
  return [...new Set(all)];
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

/** Returns the total time of a run, in seconds. */
export function secondsOf(
  { data, compile, train, evaluate }: NonNullable<PlannedRun["record"]>["seconds"],
): number {
  return data + compile + train + evaluate;
}
