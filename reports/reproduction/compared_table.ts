import { metricKinds } from "../../descriptors/metrics.ts";
import type { Column, ComparedTable, PlannedRun, PublishedTable } from "../../suites/record.ts";
import { averaged, type Sample, sampleOf, type Status, statusOf, valuesOf } from "../samples.ts";
import { mean, ROUNDING, standardError } from "../statistics/estimate.ts";
import { studentInterval } from "../statistics/interval.ts";
import { armLabel, runsOf } from "./arm.ts";
import { converted, isProportion } from "./conversion.ts";
import {
  binomialVariance,
  LEVEL,
  type Proportion,
  type PublishedNumber,
  toleranceOf,
} from "./tolerance.ts";
import { decimalsOf, publishedRows, rivalsOf, scaled, shown } from "./published_numbers.ts";
import { type Agreement, LEAST_SEEDS } from "./agreement.ts";

/** A published number with ours beside it, in the table's unit; plain enough to be printed as JSON. */
export interface ReproducedCell {
  /** `mean` for the average over several rows. */
  readonly row: string;
  readonly column: string;
  readonly published: number;
  /** How the published number was read. */
  readonly status: Column["status"];
  /** Over the runs behind it. */
  readonly standardDeviation: number | null;
  /** How many runs it is the mean of; `null` where that is not known. */
  readonly runs: number | null;
  /** What another source says that it is. */
  readonly alternative: number | null;
  /** The rows that a mean is over. */
  readonly over: readonly string[] | null;
  /** Our method; `null` where nothing of ours stands for the column. */
  readonly arm: string | null;
  /** The mean over the seeds that have a result. */
  readonly ours: number | null;
  /** Student's 95 % interval of our mean. */
  readonly interval: readonly [lower: number, upper: number] | null;
  /** The number of seeds that have a result, and of those planned. */
  readonly n: number;
  readonly planned: number;
  /** Ours less the published one. */
  readonly difference: number | null;
  /** Whether ours is the better one; `null` where the metric has no direction or there is no difference. */
  readonly better: boolean | null;
  readonly tolerance: CellTolerance | null;
  /** Of a number that was accepted: whether another of the paper's row would have been refused. */
  readonly tellsApart: boolean | null;
  readonly verdict: Agreement;
  /** Why there is nothing of ours. */
  readonly reason: string | null;
  /** What each planned seed gave. */
  readonly bySeed: readonly SeedResult[];
}

/** How far a published number may lie from ours, in the table's unit, and what that comes from. */
export interface CellTolerance {
  readonly seeds: number;
  /** `null` where the metric is no share of test examples. */
  readonly tests: number | null;
  readonly both: number;
  /** The standard deviation of our seeds. */
  readonly deviation: number;
  /** How many test examples each row has, ours and the paper's; `null` where they do not matter. */
  readonly examples: readonly Examples[] | null;
}

/** The test examples of a row. */
export interface Examples {
  readonly row: string;
  readonly ours: number;
  /** As many as ours where the paper does not say. */
  readonly theirs: number;
}

/** What one seed gave. */
export interface SeedResult {
  readonly seed: number;
  readonly status: Status;
  /** In the table's unit; `null` where there is none. */
  readonly value: number | null;
  /** The run's id; `null` for a mean over rows. */
  readonly run: string | null;
}

/** The published numbers of a table that Graft does not run. */
export function uncomparedCells(table: PublishedTable, reason: string): ReproducedCell[] {
  return Object.keys(table.columns).flatMap((column) => emptyColumn(table, column, reason));
}

/**
 * Puts our runs beside a published table.
 *
 * @param compared The table, and what of ours its columns stand for.
 * @param runs The experiment's planned runs, with their records.
 * @param testSizes How many test examples ours have, by pair or task; where one is missing, as many as the paper's.
 * @returns The cells by column: its rows, and after them their mean where two or more are planned. A number
 * that the paper lacks has no cell.
 * @throws {RangeError} If an arm stands for several variants of a method, or a record lacks the metric.
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
        "tasks" in problem ? problem.tasks.some(({ name }) => name === row) : problem.name === row
      );
      const problem = { name: row, group: row, task: row, metric: recorded };
      const sample = sampleOf(planned, problem, selection);
      return { row, published: value, runs: planned, sample };
    });
    const context = { compared, column, testSizes, arm: armLabel(arm) };
    const atHand = rows.filter(({ sample }) => sample.size > 0);
    return [
      ...rows.map((row) => cellOf([row], context)),
      ...atHand.length > 1 ? [cellOf(atHand, context)] : [],
    ];
  });
}

interface ComparedRow {
  readonly row: string;
  readonly published: number;
  readonly runs: readonly PlannedRun[];
  /** What our planned runs gave; empty where none are. */
  readonly sample: Sample;
}

interface Context {
  readonly compared: ComparedTable;
  readonly column: string;
  readonly testSizes: ReadonlyMap<string, number>;
  readonly arm: string;
}

/** The cell of one row, or of the mean over several. */
function cellOf(rows: readonly ComparedRow[], context: Context): ReproducedCell {
  const { compared: { table, recorded, quantity }, column, arm } = context;
  const sample = averaged(rows.map(({ sample }) => sample));
  const outcomes = [...sample.values()];
  const values = valuesOf(outcomes).map((value) => converted(value, recorded, quantity));
  const empty = emptyCell(table, column, rows);
  if (outcomes.length === 0) {
    return { ...empty, arm, reason: "no run of it can be planned: its data is not here" };
  }
  const status = statusOf(outcomes);
  const center = mean(values);
  const interval = studentInterval(values, LEVEL);
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
    tellsApart: accepts(empty.published) && rivals.length > 1 ? !rivals.every(accepts) : null,
    verdict: !accepts(empty.published)
      ? "outside"
      : distance(empty.published) <= Math.min(tolerance.seeds, tolerance.tests ?? Infinity)
      ? "reproduced"
      : "within_tolerance",
  };
}

/** A cell without anything of ours. */
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
    tellsApart: null,
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

/** The test examples of the rows; `undefined` where the quantity is no share of them. */
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
        `Cannot find a tolerance for ${row}: the size of its test set is not known`,
      );
    }
    return { row, ours, theirs: size ?? ours };
  });
}

/** The binomial variance of both numbers, ours and the published one. */
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
