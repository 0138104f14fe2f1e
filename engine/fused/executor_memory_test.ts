import assert from "node:assert/strict";
import process from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { openDevice } from "../devices.ts";
import type { Execution, Feed } from "../executor.ts";
import type { Program } from "../program.ts";
import { randomStreams } from "../random.ts";
import * as tf from "../tf.ts";
import { type Arrays, leaves } from "../tree.ts";

const ROWS = 16;
const WIDTH = 64;

/** Numbers that differ, so that a constant is an array. */
const waves = (count: number, step: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(step * i));

/** A program whose step and predictions have large constants, and intermediate values as large. */
const program: Program = {
  init: () => ({ weights: tf.zeros([WIDTH, WIDTH]), steps: tf.scalar(0) }),
  step(state, { rows }, { rate }) {
    const { x } = rows as { x: tf.Tensor };
    const weights = state.weights as tf.Tensor;
    const mixed = tf.matMul(tf.mul(x, tf.tensor(waves(ROWS * WIDTH, 1), [ROWS, WIDTH])), weights);
    const change = tf.matMul(
      x,
      tf.sub(mixed, tf.tensor(waves(ROWS * WIDTH, 2), [ROWS, WIDTH])),
      true,
    );
    return [
      {
        weights: tf.sub(weights, tf.mul(change, rate)),
        steps: tf.add(state.steps as tf.Tensor, 1),
      },
      { loss: tf.sum(tf.square(mixed)) as tf.Scalar },
    ];
  },
  predict(state, x) {
    const placed = tf.add(x, tf.tensor(waves(WIDTH, 3), [1, WIDTH]));
    return tf.mul(tf.matMul(placed, state.weights as tf.Tensor), tf.tensor(waves(WIDTH, 4)));
  },
  measure: (state, { rows }) => ({
    value: tf.sum(
      tf.mul((rows as { x: tf.Tensor }).x, tf.tensor(waves(ROWS * WIDTH, 5), [ROWS, WIDTH])),
    ) as tf.Scalar,
    steps: state.steps as tf.Scalar,
  }),
};

const tables = { rows: { x: { shape: [ROWS, WIDTH], data: waves(ROWS * WIDTH, 6) } } };
const x = { shape: [4, WIDTH], data: waves(4 * WIDTH, 7) };

const feed = (rate = 0.01): Feed => ({
  rows: { rows: Int32Array.from({ length: ROWS }, (_, i) => i) },
  scalars: { rate },
});

/** Returns the numbers of a program's steps, predictions and measurements in turn. */
async function results(execution: Execution, orders: readonly string[]): Promise<number[]> {
  const numbers: number[] = [];
  for (const order of orders) {
    if (order === "train") numbers.push((await execution.train([feed()]))[0].loss);
    if (order === "measure") numbers.push((await execution.measure(feed())).value);
    if (order === "predict") numbers.push(...(await execution.predict(x)).data.subarray(0, 8));
  }
  return numbers;
}

Deno.test("steps, predictions and measurements in turn keep their constants", async () => {
  const orders = ["train", "predict", "measure", "train", "measure", "predict", "train", "predict"];
  const [expected, actual] = await Promise.all(["reference", "cpu"].map(async (device) => {
    const executor = await openDevice(device);
    return await results(await executor.start(program, randomStreams(0), tables), orders);
  }));
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => {
    assert.ok(Math.abs(actual[i] - value) < 1e-4 * Math.max(1, Math.abs(value)), `${i}`);
  });
});

Deno.test("two executions in one process do not meet", async () => {
  const { start } = await openDevice("cpu");
  const [first, second] = [
    await start(program, randomStreams(0), tables),
    await start(program, randomStreams(0), tables),
  ];
  const alone = await results(await start(program, randomStreams(0), tables), [
    "train",
    "predict",
    "train",
    "predict",
  ]);
  const one = await results(first, ["train", "predict"]);
  const two = await results(second, ["train"]);
  one.push(...await results(first, ["train"]));
  two.push(...await results(second, ["predict", "train", "predict"]));
  one.push(...await results(first, ["predict"]));
  assert.deepEqual(one, alone);
  assert.deepEqual(two, alone);
});

Deno.test("two hundred executions leave no memory behind", async () => {
  const { start } = await openDevice("cpu");
  const run = async () => {
    // Another program, so that nothing is left of the execution before.
    const execution = await start({ ...program }, randomStreams(0), tables);
    await results(execution, ["train", "predict", "measure"]);
    execution.dispose();
  };
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  /** Returns the resident memory after a number of executions, without garbage. */
  const memoryAfter = async (count: number) => {
    for (let i = 0; i < count; i++) await run();
    collect();
    // Memories of WebAssembly are given back by a task.
    await new Promise((resolve) => setTimeout(resolve, 20));
    collect();
    return process.memoryUsage.rss();
  };
  await memoryAfter(100);
  const before = await memoryAfter(100);
  const grown = (await memoryAfter(200) - before) / 200;
  // The memory of one execution alone has 100 kB.
  assert.ok(grown < 20_000, `${grown} bytes each`);
});

/** Looks up a table after the other leaves could have been updated. */
const lookup: Program = {
  init: () => ({ count: tf.scalar(0), table: tf.ones([3, 2]), sum: tf.zeros([2]) }),
  step(state, { rows }) {
    const { ids } = rows as { ids: tf.Tensor1D };
    const decay = tf.exp(tf.tanh(tf.neg(state.count as tf.Tensor)));
    const [left, right] = [tf.mul(decay, decay), tf.sqrt(decay)];
    const words = tf.gather(state.table as tf.Tensor, ids);
    return [{
      count: tf.add(state.count as tf.Tensor, 1),
      table: tf.add(state.table as tf.Tensor, tf.unsortedSegmentSum(words, ids, 3)),
      sum: tf.add(state.sum as tf.Tensor, tf.sum(words, 0)),
    }, { loss: tf.sum(words) as tf.Scalar, decay: tf.add(left, right) as tf.Scalar }];
  },
  predict: (_, x) => x,
};

Deno.test("a step that fails changes no leaf of the state", async () => {
  const { start } = await openDevice("cpu");
  const ids = { shape: [3], data: Int32Array.of(0, 2, 3) };
  const execution = await start(lookup, randomStreams(0), { rows: { ids } });
  const take = (...rows: number[]): Feed => ({
    rows: { rows: Int32Array.from(rows) },
    scalars: {},
  });
  const numbers = (state: Arrays) => leaves(state).map(([path, { data }]) => [path, [...data]]);
  await execution.train([take(0, 1)]);
  const before = numbers(await execution.state());
  for (const feed of [take(1, 2), take(2, 0)]) {
    await assert.rejects(execution.train([feed]), {
      name: "RangeError",
      message: "Cannot take element 3 of an axis of length 3",
    });
    assert.deepEqual(numbers(await execution.state()), before);
  }
  await execution.train([take(0, 1)]);
  assert.deepEqual(numbers(await execution.state()), [
    ["count", [2]],
    ["table", [4, 4, 1, 1, 4, 4]],
    ["sum", [6, 6]],
  ]);
});
