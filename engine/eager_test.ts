import assert from "node:assert/strict";
import { assertClose } from "../tests/golden/close.ts";
import { type NdArray, takeRows } from "./array.ts";
import { type Dense, dense, initDense } from "./dense.ts";
import { openDevice } from "./devices.ts";
import type { Feed } from "./executor.ts";
import { valueAndGradients } from "./gradients.ts";
import { adam } from "./optimizers/mod.ts";
import type { Program } from "./program.ts";
import { randomStreams } from "./random.ts";
import * as tf from "./tf.ts";
import { leaves, type Tensors } from "./tree.ts";

const ROWS = 200;
const BATCH = 16;
const optimizer = adam();

/** A minimal classifier with a hidden layer, which uses everything that a method's program uses. */
const classifier: Program = {
  init(random) {
    const params = {
      layer1: initDense(random, "layer1", 4, 8),
      layer2: initDense(random, "layer2", 8, 2),
    };
    return { params, optimizer: optimizer.init(params) };
  },
  step(state, batch, scalars) {
    const { x, y } = batch.source as { x: tf.Tensor; y: tf.Tensor };
    const { losses, gradients } = valueAndGradients((params) => {
      const entropy = tf.losses.softmaxCrossEntropy(tf.oneHot(y, 2), logits(params, x));
      return { loss: entropy as tf.Scalar, parts: { entropy: entropy as tf.Scalar } };
    }, state.params as Tensors);
    const next = optimizer.update(
      gradients,
      state.optimizer as Tensors,
      state.params as Tensors,
      scalars.learningRate,
    );
    return [{ params: next.params, optimizer: next.state }, { loss: losses.loss, ...losses.parts }];
  },
  predict: (state, x) => tf.softmax(logits(state.params as Tensors, x)),
};

const source = samples(ROWS);

for (const device of ["wasm", "reference"]) {
  Deno.test(`50 steps reduce the loss, keep the number of tensors, and leave none, on ${device}`, async () => {
    const executor = await openDevice(device);
    const before = tf.memory();
    const execution = await executor.start(classifier, randomStreams(1), { source });
    const held = tf.memory().numTensors;
    // Four parameters, two moments of each, and the two scalars of Adam.
    assert.equal(held - before.numTensors, 14);

    const losses: number[] = [];
    for (const feed of feeds(50, 1)) {
      const [report] = await execution.train([feed]);
      assert.deepEqual(Object.keys(report), ["loss", "entropy"]);
      assert.equal(report.loss, report.entropy);
      losses.push(report.loss);
      assert.equal(tf.memory().numTensors, held);
    }
    assert.ok(mean(losses.slice(-10)) < 0.7 * mean(losses.slice(0, 5)), `losses ${losses}`);

    await execution.predict(source.x);
    await execution.state();
    assert.equal(tf.memory().numTensors, held);
    execution.dispose();
    assert.equal(tf.memory().numTensors, before.numTensors);
    assert.equal(tf.memory().numDataBuffers, before.numDataBuffers);
  });

  Deno.test(`the same seed gives a bitwise equal state, another seed a different one, on ${device}`, async () => {
    const run = async (seed: number) => {
      const executor = await openDevice(device);
      const execution = await executor.start(classifier, randomStreams(seed), { source });
      const reports = await execution.train(feeds(50, 7));
      const state = await execution.state();
      execution.dispose();
      return { reports, state };
    };
    const first = await run(1);
    assert.deepEqual(await run(1), first);
    assert.notDeepEqual((await run(2)).state, first.state);
  });

  Deno.test(`predict in several batches equals predict row by row, on ${device}`, async () => {
    const executor = await openDevice(device);
    const execution = await executor.start(classifier, randomStreams(1), { source });
    const { x } = samples(2050);
    const all = await execution.predict(x);
    assert.deepEqual(all.shape, [2050, 2]);
    for (const row of [0, 1, 1023, 1024, 1025, 2047, 2048, 2049]) {
      const alone = await execution.predict(takeRows(x, [row]));
      assert.deepEqual(alone.shape, [1, 2]);
      assertClose(all.data.subarray(2 * row, 2 * row + 2), alone.data, 1e-6);
    }
    execution.dispose();
  });
}

Deno.test("wasm and reference train to the same state", async () => {
  const states = [];
  for (const device of ["wasm", "reference"]) {
    const executor = await openDevice(device);
    const execution = await executor.start(classifier, randomStreams(1), { source });
    await execution.train(feeds(20, 1));
    states.push(leaves(await execution.state()));
    execution.dispose();
  }
  const [wasm, reference] = states;
  assert.deepEqual(
    wasm.map(([path, { shape }]) => [path, shape]),
    reference.map(([path, { shape }]) => [path, shape]),
  );
  wasm.forEach(([, leaf], i) => assertClose(leaf.data, reference[i][1].data, 1e-4, 0.1));
});

Deno.test("several feeds at once give the same steps as one at a time", async () => {
  const executor = await openDevice("reference");
  const together = await executor.start(classifier, randomStreams(1), { source });
  const singly = await executor.start(classifier, randomStreams(1), { source });
  const reports = [];
  for (const feed of feeds(10, 1)) reports.push(...await singly.train([feed]));
  assert.deepEqual(await together.train(feeds(10, 1)), reports);
  assert.deepEqual(await together.state(), await singly.state());
  together.dispose();
  singly.dispose();
});

Deno.test("a step receives the rows of each table, in their types, and the scalars", async () => {
  const executor = await openDevice("reference");
  const seen: unknown[] = [];
  const program: Program = {
    init: () => ({ count: tf.scalar(0) }),
    step(state, batch, scalars) {
      for (const [path, leaf] of [...leaves(batch), ...leaves(scalars)]) {
        seen.push([path, leaf.dtype, leaf.shape, [...leaf.dataSync()]]);
      }
      const count = tf.add(state.count as tf.Scalar, 1) as tf.Scalar;
      return [{ count }, { loss: tf.clone(count) }];
    },
    predict: (_state, x) => tf.argMax(x, 1),
  };
  const execution = await executor.start(program, randomStreams(0), {
    source: {
      x: { shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5.5, 6) },
      y: { shape: [3], data: Int32Array.of(7, 8, 9) },
    },
    target: { x: { shape: [2, 1, 2], data: Uint8Array.of(0, 128, 255, 1) } },
  });
  const rows = { source: Int32Array.of(2, 0), target: Int32Array.of(1) };
  const reports = await execution.train([{ rows, scalars: { learningRate: 0.25, λ: 2 } }]);
  assert.deepEqual(reports, [{ loss: 1 }]);
  assert.deepEqual(seen, [
    ["source/x", "float32", [2, 2], [5.5, 6, 1, 2]],
    ["source/y", "int32", [2], [9, 7]],
    ["target/x", "float32", [1, 1, 2], [255, 1]],
    ["learningRate", "float32", [], [0.25]],
    ["λ", "float32", [], [2]],
  ]);

  // Integer outputs stay integers, also across the border of two prediction batches.
  const x: NdArray = { shape: [1025, 2], data: new Float32Array(2050).fill(1) };
  x.data[2049] = 2;
  const classes = await execution.predict(x);
  assert.deepEqual(classes.shape, [1025]);
  assert.ok(classes.data instanceof Int32Array);
  assert.deepEqual([classes.data[0], classes.data[1023], classes.data[1024]], [0, 0, 1]);
  execution.dispose();
});

Deno.test("a leaf of the state that a step returns unchanged is kept", async () => {
  const executor = await openDevice("reference");
  const before = tf.memory().numTensors;
  const program: Program = {
    init: () => ({ fixed: tf.scalar(5), moving: { value: tf.scalar(0) } }),
    step(state) {
      const { fixed, moving } = state as { fixed: tf.Scalar; moving: { value: tf.Scalar } };
      const value = tf.add(moving.value, fixed);
      return [{ fixed, moving: { value } }, { loss: tf.neg(value) as tf.Scalar }];
    },
    predict: (_state, x) => tf.clone(x),
  };
  const execution = await executor.start(program, randomStreams(0), {});
  const reports = await execution.train([1, 2, 3].map(() => ({ rows: {}, scalars: {} })));
  assert.deepEqual(reports, [{ loss: -5 }, { loss: -10 }, { loss: -15 }]);
  assert.deepEqual(await execution.state(), {
    fixed: { shape: [], data: Float32Array.of(5) },
    moving: { value: { shape: [], data: Float32Array.of(15) } },
  });
  execution.dispose();
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("a step may report one scalar under two names", async () => {
  const executor = await openDevice("reference");
  const before = tf.memory().numTensors;
  const program: Program = {
    init: () => ({ value: tf.scalar(3) }),
    step(state) {
      const loss = tf.square(state.value as tf.Scalar);
      return [state, { loss, same: loss }];
    },
    predict: (_state, x) => tf.clone(x),
  };
  const execution = await executor.start(program, randomStreams(0), {});
  assert.deepEqual(await execution.train([{ rows: {}, scalars: {} }]), [{ loss: 9, same: 9 }]);
  execution.dispose();
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("a step that throws leaves the state unchanged and no tensors behind", async () => {
  const executor = await openDevice("reference");
  const execution = await executor.start(classifier, randomStreams(1), { source });
  const state = await execution.state();
  const held = tf.memory().numTensors;
  const rows = { source: Int32Array.of(0, ROWS) };
  await assert.rejects(execution.train([{ rows, scalars: { learningRate: 1 } }]), {
    name: "RangeError",
    message: `Cannot take row ${ROWS}: the array has ${ROWS} rows`,
  });
  assert.equal(tf.memory().numTensors, held);
  assert.deepEqual(await execution.state(), state);
  execution.dispose();
});

Deno.test("predict rejects an array without rows", async () => {
  const executor = await openDevice("reference");
  const execution = await executor.start(classifier, randomStreams(1), { source });
  await assert.rejects(execution.predict({ shape: [0, 4], data: new Float32Array(0) }), {
    name: "RangeError",
    message: "Cannot predict: there are no rows",
  });
  execution.dispose();
});

function logits(params: Tensors, x: tf.Tensor): tf.Tensor {
  return dense(params.layer2 as Dense, tf.relu(dense(params.layer1 as Dense, x)));
}

/** Returns points of two classes, which a line through the origin separates. */
function samples(rows: number): { x: NdArray; y: NdArray } {
  const random = randomStreams(0)("samples");
  const x = Float32Array.from({ length: 4 * rows }, () => random.normal());
  const y = Int32Array.from({ length: rows }, (_, i) => x[4 * i] + x[4 * i + 1] > 0 ? 1 : 0);
  return { x: { shape: [rows, 4], data: x }, y: { shape: [rows], data: y } };
}

/** Returns batches drawn from the seed; the learning rate decreases from step to step. */
function feeds(steps: number, seed: number): Feed[] {
  const random = randomStreams(seed)("batches");
  return Array.from({ length: steps }, (_, step) => ({
    rows: { source: random.permutation(ROWS).subarray(0, BATCH) },
    scalars: { learningRate: 0.05 / (1 + step / 50) },
  }));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}
