import { metricKinds } from "../../descriptors/metrics.ts";
import type { PlannedRun } from "../../records/record.ts";
import type { Column, ComparedTable, PublishedTable } from "../../suites/published/paper.ts";
import {
  averaged,
  type Sample,
  sampleOf,
  type Status,
  statusOf,
  valuesOf,
} from "../inference/samples.ts";
import { intervalEstimate } from "../inference/interval_estimate.ts";
import { mean, ROUNDING, standardError } from "../inference/statistics/estimate.ts";
import { armLabel, runsOf } from "./arm.ts";
import { converted, isProportion } from "../../descriptors/conversion.ts";
import {
  binomialVariance,
  LEVEL,
  type Proportion,
  type PublishedNumber,
  toleranceOf,
} from "./tolerance.ts";
import { decimalsOf, publishedRows, rivalsOf, scaled, shown } from "./published_numbers.ts";
import { type Agreement, LEAST_SEEDS } from "./agreement.ts";

/** A published number with ours, in the table's unit; plain data that can be written as JSON. */
export interface ReproducedCell {
  /** `mean` for the average over several rows. */
  readonly row: string;
  readonly column: string;
  readonly published: number;
  /** Provenance of the published number. */
  readonly status: Column["status"];
  /** Published standard deviation over the paper's runs. */
  readonly standardDeviation: number | null;
  /** Number of runs behind the published mean; `null` if unknown. */
  readonly runs: number | null;
  /** The value in another source. */
  readonly alternative: number | null;
  /** The rows of a mean. */
  readonly over: readonly string[] | null;
  /** Our method; `null` if none corresponds to the column. */
  readonly arm: string | null;
  /** Our mean over the seeds with a result. */
  readonly ours: number | null;
  /** Student's 95 % interval of our mean. */
  readonly interval: readonly [lower: number, upper: number] | null;
  /** The number of seeds with a result; `planned`: the number of planned seeds. */
  readonly n: number;
  readonly planned: number;
  /** Our number minus the published one. */
  readonly difference: number | null;
  /** True if ours is better; `null` without a difference. */
  readonly better: boolean | null;
  readonly tolerance: CellTolerance | null;
  /** For an accepted number: true if another number of the paper's row would have been rejected. */
  readonly distinguishes: boolean | null;
  readonly verdict: Agreement;
  /** The reason why there is no number of ours. */
  readonly reason: string | null;
  /** The result of each planned seed. */
  readonly bySeed: readonly SeedResult[];
}

/** The tolerance between a published number and ours, in the table's unit, with its sources. */
export interface CellTolerance {
  readonly seeds: number;
  /** `null` if the metric is not a proportion of test examples. */
  readonly tests: number | null;
  readonly both: number;
  /** The standard deviation of our seeds. */
  readonly deviation: number;
  /** The numbers of test examples of each row, ours and the paper's; `null` if they do not matter. */
  readonly examples: readonly Examples[] | null;
}

/** The test examples of a row. */
export interface Examples {
  readonly row: string;
  readonly ours: number;
  /** The paper's number; ours if the paper does not state it. */
  readonly theirs: number;
}

/** The result of one seed. */
export interface SeedResult {
  readonly seed: number;
  readonly status: Status;
  /** The value in the table's unit; `null` without a result. */
  readonly value: number | null;
  /** The run's id; `null` for a mean over rows. */
  readonly run: string | null;
}

/** Returns the published numbers of a table that Graft does not run. */
export function uncomparedCells(table: PublishedTable, reason: string): ReproducedCell[] {
  return Object.keys(table.columns).flatMap((column) => emptyColumn(table, column, reason));
}

/**
 * Compares our runs with a published table.
 *
 * @param compared The table, with our methods for its columns.
 * @param runs The experiment's planned runs, with their records.
 * @param testSizes Our numbers of test examples by pair or task; where missing, the paper's number is assumed.
 * @returns The cells by column: its rows, followed by their mean if two or more are planned. Numbers that the
 * paper lacks have no cell.
 * @throws {RangeError} If an arm matches several variants of a method, or a record lacks the metric.
 */
export function comparedCells(
  compared: ComparedTable,
  runs: readonly PlannedRun[],
  testSizes: ReadonlyMap<string, number>,
): ReproducedCell[] {
  const { table, arms, others, recorded, selection } = compared;
  return Object.keys(table.columns).flatMap((column) => {
    const arm = Object.hasOwn(arms, column) ? arms[column] : undefined;
    if (!arm) return emptyColumn(table, column, others[column]);
    const ours = runsOf(arm, runs);
    const rows = publishedRows(table, column).map(({ row, value }): ComparedRow => {
      const planned = ours.filter(({ spec: { problem } }) =>
        problem.tasks.some(({ name }) => name === row)
      );
      const problem = { name: row, group: row, task: row, metric: recorded };
      const sample = sampleOf(planned, problem, selection);
      return { row, published: value, runs: planned, sample };
    });
    const context = { compared, column, testSizes, arm: armLabel(arm) };
    const present = rows.filter(({ sample }) => sample.size > 0);
    return [
      ...rows.map((row) => cellOf([row], context)),
      ...present.length > 1 ? [cellOf(present, context)] : [],
    ];
  });
}

interface ComparedRow {
  readonly row: string;
  readonly published: number;
  readonly runs: readonly PlannedRun[];
  /** The results of our planned runs; empty if none are planned. */
  readonly sample: Sample;
}

interface Context {
  readonly compared: ComparedTable;
  readonly column: string;
  readonly testSizes: ReadonlyMap<string, number>;
  readonly arm: string;
}

/** Returns the cell of one row, or of the mean over several. */
function cellOf(rows: readonly ComparedRow[], context: Context): ReproducedCell {
  const { compared: { table, recorded, quantity }, column, arm } = context;
  const sample = averaged(rows.map(({ sample }) => sample));
  const outcomes = [...sample.values()];
  const values = valuesOf(outcomes).map((value) => converted(value, recorded, quantity));
  const empty = emptyCell(table, column, rows);
  if (outcomes.length === 0) {
    return { ...empty, arm, reason: "no run can be planned: its data is missing" };
  }
  const status = statusOf(outcomes);
  const { mean: center, interval } = intervalEstimate(values, LEVEL);
  const known = status === "failed" || status === "diverged" ? undefined : center;
  const cell: ReproducedCell = {
    ...empty,
    arm,
    ours: shown(known, table),
    interval: known !== undefined && interval
      ? [shown(interval.lower, table)!, shown(interval.upper, table)!]
      : null,
    n: values.length,
    planned: outcomes.length,
    reason: null,
    bySeed: [...sample].map(([seed, { status, value }]): SeedResult => ({
      seed,
      status,
      value: value === undefined ? null : shown(converted(value, recorded, quantity), table),
      run: rows.length > 1 ? null : rows[0].runs.find(({ spec }) => spec.seed === seed)!.id,
    })),
  };
  if (status !== "ok") return { ...cell, verdict: status };
  if (values.length < LEAST_SEEDS) return { ...cell, verdict: "too_few_seeds" };
  const examples = examplesOf(rows, context);
  const variance = examples && testVariance(rows, examples, context);
  const tolerance = toleranceOf(values, numberOf(empty, table), variance)!;
  const distance = (value: number) => Math.abs(center! - scaled(value, table)) - ROUNDING;
  const accepts = (value: number) => distance(value) <= tolerance.both;
  const difference = center! - scaled(empty.published, table);
  const rivals = rivalsOf(table, rows.map(({ row }) => row));
  return {
    ...cell,
    difference: shown(difference, table),
    better: Math.abs(difference) <= ROUNDING
      ? null
      : difference > 0 === metricKinds[quantity].higherIsBetter,
    tolerance: {
      seeds: shown(tolerance.seeds, table)!,
      tests: shown(tolerance.tests, table),
      both: shown(tolerance.both, table)!,
      deviation: shown(Math.sqrt(values.length) * standardError(values)!, table)!,
      examples: examples ?? null,
    },
    distinguishes: accepts(empty.published) && rivals.length > 1 ? !rivals.every(accepts) : null,
    verdict: !accepts(empty.published)
      ? "outside"
      : distance(empty.published) <= Math.min(tolerance.seeds, tolerance.tests ?? Infinity)
      ? "reproduced"
      : "within_tolerance",
  };
}

/** Returns a cell without a result of ours. */
function emptyCell(
  table: PublishedTable,
  column: string,
  rows: readonly Pick<ComparedRow, "row" | "published">[],
): ReproducedCell {
  const { rowsStd, alternatives, paperAverages, columns } = table;
  const [{ row }] = rows;
  const several = rows.length > 1;
  const whole = rows.length === publishedRows(table, column).length;
  const printed = several && whole ? paperAverages?.[column] : undefined;
  const deviations = rows.flatMap(({ row }) => rowsStd?.[row]?.[column] ?? []);
  return {
    row: several ? "mean" : row,
    column,
    published: printed ?? mean(rows.map(({ published }) => published))!,
    status: columns[column].status,
    standardDeviation: deviations.length === rows.length
      ? Math.hypot(...deviations) / rows.length
      : null,
    runs: columns[column].runs ?? null,
    alternative: several ? null : alternatives?.[row]?.[column] ?? null,
    over: several ? rows.map(({ row }) => row) : null,
    arm: null,
    ours: null,
    interval: null,
    n: 0,
    planned: 0,
    difference: null,
    better: null,
    tolerance: null,
    distinguishes: null,
    verdict: "not_run",
    reason: null,
    bySeed: [],
  };
}

function emptyColumn(table: PublishedTable, column: string, reason: string): ReproducedCell[] {
  return publishedRows(table, column).map(({ row, value }) => ({
    ...emptyCell(table, column, [{ row, published: value }]),
    reason,
  }));
}

function numberOf(
  { standardDeviation, runs }: ReproducedCell,
  table: PublishedTable,
): PublishedNumber {
  return {
    standardDeviation: standardDeviation === null ? undefined : scaled(standardDeviation, table),
    runs: runs ?? undefined,
    step: scaled(10 ** -decimalsOf(table), table),
  };
}

/** Returns the test examples of the rows; `undefined` if the quantity is not a proportion of them. */
function examplesOf(
  rows: readonly ComparedRow[],
  { compared: { quantity, testSets }, testSizes }: Context,
): Examples[] | undefined {
  if (!isProportion(quantity)) return undefined;
  return rows.map(({ row }) => {
    const { size } = testSets[row];
    const ours = testSizes.get(row) ?? size;
    if (ours === undefined) {
      throw new RangeError(
        `Cannot compute a tolerance for ${row}: the size of its test set is not known`,
      );
    }
    return { row, ours, theirs: size ?? ours };
  });
}

/** Computes the sum of the binomial variances of our number and the published one. */
function testVariance(
  rows: readonly ComparedRow[],
  examples: readonly Examples[],
  { compared: { table, recorded, quantity, testSets } }: Context,
): number {
  const sides = rows.map(
    ({ row, published, sample }, i): [ours: Proportion, theirs: Proportion] => {
      const testSet = testSets[row].name;
      const value = converted(mean(valuesOf(sample.values()))!, recorded, quantity);
      return [
        { value, testSet, size: examples[i].ours },
        { value: scaled(published, table), testSet, size: examples[i].theirs },
      ];
    },
  );
  return binomialVariance(sides.map(([ours]) => ours)) +
    binomialVariance(sides.map(([, theirs]) => theirs));
}
