import assert from "node:assert/strict";
import * as ort from "onnxruntime-node";
import { kinds, points } from "../../tests/every_leaf.ts";
import type { NdArray } from "../array.ts";
import { openDevice } from "../devices.ts";
import type { Execution, Feed } from "../executor.ts";
import type { Program } from "../program.ts";
import { randomStreams } from "../random.ts";
import * as tf from "../tf.ts";
import { compiledExecutor } from "./executor.ts";

/** GPUs' models on ONNX Runtime's CPU provider, which every machine has; executor_test.ts above tests it as well. */
const onCpu = compiledExecutor({ name: "cpu", threads: 1, versions: {} }, { provider: "cpu" });

Deno.test("leaves of every type and origin evolve as on the reference device", async () => {
  const feeds = [1, 2, 0, 1, 2].map((row, step) => ({
    rows: { points: Int32Array.of(row) },
    scalars: { rate: step / 8 },
  }));
  const x: NdArray = { shape: [1, 2], data: Float32Array.of(3, 4) };
  const results = [];
  for (const executor of [await openDevice("reference"), onCpu]) {
    const execution = await executor.start(kinds, randomStreams(0), { points });
    const begun = await execution.state();
    const reports = [
      ...await execution.train(feeds.slice(0, 1)),
      ...await execution.train(feeds.slice(1)),
    ];
    const predicted = await execution.predict(x);
    results.push({ begun, reports, state: await execution.state(), predicted });
    execution.dispose();
  }
  const [expected, actual] = results;
  assert.deepEqual(actual, expected);
});

/** Counts the sessions that ONNX Runtime creates during a run. */
async function sessionsMade(run: () => Promise<void>): Promise<number> {
  const { create } = ort.InferenceSession;
  let made = 0;
  const counting = (...given: [Uint8Array]) => {
    made++;
    return create.apply(ort.InferenceSession, given);
  };
  ort.InferenceSession.create = counting as typeof create;
  try {
    await run();
  } finally {
    ort.InferenceSession.create = create;
  }
  return made;
}

/** A program that moves a point towards the rows of its batches. */
const program: Program = {
  init(random) {
    const draws = random("center");
    return { center: tf.tensor2d([[draws.normal(), draws.normal(), draws.normal()]]) };
  },
  step(state, { points }, { rate }) {
    const { x } = points as { x: tf.Tensor };
    const away = tf.sub(x, state.center as tf.Tensor);
    const center = tf.add(state.center as tf.Tensor, tf.mul(tf.mean(away, 0, true), rate));
    return [{ center }, { loss: tf.mean(tf.square(away)) as tf.Scalar }];
  },
  predict: (state, x) => tf.sub(x, state.center as tf.Tensor),
};

Deno.test("runs that differ only in seed and data share their sessions", async () => {
  const executions: Execution[] = [];
  const start = async (seed: number, rows = 20): Promise<Execution> => {
    const random = randomStreams(seed)("points");
    const x = {
      shape: [rows, 3],
      data: Float32Array.from({ length: 3 * rows }, () => random.normal()),
    };
    const execution = await onCpu.start(program, randomStreams(seed), { points: { x } });
    executions.push(execution);
    return execution;
  };
  const feed = (length: number): Feed => ({
    rows: { points: Int32Array.from({ length }, (_, i) => i) },
    scalars: { rate: 0.5 },
  });
  const x = { shape: [5, 3], data: new Float32Array(15) };

  const first = await start(1);
  assert.equal(await sessionsMade(() => first.prepare(feed(4))), 1);
  const steps = async (execution: Execution) => {
    await execution.train([feed(4)]);
    await execution.train([feed(4), feed(4), feed(4)]);
  };
  assert.equal(await sessionsMade(() => steps(first)), 0);
  const predicted = await sessionsMade(async () => {
    await first.predict(x);
    await first.predict({ shape: [8, 3], data: new Float32Array(24) });
  });
  assert.equal(predicted, 1, "5 rows are predicted as 8");

  const second = await start(2);
  const shared = await sessionsMade(async () => {
    await second.prepare(feed(4));
    await steps(second);
    await second.predict(x);
  });
  assert.equal(shared, 0, "another seed");
  assert.notDeepEqual(await second.state(), await first.state());

  const others = await sessionsMade(async () => {
    await second.train([feed(3)]);
    await second.predict({ shape: [9, 3], data: new Float32Array(27) });
    await (await start(1, 21)).train([feed(4)]);
  });
  assert.equal(others, 3, "other batches, other predictions, and tables of other lengths");
  for (const execution of executions) execution.dispose();
});
