import { type BasicType, type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
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

type Value = string | number | Date | undefined;

/** The columns, with their types in the file; all may be null. */
const columns: { readonly [name: string]: [BasicType, (measured: Measured) => Value] } = {
  run: ["STRING", ({ record }) => record.id],
  suite: ["STRING", ({ record }) => record.spec.suite.name],
  suite_version: ["INT32", ({ record }) => record.spec.suite.version],
  dataset: ["STRING", ({ record }) => record.spec.dataset.name],
  dataset_version: ["INT32", ({ record }) => record.spec.dataset.version],
  dataset_content: ["STRING", ({ record }) => record.spec.dataset.content],
  group: ["STRING", ({ record }) => record.spec.problem.name],
  problem: ["STRING", ({ problem }) => problem],
  method: ["STRING", ({ record }) => record.spec.method.name],
  values: ["STRING", ({ record }) => json(record.spec.method.values)],
  weighting: ["STRING", ({ record }) => json(record.spec.method.weighting)],
  rule: ["STRING", ({ record }) => json(record.spec.method.rule)],
  fine_tuning_epochs: ["INT32", ({ record }) => record.spec.method.fineTuning],
  encoder: ["STRING", ({ record }) => json(record.spec.protocol.encoder)],
  optimizer: ["STRING", ({ record }) => json(record.spec.protocol.optimizer)],
  schedule: ["STRING", ({ record }) => json(record.spec.protocol.schedule)],
  epochs: ["INT32", ({ record }) => whole(record.spec.protocol.values.epochs)],
  batch: ["INT32", ({ record }) => whole(record.spec.protocol.values.batch)],
  protocol: ["STRING", ({ record }) => json(record.spec.protocol)],
  metrics_version: ["INT32", ({ record }) => record.spec.metrics],
  seed: ["INT32", ({ record }) => record.spec.seed],
  status: ["STRING", ({ record }) => record.status],
  selection: ["STRING", ({ selection }) => selection],
  selected_step: ["INT32", selectedStep],
  metric: ["STRING", ({ metric }) => metric],
  value: ["DOUBLE", ({ value }) => value],
  error: ["STRING", ({ record }) => record.error?.message],
  error_step: ["INT32", ({ record }) => record.error?.step],
  seconds_data: ["DOUBLE", ({ record }) => record.seconds.data],
  seconds_compile: ["DOUBLE", ({ record }) => record.seconds.compile],
  seconds_train: ["DOUBLE", ({ record }) => record.seconds.train],
  seconds_evaluate: ["DOUBLE", ({ record }) => record.seconds.evaluate],
  peak_bytes: ["DOUBLE", ({ record }) => record.memory?.peakBytes],
  domain_distance_before: ["DOUBLE", ({ record }) => record.domainDistance?.before],
  domain_distance_after: ["DOUBLE", ({ record }) => record.domainDistance?.after],
  commit: ["STRING", ({ record }) => record.environment.commit],
  versions: ["STRING", ({ record }) => json(record.environment.versions)],
  device: ["STRING", ({ record }) => record.environment.device],
  adapter: ["STRING", ({ record }) => record.environment.adapter],
  threads: ["INT32", ({ record }) => record.environment.threads],
  cpu: ["STRING", ({ record }) => record.environment.cpu],
  os: ["STRING", ({ record }) => record.environment.os],
  started_at: ["TIMESTAMP", ({ record }) => new Date(record.startedAt)],
};

/**
 * Renders records as Parquet: a row for each run, problem, selection rule and metric, and one row for a run without a
 * number. Metrics are fractions, as recorded; settings other than single numbers are JSON.
 *
 * @param records The records.
 * @returns The file; the same for the same records in the same order.
 */
export function parquetOf(records: readonly RunRecord[]): Uint8Array {
  const rows = records.flatMap(measuredOf);
  const columnData = Object.entries(columns).map(([name, [type, valueOf]]): ColumnSource => ({
    name,
    type,
    nullable: true,
    data: rows.map((row) => valueOf(row) ?? null),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: "graft" }));
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
