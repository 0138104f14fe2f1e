import { type BasicType, ByteWriter, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";
import type { RunRecord } from "../../records/record.ts";
import type { Export } from "./export.ts";

/** All records as Parquet. */
const parquet: Export = {
  name: "parquet",
  describe: "records.parquet, a row for every run, problem, selection rule and metric",
  render: ({ studies }) => [{
    path: "records.parquet",
    content: () =>
      parquetOf(studies.flatMap(({ study }) => study.runs.flatMap(({ record }) => record ?? []))),
  }],
};

export default parquet;

/** A number of a run; without a number for a run that has none. */
interface Measured {
  readonly record: RunRecord;
  /** The pair or the task. */
  readonly problem?: string;
  readonly selection?: string;
  readonly metric?: string;
  readonly value?: number;
}

type Value = string | number | Date | null;

/** Returns a column's values of rows. */
type ValuesOf = (rows: readonly Measured[]) => Value[];

/** A column whose values can differ in every row. */
function ofNumber(valueOf: (measured: Measured) => Value | undefined): ValuesOf {
  return (rows) => rows.map((row) => valueOf(row) ?? null);
}

/** A column with one value for a run, whose rows follow one another. */
function ofRun(valueOf: (record: RunRecord) => Value | undefined): ValuesOf {
  return (rows) => {
    let run: RunRecord | undefined;
    let value: Value = null;
    return rows.map(({ record }) => {
      if (record !== run) value = valueOf(run = record) ?? null;
      return value;
    });
  };
}

/** The columns, with their types in the file; all may be null. */
const columns: { readonly [name: string]: [BasicType, ValuesOf] } = {
  run: ["STRING", ofRun((record) => record.id)],
  suite: ["STRING", ofRun((record) => record.spec.suite.name)],
  suite_version: ["INT32", ofRun((record) => record.spec.suite.version)],
  dataset: ["STRING", ofRun((record) => record.spec.dataset.name)],
  dataset_version: ["INT32", ofRun((record) => record.spec.dataset.version)],
  dataset_content: ["STRING", ofRun((record) => record.spec.dataset.content)],
  group: ["STRING", ofRun((record) => record.spec.problem.name)],
  problem: ["STRING", ofNumber(({ problem }) => problem)],
  method: ["STRING", ofRun((record) => record.spec.method.name)],
  values: ["STRING", ofRun((record) => json(record.spec.method.values))],
  weighting: ["STRING", ofRun((record) => json(record.spec.method.weighting))],
  rule: ["STRING", ofRun((record) => json(record.spec.method.rule))],
  fine_tuning_epochs: ["INT32", ofRun((record) => record.spec.method.fineTuning)],
  encoder: ["STRING", ofRun((record) => json(record.spec.protocol.encoder))],
  optimizer: ["STRING", ofRun((record) => json(record.spec.protocol.optimizer))],
  schedule: ["STRING", ofRun((record) => json(record.spec.protocol.schedule))],
  epochs: ["INT32", ofRun((record) => whole(record.spec.protocol.values.epochs))],
  batch: ["INT32", ofRun((record) => whole(record.spec.protocol.values.batch))],
  protocol: ["STRING", ofRun((record) => json(record.spec.protocol))],
  metrics_version: ["INT32", ofRun((record) => record.spec.metrics)],
  seed: ["INT32", ofRun((record) => record.spec.seed)],
  status: ["STRING", ofRun((record) => record.status)],
  selection: ["STRING", ofNumber(({ selection }) => selection)],
  selected_step: ["INT32", ofNumber(selectedStep)],
  metric: ["STRING", ofNumber(({ metric }) => metric)],
  value: ["DOUBLE", ofNumber(({ value }) => value)],
  error: ["STRING", ofRun((record) => record.error?.message)],
  error_step: ["INT32", ofRun((record) => record.error?.step)],
  seconds_data: ["DOUBLE", ofRun((record) => record.seconds.data)],
  seconds_compile: ["DOUBLE", ofRun((record) => record.seconds.compile)],
  seconds_train: ["DOUBLE", ofRun((record) => record.seconds.train)],
  seconds_evaluate: ["DOUBLE", ofRun((record) => record.seconds.evaluate)],
  peak_bytes: ["DOUBLE", ofRun((record) => record.memory?.peakBytes)],
  domain_distance_before: ["DOUBLE", ofRun((record) => record.domainDistance?.before)],
  domain_distance_after: ["DOUBLE", ofRun((record) => record.domainDistance?.after)],
  commit: ["STRING", ofRun((record) => record.environment.commit)],
  versions: ["STRING", ofRun((record) => json(record.environment.versions))],
  device: ["STRING", ofRun((record) => record.environment.device)],
  adapter: ["STRING", ofRun((record) => record.environment.adapter)],
  threads: ["INT32", ofRun((record) => record.environment.threads)],
  cpu: ["STRING", ofRun((record) => record.environment.cpu)],
  os: ["STRING", ofRun((record) => record.environment.os)],
  started_at: ["TIMESTAMP", ofRun((record) => new Date(record.startedAt))],
};

/**
 * Renders records as Parquet: a row for each run, problem, selection rule and metric, and one row for a run without a
 * number. Metrics are fractions, as recorded; settings other than single numbers are JSON.
 *
 * @param records The records.
 * @returns The file; the same for the same records in the same order.
 */
export function parquetOf(records: readonly RunRecord[]): Uint8Array {
  const writer = new ByteWriter();
  const schema = schemaFromColumnData({
    columnData: Object.entries(columns).map(([name, [type]]) => ({
      name,
      type,
      nullable: true,
      data: [],
    })),
  });
  const file = new ParquetWriter({ writer, schema, createdBy: "graft" });
  for (const rows of groupsOf(records)) {
    file.write({ columnData: columnsOf(rows), rowGroupSize: rows.length });
  }
  file.finish();
  return new Uint8Array(writer.getBuffer());
}

function columnsOf(rows: readonly Measured[]): { name: string; data: Value[] }[] {
  return Object.entries(columns).map(([name, [, valuesOf]]) => ({ name, data: valuesOf(rows) }));
}

/** The rows of the first group, and of each other: the columns of one group are in memory at a time. */
const [FIRST, MOST] = [1000, 100_000];

function* groupsOf(records: readonly RunRecord[]): Generator<Measured[]> {
  let size = FIRST;
  let rows: Measured[] = [];
  for (const record of records) {
    for (const row of measuredOf(record)) {
      rows.push(row);
      if (rows.length < size) continue;
      yield rows;
      rows = [];
      size = MOST;
    }
  }
  if (rows.length > 0) yield rows;
}

function measuredOf(record: RunRecord): Measured[] {
  const measured = Object.entries(record.metrics).flatMap(([problem, bySelection]) =>
    Object.entries(bySelection).flatMap(([selection, metrics]) =>
      Object.entries(metrics ?? {}).map(([metric, value]): Measured => ({
        record,
        problem,
        selection,
        metric,
        value,
      }))
    )
  );
  return measured.length ? measured : [{ record }];
}

function selectedStep({ record, problem, selection }: Measured): number | undefined {
  return selection === undefined ? undefined : record.selected[selection]?.[problem!];
}

/** Returns the value if it is a whole number. */
function whole(value: number | string | undefined): number | undefined {
  return Number.isInteger(value) ? Number(value) : undefined;
}

/** The texts of settings, which are one object in all runs that share them. */
const texts = new WeakMap<object, string>();

function json(value: object | undefined): string | undefined {
  return value && texts.getOrInsertComputed(value, JSON.stringify);
}
