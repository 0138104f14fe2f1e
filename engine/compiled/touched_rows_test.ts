import assert from "node:assert/strict";
import { createOptimizer, type OptimizerSpec } from "../optimizers/mod.ts";
import * as tf from "../tf.ts";
import type { Tensors } from "../tree.ts";
import { liveNodes, type Spec } from "./graph.ts";
import { optimize } from "./optimize.ts";
import { trace } from "./trace.ts";

await tf.setBackend("cpu");

/** The kernels of an update of a table [1000, 4] of which a batch looks up 8 rows, that compute all of it. */
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

Deno.test("a lazy update computes no whole table: parameters and moments are put row by row", async () => {
  for (const name of ["adam", "rmsprop", "adagrad", "adadelta"] as const) {
    const kernels = await wholeTableKernels({ name, learningRate: 1, lazy: true });
    assert.deepEqual([...new Set(kernels)], ["TensorScatterUpdate"], name);
  }
  assert.equal((await wholeTableKernels({ name: "adam", learningRate: 1, lazy: true })).length, 3);
});

Deno.test("gradient descent adds to the rows that a batch has, lazy or not", async () => {
  assert.deepEqual(await wholeTableKernels({ name: "sgd", learningRate: 1 }), ["AddSegments"]);
});

Deno.test("momentum decays in the whole table, and the gradient is added to it row by row", async () => {
  const kernels = await wholeTableKernels({
    name: "sgd",
    learningRate: 1,
    options: { momentum: 0.9 },
  });
  assert.deepEqual(kernels, ["AddSegments", "Multiply", "Multiply", "Sub"]);
});

Deno.test("adam that is not lazy moves the whole table", async () => {
  const kernels = await wholeTableKernels({ name: "adam", learningRate: 1 });
  assert.ok(!kernels.includes("TensorScatterUpdate"));
  assert.ok(kernels.filter((kernel) => kernel === "Multiply").length >= 4);
});
