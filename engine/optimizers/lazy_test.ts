import assert from "node:assert/strict";
import { assertClose } from "../../tests/golden/close.ts";
import { openDevice } from "../devices.ts";
import { valueAndGradients } from "../gradients.ts";
import type { Program } from "../program.ts";
import { randomStreams } from "../random.ts";
import * as tf from "../tf.ts";
import { leaves, type Tensors } from "../tree.ts";
import { createOptimizer, type OptimizerSpec } from "./mod.ts";

const ROWS = 40;
const WIDTH = 3;

/** Trains a table of which each batch looks up some rows, and a matrix that all batches use. */
function lookups(spec: OptimizerSpec): Program {
  const optimizer = createOptimizer(spec);
  return {
    init(random) {
      const draw = (purpose: string, shape: number[]) =>
        tf.tensor(
          Float32Array.from({ length: shape[0] * shape[1] }, () => random(purpose).normal()),
          shape,
        );
      const params = { table: draw("table", [ROWS, WIDTH]), output: draw("output", [WIDTH, 2]) };
      return { params, optimizer: optimizer.init(params) };
    },
    step(state, batch, { learning_rate }) {
      const { ids } = batch.words as { ids: tf.Tensor };
      const { losses, gradients } = valueAndGradients((params) => {
        const words = tf.gather(params.table as tf.Tensor, tf.reshape(ids, [-1]) as tf.Tensor1D);
        const squares = tf.square(tf.sub(tf.matMul(words, params.output as tf.Tensor), 1));
        return { loss: tf.sum(squares) as tf.Scalar, parts: {} };
      }, state.params as Tensors);
      const next = optimizer.update(
        gradients,
        state.optimizer as Tensors,
        state.params as Tensors,
        learning_rate,
      );
      return [{ params: next.params, optimizer: next.state }, { loss: losses.loss }];
    },
    predict: (_, x) => x,
  };
}

/** Ids with duplicates: some rows recur, some never occur. */
const ids = {
  shape: [4, 5],
  data: Int32Array.of(1, 7, 7, 3, 9, 1, 1, 2, 30, 9, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0),
};
const feeds = [0, 1, 0, 2, 3, 1].map((row) => ({
  rows: { words: Int32Array.of(row) },
  scalars: { learning_rate: 0.01 },
}));
const NEVER = [4, 10, 20, 39];

async function trained(device: string, spec: OptimizerSpec, threads = 1) {
  const executor = await openDevice(device, { threads });
  const execution = await executor.start(lookups(spec), randomStreams(1), { words: { ids } });
  const start = new Map(leaves(await execution.state()));
  const reports = await execution.train(feeds);
  const end = new Map(leaves(await execution.state()));
  execution.dispose();
  return { start, reports, end };
}

const specs: OptimizerSpec[] = [
  { name: "sgd", learningRate: 0.05 },
  { name: "sgd", learningRate: 0.05, options: { momentum: 0.9, nesterov: true } },
  { name: "sgd", learningRate: 0.05, options: { momentum: 0.9, weightDecay: 0.1 } },
  { name: "adam", learningRate: 0.05 },
  { name: "adamw", learningRate: 0.05 },
  { name: "rmsprop", learningRate: 0.05 },
  { name: "adagrad", learningRate: 0.05 },
  { name: "adadelta", learningRate: 0.05, clipNorm: 2 },
];

for (const spec of specs) {
  const name = `${spec.name} ${JSON.stringify(spec.options ?? {})}`;

  for (const device of ["reference", "cpu"]) {
    Deno.test(`lazy skips rows that no batch has, on ${device}: ${name}`, async () => {
      const { start, end } = await trained(device, { ...spec, lazy: true });
      for (const [path, { shape, data }] of end) {
        if (!path.endsWith("table")) continue;
        const rowOf = (values: ArrayLike<number>, row: number) =>
          Array.from(values).slice(row * shape[1], (row + 1) * shape[1]);
        for (const row of NEVER) {
          assert.deepEqual(rowOf(data, row), rowOf(start.get(path)!.data, row), `${path} ${row}`);
        }
        assert.notDeepEqual(rowOf(data, 7), rowOf(start.get(path)!.data, 7), path);
      }
    });
  }

  for (const threads of [1, 2]) {
    Deno.test(`a compiled lazy update equals the reference's, ${threads} threads: ${name}`, async () => {
      const expected = await trained("reference", { ...spec, lazy: true });
      const actual = await trained("cpu", { ...spec, lazy: true }, threads);
      actual.reports.forEach(({ loss }, i) =>
        assertClose([loss], [expected.reports[i].loss], 1e-5, 1)
      );
      for (const [path, { data }] of actual.end) {
        assertClose(data, expected.end.get(path)!.data, 1e-5, 1);
      }
    });
  }
}

for (const name of ["sgd", "adagrad"] as const) {
  Deno.test(`lazy follows the definition of ${name}`, async () => {
    const spec = { name, learningRate: 0.05 };
    const plain = await trained("reference", spec);
    const lazy = await trained("reference", { ...spec, lazy: true });
    assert.deepEqual(lazy.reports, plain.reports);
    assert.deepEqual(lazy.end, plain.end);
  });
}

Deno.test("lazy adam is a different algorithm than adam", async () => {
  const spec = { name: "adam", learningRate: 0.05 } as const;
  const plain = await trained("reference", spec);
  const lazy = await trained("reference", { ...spec, lazy: true });
  assert.notDeepEqual(lazy.end.get("params/table"), plain.end.get("params/table"));
  assert.deepEqual(lazy.reports[0], plain.reports[0]);
});
