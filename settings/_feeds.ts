import type { AnyArray, Feed, Streams, Tables } from "../engine/mod.ts";
import type { Trainer } from "../methods/method.ts";
import type { ProtocolSpec } from "../records/record.ts";
import { batches } from "./_batches.ts";
import { type CommonValues, learningRateAt } from "./_protocol.ts";

/** Generates the steps' feeds; each table has its own stream of row orders, so rivals get the same batches. */
export function* feedsOf(
  protocol: ProtocolSpec<CommonValues>,
  batch: number,
  trainer: Trainer,
  tables: Tables,
  random: Streams,
  steps: number,
): Generator<Feed, undefined> {
  const orders = Object.entries(tables).map(([table, columns]) =>
    [table, batches(rowsOf(columns), batch, random(`batches/${table}`))] as const
  );
  for (let step = 0; step < steps; step++) {
    const progress = step / steps;
    yield {
      rows: Object.fromEntries(orders.map(([table, order]) => [table, order.next().value!])),
      scalars: {
        learning_rate: learningRateAt(protocol, progress),
        ...trainer.schedule(progress),
      },
    };
  }
}

/** Returns the number of rows of a table. */
export function rowsOf(table: Tables[string]): number {
  return (table.x as AnyArray).shape[0];
}
