import { type Feed, type NdArray, scheduled, type Streams, type Tables } from "../engine/mod.ts";
import type { Trainer } from "../methods/method.ts";
import type { Protocol } from "../records/record.ts";
import { batches } from "./_batches.ts";

/** Generates the steps' feeds; each table has its own stream of row orders, so rivals get the same batches. */
export function* feedsOf(
  protocol: Protocol,
  trainer: Trainer,
  tables: Tables,
  random: Streams,
  steps: number,
): Generator<Feed, undefined> {
  const { batch, optimizer, schedule } = protocol;
  const orders = Object.entries(tables).map(([table, columns]) =>
    [table, batches(rowsOf(columns), batch, random(`batches/${table}`))] as const
  );
  for (let step = 0; step < steps; step++) {
    const progress = step / steps;
    yield {
      rows: Object.fromEntries(orders.map(([table, order]) => [table, order.next().value!])),
      scalars: {
        learning_rate: optimizer.learningRate * scheduled(schedule, progress),
        ...trainer.schedule(progress),
      },
    };
  }
}

/** Returns the number of rows of a table. */
export function rowsOf(table: Tables[string]): number {
  return (table.x as NdArray).shape[0];
}
