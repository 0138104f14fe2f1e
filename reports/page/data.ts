import { placeOfMethod } from "../inference/method_runs.ts";
import type { RunRecord, Words } from "../../records/record.ts";
import { metricKinds } from "../../descriptors/metrics.ts";
import { cellFacts } from "./cell_facts.ts";
import { type CompactFigure, compactFigure } from "./compact_figure.ts";
import { cellAddress, type PlacedStudy, type TableColumn } from "./placed_study.ts";

/** The data of the page's script: plain JSON, in which values that many runs share stand once. */
export interface PageData {
  readonly studies: readonly StudyData[];
  /** The terms of facts. */
  readonly terms: readonly string[];
  /** The specs without their seeds. */
  readonly specs: readonly unknown[];
  readonly environments: readonly RunRecord["environment"][];
}

/** The data of a study. */
export interface StudyData {
  readonly problems: readonly ProblemData[];
  /** The index of the method that gains are measured against. */
  readonly baseline: number | null;
  readonly methods: readonly string[];
  /** The cells by address. */
  readonly cells: { readonly [address: string]: CellData };
  readonly runs: readonly RunData[];
  readonly figures: readonly CompactFigure[];
}

/** A problem that methods are compared on. */
export interface ProblemData {
  readonly group: string;
  readonly task: string;
  readonly metric: string;
  readonly higherIsBetter: boolean;
  /** The decimals of a metric in percent; `null` for other metrics. */
  readonly percent: number | null;
}

/** A cell of a table. */
export interface CellData {
  readonly title: string;
  readonly method: number;
  readonly selection: string;
  /** The indices of the problems whose mean it is. */
  readonly problems: readonly number[];
  /** The facts, with their terms as indices of {@linkcode PageData.terms}. */
  readonly facts: readonly (readonly [term: number, text: string])[];
}

/** A planned run. */
export interface RunData {
  readonly id: string;
  readonly method: number;
  readonly group: string;
  readonly seed: number;
  readonly spec: number;
  readonly command?: string;
  readonly record?: RecordData;
}

/** The part of a record apart from its spec. */
export interface RecordData {
  readonly status: RunRecord["status"];
  readonly error?: RunRecord["error"];
  readonly metrics: RunRecord["metrics"];
  readonly selected: RunRecord["selected"];
  readonly curve: CurveData;
  readonly seconds: readonly (readonly [what: string, seconds: number])[];
  readonly environment: number;
  readonly startedAt: string;
}

/** The checkpoints as columns with a number for each step. */
export interface CurveData {
  readonly steps: readonly number[];
  readonly series: { readonly [name: string]: readonly (number | null)[] };
}

/**
 * Collects the data of the page's script.
 *
 * @param studies The page's studies.
 */
export function pageData(studies: readonly PlacedStudy[]): PageData {
  const pools = { specs: new Pool(), environments: new Pool(), terms: new Pool() };
  const { specs, environments, terms } = pools;
  return {
    studies: studies.map((study) => studyData(study, pools)),
    terms: terms.values as string[],
    specs: specs.values,
    environments: environments.values as RunRecord["environment"][],
  };
}

function studyData(placed: PlacedStudy, { specs, environments, terms }: Pools): StudyData {
  const { study: { comparison, runs, commands }, figures } = placed;
  const { methods, problems, baseline } = comparison;
  return {
    problems: problems.map(({ group, task, metric }) => {
      const { percent, decimals, higherIsBetter } = metricKinds[metric];
      return { group, task, metric, higherIsBetter, percent: percent ? decimals : null };
    }),
    baseline: baseline ? methods.indexOf(baseline) : null,
    methods: methods.map(({ label }) => label),
    cells: cellsOf(placed, terms),
    runs: runs.map(({ id, spec: { seed, ...spec }, record }): RunData => ({
      id,
      method: placeOfMethod(methods, spec.method),
      group: spec.problem.name,
      seed,
      spec: specs.indexOf(spec),
      command: commands.get(id),
      record: record && recordData(record, environments),
    })),
    figures: figures.map(({ spec }) => compactFigure(spec)),
  };
}

function cellsOf(placed: PlacedStudy, terms: Pool): StudyData["cells"] {
  const { study: { comparison: { sections, problems, words } }, columns } = placed;
  return Object.fromEntries(
    sections.flatMap((section) =>
      section.rows.flatMap((row, method) =>
        columns.map((column): [string, CellData] => [
          cellAddress(placed, method, column, section),
          {
            title: `${row.method.label}${titleOf(column, words)}`,
            method,
            selection: section.selection,
            problems: column.problems.map((problem) => problems.indexOf(problem)),
            facts: cellFacts(placed, column.of(row)).map((
              [term, text],
            ) => [terms.indexOf(term), text]),
          },
        ])
      )
    ),
  );
}

function titleOf({ level, head, problems }: TableColumn, words: Words): string {
  if (level === "task") return ` on ${head}`;
  const of = level === "group" ? ` of ${head}` : "";
  return `, mean over the ${problems.length} ${words.problems}${of}`;
}

function recordData(record: RunRecord, environments: Pool): RecordData {
  const { status, error, metrics, selected, seconds, environment, startedAt } = record;
  return {
    status,
    error,
    metrics: rounded(metrics) as RunRecord["metrics"],
    selected,
    curve: curveData(record),
    seconds: Object.entries(seconds).map(([what, number]) => [what, Number(number.toFixed(3))]),
    environment: environments.indexOf(environment),
    startedAt,
  };
}

/** Converts checkpoints to columns, with the digits that a drawing shows; the name of a single task is omitted. */
function curveData({ curve, spec: { problem } }: RunRecord): CurveData {
  const several = problem.tasks.length > 1;
  const series: Record<string, (number | null)[]> = {};
  /** The columns of one kind of number, by task or by name: a long name is made once, not for each checkpoint. */
  const columns = (nameOf: (of: string) => string) => {
    const known = new Map<string, (number | null)[]>();
    return (of: string, place: number, value: number) => {
      const column = known.getOrInsertComputed(
        of,
        () => series[nameOf(of)] = Array(curve.length).fill(null),
      );
      if (Number.isFinite(value)) column[place] = Number(value.toPrecision(4));
    };
  };
  const addTest = columns((task) => several ? `${task}: test` : "test");
  const addValidation = columns((task) => several ? `${task}: validation` : "validation");
  const addTraining = columns((name) => `training: ${name}`);
  for (const [i, { tasks, training }] of curve.entries()) {
    for (const [task, { test, validation }] of Object.entries(tasks)) {
      addTest(task, i, test);
      if (validation !== undefined) addValidation(task, i, validation);
    }
    for (const [name, value] of Object.entries(training)) addTraining(name, i, value);
  }
  return { steps: curve.map(({ step }) => step), series };
}

/** Rounds numbers to more digits than any table shows, but fewer than those of a double. */
function rounded(value: unknown): unknown {
  if (typeof value === "number") return Number(value.toPrecision(7));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rounded(inner)]));
}

/** The values that studies share. */
interface Pools {
  readonly specs: Pool;
  readonly environments: Pool;
  readonly terms: Pool;
}

/** Distinct values with their indices. */
class Pool {
  readonly values: unknown[] = [];
  readonly #places = new Map<string, number>();

  indexOf(value: unknown): number {
    const key = JSON.stringify(value);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.values.length);
    return this.values.push(value) - 1;
  }
}
