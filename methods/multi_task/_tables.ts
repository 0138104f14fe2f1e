import { leaves, mapTree, type Tensors, tf } from "../../engine/mod.ts";
import type { NetworkRows, Representation } from "./_sharing.ts";

/**
 * Applies a function to the rows of all tables. Tables whose rows have the same shape are processed together, so
 * that a step's graph contains the function's operations once, not once for each table.
 *
 * @param rows The tables' rows.
 * @param f A function of inputs `[batch, …]` that treats each row by itself.
 * @param axis The batch axis of its results.
 * @returns By table, the results for the table's rows.
 */
export function throughTogether(
  rows: readonly NetworkRows[],
  f: (x: tf.Tensor) => Tensors,
  axis: number,
): Representation {
  const alike = Map.groupBy(rows, ({ x }) => `${x.dtype} ${x.shape.slice(1)}`);
  const found = new Map([...alike.values()].flatMap((group) => {
    const inputs = group.map(({ x }) => x);
    const given = f(inputs.length === 1 ? inputs[0] : tf.concat(inputs));
    return divided(given, inputs.map((x) => x.shape[0]), axis)
      .map((part, i) => [group[i].table, part] as const);
  }));
  return Object.fromEntries(rows.map(({ table }) => [table, found.get(table)!]));
}

/** Splits every leaf into parts of these sizes. */
function divided(tree: Tensors, sizes: readonly number[], axis: number): Tensors[] {
  if (sizes.length === 1) return [tree];
  const parts = new Map(
    leaves(tree).map(([, leaf]) => [leaf, tf.split(leaf, [...sizes], axis)] as const),
  );
  return sizes.map((_, i) => mapTree((leaf: tf.Tensor) => parts.get(leaf)![i], tree));
}
