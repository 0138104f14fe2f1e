import assert from "node:assert/strict";
import { assertAgrees, integers, normal } from "../../tests/agreement.ts";
import { createOptimizer, type OptimizerSpec } from "../optimizers/mod.ts";
import * as tf from "../tf.ts";
import type { Tensors } from "../tree.ts";
import { liveNodes, type Spec } from "./graph.ts";
import { optimize } from "./optimize.ts";
import { trace } from "./trace.ts";

await tf.setBackend("cpu");

/** Returns the kernels with whole-table results in an update of a table [1000, 4] of which a batch looks up 8 rows. */
async function wholeTableKernels(spec: OptimizerSpec): Promise<string[]> {
  const optimizer = createOptimizer(spec);
  const float = (shape: number[]): Spec => ({ shape, dtype: "float32" });
  const table = float([1000, 4]);
  const moments = tf.tidy(() => Object.keys(optimizer.init({ table: tf.zeros([1000, 4]) })));
  const { outputs } = await trace({
    table,
    state: Object.fromEntries(
      moments.map((name) => [name, name.startsWith("correction") ? float([]) : { table }]),
    ),
    rows: float([8, 4]),
    ids: { shape: [8], dtype: "int32" },
    rate: float([]),
  }, (inputs) => {
    const { rows, ids, rate } = inputs as { [name: string]: tf.Tensor };
    const gradient = tf.unsortedSegmentSum(rows, ids as tf.Tensor1D, 1000);
    const { params, state } = optimizer.update(
      { table: gradient },
      inputs.state as Tensors,
      { table: inputs.table } as Tensors,
      rate as tf.Scalar,
    );
    return { params, state };
  });
  return liveNodes(Object.values(optimize(outputs)))
    .filter(({ outputs: [{ shape }] }) => shape.join() === "1000,4")
    .map(({ kernel }) => kernel)
    .sort();
}

Deno.test("a lazy update computes no whole table: parameters and moments are written row by row", async () => {
  for (const name of ["adam", "rmsprop", "adagrad", "adadelta"] as const) {
    const kernels = await wholeTableKernels({ name, learningRate: 1, lazy: true });
    assert.deepEqual([...new Set(kernels)], ["TensorScatterUpdate"], name);
  }
  assert.equal((await wholeTableKernels({ name: "adam", learningRate: 1, lazy: true })).length, 3);
});

Deno.test("gradient descent adds only to the rows of a batch, lazy or not", async () => {
  assert.deepEqual(await wholeTableKernels({ name: "sgd", learningRate: 1 }), ["AddSegments"]);
});

Deno.test("momentum decays in the whole table, and the gradient is added row by row", async () => {
  const kernels = await wholeTableKernels({
    name: "sgd",
    learningRate: 1,
    options: { momentum: 0.9 },
  });
  assert.deepEqual(kernels, ["AddSegments", "Multiply", "Multiply", "Sub"]);
});

Deno.test("adam that is not lazy updates the whole table", async () => {
  const kernels = await wholeTableKernels({ name: "adam", learningRate: 1 });
  assert.ok(!kernels.includes("TensorScatterUpdate"));
  assert.ok(kernels.filter((kernel) => kernel === "Multiply").length >= 3, kernels.join());
});

const operands = [normal([6, 3], "rows"), integers([6], 0, 9), normal([40, 3], "table")];

/** Returns where(condition of the gradient, updated table, otherwise) for a table [40, 3] with 9 rows that can change. */
function chosen(
  condition: (unequal: tf.Tensor) => tf.Tensor,
  t: (gradient: tf.Tensor, table: tf.Tensor) => tf.Tensor,
  e: (table: tf.Tensor) => tf.Tensor,
) {
  return (rows: tf.Tensor, ids: tf.Tensor, table: tf.Tensor) => {
    const gradient = tf.unsortedSegmentSum(rows, ids as tf.Tensor1D, 40);
    return tf.where(condition(tf.notEqual(gradient, 0)), t(gradient, table), e(table));
  };
}

const anyOfRow = (unequal: tf.Tensor) => tf.any(unequal, 1, true);
const sum = (gradient: tf.Tensor, table: tf.Tensor) => tf.add(table, gradient);
const same = (table: tf.Tensor) => table;

for (
  const [name, operation] of Object.entries({
    "row by row": chosen(anyOfRow, sum, same),
    "column by column": chosen((unequal) => tf.any(unequal, 0, true), sum, same),
    "where anything is": chosen((unequal) => tf.any(unequal, [0, 1], true), sum, same),
    "with one row broadcast to all": chosen(
      anyOfRow,
      (gradient, table) => tf.add(tf.tile(tf.slice(table, [2, 0], [1, 3]), [40, 1]), gradient),
      same,
    ),
    "with halves one upon the other": chosen(
      anyOfRow,
      (gradient, table) => tf.add(tf.tile(tf.slice(table, [0, 0], [20, 3]), [2, 1]), gradient),
      same,
    ),
    "with rows that are whether any": chosen(
      anyOfRow,
      (gradient, table) =>
        tf.add(gradient, tf.cast(tf.any(tf.greater(table, 1), 0, true), "float32")),
      same,
    ),
    "otherwise one row": chosen(anyOfRow, sum, (table) => tf.slice(table, [1, 0], [1, 3])),
  })
) {
  Deno.test(`a choice by the gradient agrees with TensorFlow.js: ${name}`, () =>
    assertAgrees(operation, operands, { gradients: false }));
}
