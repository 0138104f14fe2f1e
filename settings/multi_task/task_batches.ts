import type { Rows } from "../../datasets/dataset.ts";
import type { AnyArray, Feed, Random, Streams, Tables } from "../../engine/mod.ts";
import type { ProblemTask } from "../../methods/multi_task/_sharing.ts";
import type { UnlabelledTables } from "../../methods/multi_task/_trainer.ts";
import { batches } from "../_batches.ts";
import type { TrainingRows } from "../_views.ts";
import type { TasksValues } from "./suite.ts";

/** Rows that share batches: all rows of a source, or those of one task. */
interface Unit {
  readonly source: string;
  readonly tasks: readonly string[];
  /** Tables by name, one for each length of rows. */
  readonly tables: ReadonlyMap<string, Rows>;
  readonly rows: number;
  /** Batches per epoch. */
  readonly batches: number;
}

/** The batches of several tasks. */
export interface TaskBatches {
  readonly tables: Tables;
  /** The tables of unlabelled rows among them. */
  readonly unlabelled: UnlabelledTables;
  /** The labelled tables, those that share batches together. */
  readonly units: readonly (readonly string[])[];
  readonly stepsPerEpoch: number;
  /** Steps per epoch that train a task; on average if tasks are sampled. */
  readonly stepsOf: ReadonlyMap<string, number>;
  /** Generates the rows of one step after another. */
  rows(random: Streams): Generator<Feed["rows"], undefined>;
}

/** The training rows of each source. */
export interface TrainingSources {
  readonly [source: string]: TrainingRows;
}

/**
 * Plans the batches of several tasks.
 *
 * If every step has a batch of each unit, an epoch lasts as long as the largest unit needs, and the others start
 * over; if a step has a batch of one sampled unit, an epoch has as many steps as all units have batches together.
 *
 * Batches and epochs count all rows of a source, also those without a label of some task.
 *
 * All rows of a batch have the same length. If there are fewer rows of a length than a batch, all of them make one.
 *
 * @param data The training rows, with the labels of all tasks of the run.
 * @param tasks The tasks to train: labels of others are left out.
 * @param protocol Batch size and order.
 * @param unlabelled True to add batches of unlabelled rows.
 * @throws {RangeError} If a source has no rows, or fewer than a batch.
 */
export function taskBatches(
  data: TrainingSources,
  tasks: readonly ProblemTask[],
  { batch, order, temperature = 1 }: Pick<TasksValues, "batch" | "order" | "temperature">,
  unlabelled: boolean,
): TaskBatches {
  const units = unitsOf(data, tasks, order === "joint", batch);
  const extra = !unlabelled ? [] : [...new Set(tasks.map(({ source }) => source))]
    .flatMap((source) => {
      const x = data[source].unlabelled;
      return x ? [{ source, table: `${source}~unlabelled`, x }] : [];
    });
  const sampled = order === "sampled";
  const stepsPerEpoch = units.map(({ batches }) => batches)
    .reduce((a, b) => sampled ? a + b : Math.max(a, b));
  const weights = units.map(({ rows }) => rows ** (1 / temperature));
  const total = weights.reduce((a, b) => a + b);
  return {
    tables: {
      ...Object.fromEntries(units.flatMap(({ tables }) => [...tables])),
      ...Object.fromEntries(extra.map(({ table, x }) => [table, { x }])),
    } as Tables,
    unlabelled: Object.fromEntries(
      units.flatMap(({ source, tables }) => {
        const further = extra.find((other) => other.source === source);
        return further ? [...tables.keys()].map((table) => [table, further.table]) : [];
      }),
    ),
    units: units.map(({ tables }) => [...tables.keys()]),
    stepsPerEpoch,
    stepsOf: new Map(
      units.flatMap(({ tasks }, i) =>
        tasks.map((task) => [
          task,
          sampled ? Math.max(1, Math.round(stepsPerEpoch * weights[i] / total)) : stepsPerEpoch,
        ])
      ),
    ),
    *rows(random) {
      const streams = units.map((unit) => unitBatches(unit, batch, random));
      const others = extra.map(({ table, x }) =>
        [
          table,
          batches(x.shape[0], Math.min(batch, x.shape[0]), random(`batches/${table}`)),
        ] as const
      );
      const choose = sampled ? sampler(weights, total, random("order")) : undefined;
      while (true) {
        const chosen = choose ? [streams[choose()]] : streams;
        yield Object.fromEntries([
          ...chosen.map((stream) => stream.next().value!),
          ...others.map(([table, stream]) => [table, stream.next().value!] as const),
        ]);
      }
    },
  };
}

function unitsOf(
  data: TrainingSources,
  tasks: readonly ProblemTask[],
  bySource: boolean,
  batch: number,
): Unit[] {
  const sources = [...new Set(tasks.map(({ source }) => source))];
  return sources.flatMap((source) => {
    const own = tasks.filter((task) => task.source === source).map(({ name }) => name);
    const { rows: parts } = data[source];
    // The names depend on all tasks of the source, so that a task trained alone gets the same batches as with others.
    const labelled = parts.flatMap(({ y }) => Object.keys(y));
    const groups = bySource || new Set(labelled).size === 1
      ? [{ name: source, own }]
      : own.map((task) => ({ name: `${source}#${task}`, own: [task] }));
    return groups.map(({ name, own }): Unit => {
      const tables = new Map(
        parts.map(({ x, y }) => [
          parts.length === 1 ? name : `${name}@${x.shape[1]}`,
          { x, y: Object.fromEntries(own.map((task) => [task, y[task]])) },
        ]),
      );
      const sizes = parts.map(({ x }) => x.shape[0]);
      const rows = sizes.reduce((a, b) => a + b, 0);
      if (rows < batch) {
        throw new RangeError(
          `Cannot fill a batch of ${batch} rows: ${source} has ${rows} to train on`,
        );
      }
      return {
        source,
        tasks: own,
        tables,
        rows,
        batches: sizes.map((size) => Math.max(1, Math.floor(size / batch)))
          .reduce((a, b) => a + b),
      };
    });
  });
}

/** Generates the batches of a unit, those of one epoch in random order. */
function* unitBatches(
  { tables }: Unit,
  batch: number,
  random: Streams,
): Generator<readonly [table: string, rows: Int32Array], undefined> {
  const parts = [...tables].map(([table, { x: { shape: [rows] } }]) => {
    const size = Math.min(batch, rows);
    return {
      table,
      perEpoch: Math.floor(rows / size),
      stream: batches(rows, size, random(`batches/${table}`)),
    };
  });
  const order = random(`order/${parts[0].table}`);
  const places = parts.flatMap((part) => Array.from({ length: part.perEpoch }, () => part));
  while (true) {
    for (const place of parts.length === 1 ? places.keys() : order.permutation(places.length)) {
      const { table, stream } = places[place];
      yield [table, stream.next().value!];
    }
  }
}

/** Draws indices in proportion to their weights. */
function sampler(weights: readonly number[], total: number, random: Random): () => number {
  return () => {
    let at = random.uniform(0, total);
    const found = weights.findIndex((weight) => (at -= weight) < 0);
    return found < 0 ? weights.length - 1 : found;
  };
}

/** Draws a batch of every unit for measuring the affinity of tasks; it is the same at every checkpoint. */
export function affinityRows(
  { tables, units }: Pick<TaskBatches, "tables" | "units">,
  batch: number,
  random: Streams,
): Feed["rows"] {
  return Object.fromEntries(units.map(([table]) => {
    const [rows] = (tables[table].x as AnyArray).shape;
    return [table, random(`affinity/${table}`).permutation(rows).subarray(0, batch)];
  }));
}
