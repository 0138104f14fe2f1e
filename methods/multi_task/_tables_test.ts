import assert from "node:assert/strict";
import { openDevice, type Tensors, tf } from "../../engine/mod.ts";
import { throughTogether } from "./_tables.ts";

const rows = (tables: { readonly [table: string]: tf.Tensor }) =>
  Object.entries(tables).map(([table, x]) => ({ table, tasks: [], x }));

Deno.test("throughTogether calls the function once for all rows of one shape", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const seen: number[][] = [];
    const tables = rows({
      a: tf.tensor2d([[1, 2], [3, 4]]),
      long: tf.tensor2d([[1, 2, 3]]),
      b: tf.tensor2d([[5, 6]]),
      words: tf.tensor2d([[7, 8]], [1, 2], "int32"),
    });
    const found = throughTogether(tables, (x) => {
      seen.push([...x.shape]);
      const sums = tf.sum(x, 1);
      return { sums, deeper: { twice: tf.mul(sums, 2) } };
    }, 0);
    assert.deepEqual(seen, [[3, 2], [1, 3], [1, 2]]);
    assert.deepEqual(Object.keys(found), ["a", "long", "b", "words"]);
    const read = (table: string) => {
      const { sums, deeper } = found[table] as { sums: tf.Tensor; deeper: Tensors };
      return [sums.arraySync(), (deeper.twice as tf.Tensor).arraySync()];
    };
    assert.deepEqual(read("a"), [[3, 7], [6, 14]]);
    assert.deepEqual(read("long"), [[6], [12]]);
    assert.deepEqual(read("b"), [[11], [22]]);
    assert.deepEqual(read("words"), [[15], [30]]);
  });
});

Deno.test("throughTogether splits the results along the batch axis", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const tables = rows({ a: tf.tensor2d([[1], [2]]), b: tf.tensor2d([[3]]) });
    const found = throughTogether(tables, (x) => ({ both: tf.stack([x, tf.neg(x)]) }), 1);
    assert.deepEqual((found.a.both as tf.Tensor).arraySync(), [[[1], [2]], [[-1], [-2]]]);
    assert.deepEqual((found.b.both as tf.Tensor).arraySync(), [[[3]], [[-3]]]);
  });
});
