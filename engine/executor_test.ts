import assert from "node:assert/strict";
import { type NdArray, toSparse } from "./array.ts";
import { compiledExecutor } from "./compiled/executor.ts";
import { openDevice } from "./devices.ts";
import type { Execution, Executor, Feed, Tables } from "./executor.ts";
import { valueAndGradients, valueAndReachedGradients } from "./gradients.ts";
import { drawUniform } from "./noise.ts";
import type { Numbers, Program } from "./program.ts";
import { type Random, randomStreams } from "./random.ts";
import * as tf from "./tf.ts";
import { leaves, mapTree, type Tensors } from "./tree.ts";

// Tests of the common behaviour of all executors: eager, on the CPU with one thread and with two, and GPUs' models.

const executors: { readonly [name: string]: () => Executor | Promise<Executor> } = {
  "reference": () => openDevice("reference"),
  "cpu at 1": () => openDevice("cpu"),
  "cpu at 2": () => openDevice("cpu", { threads: 2 }),
  "GPUs' models": () =>
    compiledExecutor({ name: "cpu", threads: 1, versions: {} }, { provider: "cpu" }),
};

/** Runs a test with a program on each executor, with the executor's name. */
async function onEach(
  program: Program,
  tables: Tables,
  look: (execution: Execution, name: string) => Promise<void>,
): Promise<void> {
  for (const [name, open] of Object.entries(executors)) {
    const executor = await open();
    const execution = await executor.start(program, randomStreams(0), tables);
    await look(execution, name);
    execution.dispose();
  }
}

/** Steps whose numbers are all exact in float32, in any order of additions and multiplications. */
const noisy: Program = {
  init: () => ({ moving: tf.zeros([2, 3]), mask: tf.zeros([4]), scale: tf.ones([4]) }),
  step(state, _batch, _scalars, noise) {
    const { moving, scale } = state as { moving: tf.Tensor; scale: tf.Tensor };
    const first = noise("masks").uniform([2, 3]);
    // Drawn, but not used.
    noise("masks").uniform([5]);
    let drawn: tf.Tensor;
    const { losses, gradients } = valueAndGradients((params) => {
      drawn = noise("masks").uniform([4]);
      const mask = tf.cast(tf.less(drawn, 0.5), "float32");
      return { loss: tf.sum(tf.mul(params.scale as tf.Tensor, mask)) as tf.Scalar, parts: {} };
    }, { scale });
    const next = {
      moving: tf.add(tf.mul(moving, 0.5), first),
      // Noise drawn inside differentiation can be used outside.
      mask: tf.cast(tf.less(drawn!, 0.5), "float32"),
      scale: tf.sub(scale, gradients.scale as tf.Tensor),
    };
    return [next, {
      loss: losses.loss,
      last: tf.reshape(noise("masks").uniform([1]), []) as tf.Scalar,
    }];
  },
  predict: (_state, x) => x,
};

/** Computes the same steps in plain arithmetic. */
function followNoise(random: Random, steps: number) {
  const moving = new Float32Array(6);
  const scale = new Float32Array(4).fill(1);
  const reports: Numbers[] = [];
  let mask: number[] = [];
  for (let step = 0; step < steps; step++) {
    const first = drawUniform(random, 6);
    drawUniform(random, 5);
    mask = [...drawUniform(random, 4)].map((u) => u < 0.5 ? 1 : 0);
    const [last] = drawUniform(random, 1);
    first.forEach((u, i) => moving[i] = Math.fround(Math.fround(0.5 * moving[i]) + u));
    reports.push({ loss: mask.reduce((sum, m, i) => sum + m * scale[i], 0), last });
    mask.forEach((m, i) => scale[i] -= m);
  }
  return { reports, state: { moving: [...moving], mask, scale: [...scale] } };
}

const noiseFeeds = (steps: number, noise = randomStreams(9)("noise")): Feed[] =>
  Array.from({ length: steps }, () => ({ rows: {}, scalars: {}, noise: { masks: noise } }));

const numbersOf = async (execution: Execution) =>
  Object.fromEntries(leaves(await execution.state()).map(([path, { data }]) => [path, [...data]]));

Deno.test("noise is drawn step by step in the order of the requests, in one call or several", async () => {
  const expected = followNoise(randomStreams(9)("noise"), 7);
  assert.equal(new Set(expected.reports.map(({ last }) => last)).size, 7);
  for (const calls of [[7], [1, 1, 1, 1, 1, 1, 1], [2, 4, 1]]) {
    await onEach(noisy, {}, async (execution, name) => {
      const feeds = noiseFeeds(7);
      await execution.prepare(feeds[0]);
      const reports: Numbers[] = [];
      for (const count of calls) reports.push(...await execution.train(feeds.splice(0, count)));
      assert.deepEqual(reports, expected.reports, `${name}, calls of ${calls}`);
      assert.deepEqual(await numbersOf(execution), expected.state, `${name}, calls of ${calls}`);
    });
  }
});

Deno.test("noise advances its stream by the numbers that a step requests, used or not", async () => {
  const idle: Program = {
    init: () => ({ value: tf.scalar(1) }),
    step(state, _batch, _scalars, noise) {
      noise("masks").uniform([3, 2]);
      return [state, { loss: tf.clone(state.value as tf.Scalar) }];
    },
    predict: (_state, x) => tf.mul(x, 2),
    measure: (state) => ({ value: tf.neg(state.value as tf.Scalar) as tf.Scalar }),
  };
  await onEach(idle, {}, async (execution, name) => {
    const random = randomStreams(2)("noise");
    const feeds = noiseFeeds(3, random);
    await execution.prepare(feeds[0]);
    assert.deepEqual(await execution.train(feeds), [{ loss: 1 }, { loss: 1 }, { loss: 1 }], name);
    await execution.measure(feeds[0]);
    await execution.predict({ shape: [1], data: Float32Array.of(1) });
    const expected = randomStreams(2)("noise");
    drawUniform(expected, 18);
    assert.equal(random.uniform(), expected.uniform(), name);
  });
});

Deno.test("noise for one purpose does not change the draws for another", async () => {
  const program = (others: number): Program => ({
    init: () => ({ drawn: tf.zeros([2]) }),
    step(_state, _batch, _scalars, noise) {
      const weights = noise("weights").uniform([3, others]);
      const first = noise("masks").uniform([1]);
      noise("weights").uniform([others]);
      const drawn = tf.concat([first, noise("masks").uniform([1])]);
      return [{ drawn }, { loss: tf.sum(weights) as tf.Scalar }];
    },
    predict: (_state, x) => x,
  });
  const expected = [...drawUniform(randomStreams(4)("masks"), 6)].slice(-2);
  for (const others of [1, 2]) {
    await onEach(program(others), {}, async (execution, name) => {
      const noise = { masks: randomStreams(4)("masks"), weights: randomStreams(4)("weights") };
      await execution.train(
        Array.from({ length: 3 }, () => ({ rows: {}, scalars: {}, noise })),
      );
      assert.deepEqual((await numbersOf(execution)).drawn, expected, name);
      const drawn = randomStreams(4)("weights");
      drawUniform(drawn, 3 * 4 * others);
      assert.equal(noise.weights.uniform(), drawn.uniform(), name);
    });
  }
});

Deno.test("noise leaves no tensors behind in eager steps", async () => {
  const executor = await openDevice("reference");
  const before = tf.memory().numTensors;
  const execution = await executor.start(noisy, randomStreams(0), {});
  const held = tf.memory().numTensors;
  await execution.train(noiseFeeds(3));
  assert.equal(tf.memory().numTensors, held);
  execution.dispose();
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("a step that uses noise rejects a feed without it, and the state is kept", async () => {
  await onEach(noisy, {}, async (execution, name) => {
    const [good, bad] = [noiseFeeds(1)[0], { rows: {}, scalars: {} }];
    await execution.train([good]);
    const state = await numbersOf(execution);
    await assert.rejects(execution.train([bad]), {
      name: "TypeError",
      message: "Cannot take a step: it uses noise for masks, which its feed does not have",
    }, name);
    assert.deepEqual(await numbersOf(execution), state, name);
  });
});

/** Learns one number for each table: the mean of its rows so far, with a count of the table's updates. */
const perTable: Program = {
  init: () => ({
    left: { mean: tf.scalar(0), updates: tf.scalar(0) },
    right: { mean: tf.scalar(0), updates: tf.scalar(0) },
  }),
  step(state, batch) {
    const means = mapTree((column: tf.Tensor) => tf.mean(column), batch) as {
      readonly [table: string]: { readonly x: tf.Scalar };
    };
    const params = Object.fromEntries(
      Object.entries(state).map(([table, part]) => [table, (part as Tensors).mean]),
    );
    const { losses, gradients } = valueAndReachedGradients((params) => {
      const squares = Object.entries(means).map(([table, { x }]) =>
        tf.square(tf.sub(params[table] as tf.Tensor, x)) as tf.Scalar
      );
      return { loss: tf.addN(squares), parts: {} };
    }, params);
    const next = Object.fromEntries(
      Object.entries(state as { readonly [table: string]: Tensors }).map(([table, part]) => {
        const gradient = gradients[table] as tf.Tensor | undefined;
        if (!gradient) return [table, part];
        return [table, {
          mean: tf.sub(part.mean as tf.Tensor, tf.mul(gradient, 0.5)),
          updates: tf.add(part.updates as tf.Tensor, 1),
        }];
      }),
    );
    return [next, { loss: losses.loss }];
  },
  predict: (_state, x) => x,
};

const twoTables: Tables = {
  left: { x: { shape: [4], data: Float32Array.of(1, 3, 5, 7) } },
  right: { x: { shape: [3], data: Float32Array.of(-2, -4, -8) } },
};

Deno.test("feeds of one table, the other, or both are steps of one training", async () => {
  const rows: Feed["rows"][] = [
    { left: Int32Array.of(0, 1) },
    { right: Int32Array.of(0, 1) },
    { right: Int32Array.of(2, 2) },
    { left: Int32Array.of(2, 3), right: Int32Array.of(0, 0) },
    { left: Int32Array.of(3, 3) },
  ];
  const feeds = rows.map((rows) => ({ rows, scalars: {} }));
  for (const calls of [[5], [1, 1, 1, 1, 1], [3, 2]]) {
    await onEach(perTable, twoTables, async (execution, name) => {
      const left = [...feeds];
      const reports: Numbers[] = [];
      for (const count of calls) reports.push(...await execution.train(left.splice(0, count)));
      // (0 − 2)², (0 + 3)², (−3 + 8)², (2 − 6)² + (−8 + 2)², (6 − 7)².
      assert.deepEqual(reports.map(({ loss }) => loss), [4, 9, 25, 52, 1], name);
      assert.deepEqual(await numbersOf(execution), {
        "left/mean": [7],
        "left/updates": [3],
        "right/mean": [-2],
        "right/updates": [3],
      }, name);
    });
  }
});

/** Measures a batch against the state, and has two kinds of predictions. */
const measuring: Program = {
  init: () => ({ weights: tf.tensor([1, -1]), steps: tf.scalar(0) }),
  step(state) {
    const steps = tf.add(state.steps as tf.Tensor, 1) as tf.Scalar;
    const weights = tf.mul(state.weights as tf.Tensor, 2);
    return [{ weights, steps }, { loss: tf.clone(steps) }];
  },
  predict(state, x, of) {
    const weighted = tf.mul(x, state.weights as tf.Tensor);
    if (of === "sum") return tf.sum(weighted, 1);
    if (of === "pairs") return tf.stack([weighted, x], 2);
    return weighted;
  },
  measure(state, batch, scalars) {
    const { x, y, pixels } = batch.points as { x: tf.Tensor; y: tf.Tensor; pixels: tf.Tensor };
    const weighted = tf.sum(tf.mul(x, state.weights as tf.Tensor), 1);
    return {
      weighted: tf.sum(tf.mul(weighted, tf.cast(y, "float32"))) as tf.Scalar,
      light: tf.mul(tf.sum(pixels), scalars.factor) as tf.Scalar,
      steps: state.steps as tf.Scalar,
    };
  },
};

const points = {
  points: {
    x: { shape: [3, 2], data: Float32Array.of(1, 2, 3, 5, 8, 13) },
    y: { shape: [3], data: Int32Array.of(1, 10, 100) },
    pixels: { shape: [3, 1], data: Uint8Array.of(255, 0, 1) },
  },
};

Deno.test("measure reports metrics of the batch and the current state, and changes nothing", async () => {
  await onEach(measuring, points, async (execution, name) => {
    const feed = (rows: number[], factor = 0.5): Feed => ({
      rows: { points: Int32Array.from(rows) },
      scalars: { factor },
    });
    assert.deepEqual(
      await execution.measure(feed([0, 2])),
      { weighted: -501, light: 128, steps: 0 },
      name,
    );
    await execution.train([{ rows: {}, scalars: {} }]);
    const state = await numbersOf(execution);
    // Two sizes, two scalars, and the first again.
    assert.deepEqual(
      await execution.measure(feed([1], 2)),
      { weighted: -40, light: 0, steps: 1 },
      name,
    );
    assert.deepEqual(
      await execution.measure(feed([2, 0], 2)),
      { weighted: -1002, light: 512, steps: 1 },
      name,
    );
    assert.deepEqual(await numbersOf(execution), state, name);
    const [{ loss }] = await execution.train([{ rows: {}, scalars: {} }]);
    assert.equal(loss, 2, name);
  });
});

/** A linear regression that reads its inputs as rows of two tables. */
const linear: Program = {
  init: () => ({ weights: tf.tensor([[1], [-1], [2], [0.5]]) }),
  step(state, batch, { rate }) {
    const { x, y } = batch.left as { x: tf.Tensor; y: tf.Tensor };
    const other = (batch.right as { x: tf.Tensor }).x;
    const weights = state.weights as tf.Tensor;
    const error = tf.sub(tf.matMul(x, weights), tf.reshape(tf.cast(y, "float32"), [-1, 1]));
    const slope = tf.add(tf.matMul(x, error, true), tf.sum(other));
    const next = tf.sub(weights, tf.mul(slope, rate));
    return [{ weights: next }, { loss: tf.sum(tf.square(error)) as tf.Scalar }];
  },
  predict: (state, x) => tf.matMul(x, state.weights as tf.Tensor),
  measure: (state, { left }) => ({
    sum: tf.sum(tf.matMul((left as { x: tf.Tensor }).x, state.weights as tf.Tensor)) as tf.Scalar,
  }),
};

Deno.test("sparse tables and inputs give the numbers of dense ones, on every device", async () => {
  const x = { shape: [3, 4], data: Float32Array.of(0, 1, 2, 0, 0, 0, 0, 0, -3, 0, 0, 4) };
  const other = { shape: [2, 4], data: Float32Array.of(0, 0, 7, 0, 5, 0, 0, 0) };
  const y = { shape: [3], data: Int32Array.of(1, 0, -1) };
  const feed = (left: number[], right: number[]): Feed => ({
    rows: { left: Int32Array.from(left), right: Int32Array.from(right) },
    scalars: { rate: 1 / 8 },
  });
  const feeds = [feed([2, 0], [1]), feed([1, 2], [0]), feed([0, 0, 1], [0])];
  const results = new Map<string, unknown[]>();
  for (const held of [(array: NdArray) => array, toSparse]) {
    const tables = { left: { x: held(x), y }, right: { x: held(other) } };
    await onEach(linear, tables, async (execution, name) => {
      const result = [
        await execution.train(feeds),
        await execution.measure(feed([2, 1], [0])),
        await execution.predict(held(x)),
        await execution.state(),
      ];
      if (results.has(name)) assert.deepEqual(result, results.get(name), name);
      else results.set(name, result);
      await assert.rejects(execution.train([feed([0, 3], [1])]), {
        name: "RangeError",
        message: "Cannot take row 3: the array has 3 rows",
      }, name);
    });
  }
});

Deno.test("eager measure leaves no tensors behind", async () => {
  const executor = await openDevice("reference");
  const execution = await executor.start(measuring, randomStreams(0), points);
  const held = tf.memory().numTensors;
  await execution.measure({ rows: { points: Int32Array.of(0) }, scalars: { factor: 1 } });
  assert.equal(tf.memory().numTensors, held);
  execution.dispose();
});

Deno.test("measure reports a program without a measure function", async () => {
  await onEach(noisy, {}, async (execution, name) => {
    await assert.rejects(execution.measure({ rows: {}, scalars: {} }), {
      name: "TypeError",
      message: "Cannot measure: the program has no measure function",
    }, name);
  });
});

Deno.test("measure names a row that a table does not have", async () => {
  await onEach(measuring, points, async (execution, name) => {
    const feed = { rows: { points: Int32Array.of(3) }, scalars: { factor: 1 } };
    await assert.rejects(execution.measure(feed), {
      name: "RangeError",
      message: "Cannot take row 3: the array has 3 rows",
    }, name);
  });
});

Deno.test("predict returns the requested outputs, for any number of rows", async () => {
  await onEach(measuring, points, async (execution, name) => {
    const x = (rows: number): NdArray => ({
      shape: [rows, 2],
      data: Float32Array.from({ length: 2 * rows }, (_, i) => i),
    });
    const three = x(3);
    const plain = { shape: [3, 2], data: Float32Array.of(0, -1, 2, -3, 4, -5) };
    for (let times = 0; times < 2; times++) {
      assert.deepEqual(await execution.predict(three), plain, name);
      assert.deepEqual(await execution.predict(three, "sum"), {
        shape: [3],
        data: Float32Array.of(-1, -1, -1),
      }, name);
      assert.deepEqual(await execution.predict(three, "pairs"), {
        shape: [3, 2, 2],
        data: Float32Array.of(0, 0, -1, 1, 2, 2, -3, 3, 4, 4, -5, 5),
      }, name);
    }
    // More rows than one prediction call takes.
    const { shape, data } = await execution.predict(x(2100), "pairs");
    assert.deepEqual(shape, [2100, 2, 2], name);
    assert.deepEqual([...data.subarray(8396)], [4198, 4198, -4199, 4199], name);
    await execution.train([{ rows: {}, scalars: {} }]);
    const { data: later } = await execution.predict(three, "sum");
    assert.deepEqual([...later], [-2, -2, -2], name);
  });
});
