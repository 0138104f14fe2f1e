import assert from "node:assert/strict";
import type { NdArray } from "../array.ts";
import { encodeModel } from "../compiled/onnx.ts";
import { type Dense, dense, initDense } from "../dense.ts";
import { openDevice } from "../devices.ts";
import type { Execution, Feed } from "../executor.ts";
import { valueAndGradients } from "../gradients.ts";
import { sgd } from "../optimizers/mod.ts";
import type { Numbers, Program } from "../program.ts";
import { randomStreams } from "../random.ts";
import * as tf from "../tf.ts";
import { type Arrays, leaves, type Tensors } from "../tree.ts";
import { closeNative, openNative } from "./sessions.ts";

const VOCABULARY = 11;
const WIDTH = 64;
const LENGTH = 60;
const ROWS = 100;
const optimizer = sgd({ momentum: 0.9 });

/** Classifies texts: many lookups of few words, and products that two threads share. */
const classifier: Program = {
  init(random) {
    const draws = random("table");
    const table = Float32Array.from({ length: VOCABULARY * WIDTH }, () => draws.normal());
    const params = {
      table: tf.tensor(table, [VOCABULARY, WIDTH]),
      hidden: initDense(random, "hidden", WIDTH, 256),
      output: initDense(random, "output", 256, 2),
    };
    return { params, optimizer: optimizer.init(params) };
  },
  step(state, { texts }, { rate }) {
    const { ids, y } = texts as { ids: tf.Tensor; y: tf.Tensor };
    const { losses, gradients } = valueAndGradients((params) => {
      const entropy = tf.losses.softmaxCrossEntropy(tf.oneHot(y, 2), logits(params, ids));
      return { loss: entropy as tf.Scalar, parts: {} };
    }, state.params as Tensors);
    const { params, state: next } = optimizer.update(
      gradients,
      state.optimizer as Tensors,
      state.params as Tensors,
      rate,
    );
    return [{ params, optimizer: next }, { loss: losses.loss }];
  },
  predict: (state, ids) => logits(state.params as Tensors, ids),
};

function logits(params: Tensors, ids: tf.Tensor): tf.Tensor {
  const words = tf.gather(params.table as tf.Tensor, ids as tf.Tensor1D);
  const hidden = tf.relu(dense(params.hidden as Dense, tf.sum(words, 1)));
  return dense(params.output as Dense, hidden);
}

const texts = {
  ids: {
    shape: [ROWS, LENGTH],
    data: Int32Array.from({ length: ROWS * LENGTH }, (_, i) => i * i % VOCABULARY),
  },
  y: { shape: [ROWS], data: Int32Array.from({ length: ROWS }, (_, row) => row % 2) },
};

/** Returns batches of these sizes, with a decreasing learning rate. */
function feedsOf(sizes: readonly number[], seed: number): Feed[] {
  const random = randomStreams(seed)("batches");
  return sizes.map((size, step) => ({
    rows: { texts: random.permutation(ROWS).subarray(0, size) },
    scalars: { rate: 0.01 / (1 + step) },
  }));
}

const SIZES = Array.from({ length: 12 }, () => 64);

async function start(
  { seed = 1, threads = 1, ids = texts.ids }: {
    seed?: number;
    threads?: number;
    ids?: NdArray;
  } = {},
): Promise<Execution> {
  const executor = await openDevice("cpu", { threads });
  return await executor.start(classifier, randomStreams(seed), { texts: { ...texts, ids } });
}

async function resultOf(execution: Execution, reports: readonly Numbers[]) {
  const state = await execution.state();
  execution.dispose();
  return { reports, state };
}

function assertSameBits(
  actual: { reports: readonly Numbers[]; state: Arrays },
  expected: { reports: readonly Numbers[]; state: Arrays },
): void {
  assert.deepEqual(actual.reports, expected.reports);
  const others = new Map(leaves(actual.state));
  for (const [path, { data }] of leaves(expected.state)) {
    const other = others.get(path)!.data;
    const differing = data.findIndex((value, i) => !Object.is(value, other[i]));
    assert.equal(differing, -1, `${path} is ${other[differing]}, not ${data[differing]}`);
  }
}

for (const threads of [1, 2]) {
  Deno.test(`a run repeats bit for bit, whatever runs beside it, with ${threads} threads`, async () => {
    const [first, second] = await Promise.all([1, 2].map(async (seed) => {
      const execution = await start({ seed, threads });
      return await resultOf(execution, await execution.train(feedsOf(SIZES, seed)));
    }));
    assert.notDeepEqual(second.reports, first.reports);

    // Releases the compiled sessions, so that the next runs do not share them.
    openOtherSessions();
    const one = await start({ seed: 1, threads });
    const two = await start({ seed: 2, threads });
    const reports: [Numbers[], Numbers[]] = [[], []];
    const others = feedsOf(SIZES, 2);
    for (const [step, feed] of feedsOf(SIZES, 1).entries()) {
      reports[0].push(...await one.train([feed]));
      reports[1].push(...await two.train([others[step]]));
    }
    assertSameBits(await resultOf(one, reports[0]), first);
    assertSameBits(await resultOf(two, reports[1]), second);
  });

  Deno.test(`feeds of several sizes at once give the same steps as one at a time, with ${threads} threads`, async () => {
    const feeds = feedsOf([64, 64, 64, 32, 64, 1, 1, 64], 1);
    const together = await start({ threads });
    const singly = await start({ threads });
    const reports: Numbers[] = [];
    for (const feed of feeds) reports.push(...await singly.train([feed]));
    assert.equal(new Set(reports.map(({ loss }) => loss)).size, feeds.length);
    const expected = await resultOf(singly, reports);
    assertSameBits(await resultOf(together, await together.train(feeds)), expected);
  });
}

Deno.test("an empty list of feeds takes no steps", async () => {
  const execution = await start();
  const state = await execution.state();
  assert.deepEqual(await execution.train([]), []);
  assert.deepEqual(await execution.state(), state);
  execution.dispose();
});

Deno.test("a state that has been read does not change", async () => {
  const execution = await start();
  const before = await execution.state();
  const copy = structuredClone(before);
  await execution.train(feedsOf(SIZES, 1));
  assert.deepEqual(before, copy);
  execution.dispose();
});

Deno.test("predict rejects an array without rows", async () => {
  const execution = await start();
  await assert.rejects(execution.predict({ shape: [0, LENGTH], data: new Int32Array(0) }), {
    name: "RangeError",
    message: "Cannot predict: there are no rows",
  });
  execution.dispose();
});

Deno.test("a row that a table does not have is an error, and the state is kept", async () => {
  const execution = await start();
  const whole = await start();
  const feeds = feedsOf(SIZES.slice(0, 6), 1);
  await execution.train(feeds.slice(0, 3));
  const state = await execution.state();
  for (const row of [ROWS, -1]) {
    const rows = feeds[3].rows.texts.slice();
    rows[5] = row;
    await assert.rejects(execution.train([feeds[4], { ...feeds[3], rows: { texts: rows } }]), {
      name: "RangeError",
      message: `Cannot take row ${row}: the array has ${ROWS} rows`,
    });
    assert.deepEqual(await execution.state(), state);
  }
  await execution.train(feeds.slice(3));
  await whole.train(feeds);
  assert.deepEqual(await resultOf(execution, []), await resultOf(whole, []));
});

Deno.test("a step that fails leaves the state as the steps before it made it", async () => {
  const ids = { shape: [ROWS, LENGTH], data: texts.ids.data.slice() };
  // The last row has an id below 0 and one beyond the vocabulary.
  const wrong = ids.data.subarray((ROWS - 1) * LENGTH);
  for (const id of [-1, VOCABULARY]) {
    wrong[7] = id;
    const execution = await start({ ids });
    const whole = await start({ ids });
    const good = (step: number): Feed => ({
      rows: { texts: Int32Array.from({ length: 8 }, (_, i) => 8 * step + i) },
      scalars: { rate: 0.01 },
    });
    const bad = {
      rows: { texts: Int32Array.of(0, 1, 2, 3, 4, 5, 6, ROWS - 1) },
      scalars: { rate: 1 },
    };
    await execution.train([good(0)]);
    await whole.train([good(0)]);
    await assert.rejects(
      execution.train([good(1), good(2), bad, good(3)]),
      { name: "RangeError", message: /^Cannot take element/ },
    );
    await whole.train([good(1), good(2)]);
    await assert.rejects(
      execution.predict({ shape: [1, LENGTH], data: wrong }),
      { name: "RangeError", message: /^Cannot take element/ },
    );
    const [reports, expected] = await Promise.all(
      [execution, whole].map((each) => each.train([good(3)])),
    );
    assertSameBits(await resultOf(execution, reports), await resultOf(whole, expected));
  }
});

Deno.test("an execution that has been disposed of no longer runs, but others with its session do", async () => {
  const [feed] = feedsOf([64], 1);
  const disposed = await start();
  const other = await start();
  const [first] = await disposed.train([feed]);
  disposed.dispose();
  disposed.dispose();
  await assert.rejects(disposed.train([feed]));
  await assert.rejects(disposed.predict(texts.ids));
  assert.deepEqual(await other.train([feed]), [first]);
  other.dispose();
});

Deno.test("an execution does not change TensorFlow.js's backend and its tensors", async () => {
  await openDevice("wasm");
  const before = tf.memory();
  const [execution, other] = await Promise.all([start(), start()]);
  other.dispose();
  await execution.prepare(feedsOf([64], 1)[0]);
  await execution.train(feedsOf([64, 32], 1));
  await execution.predict(texts.ids);
  await execution.state();
  execution.dispose();
  assert.equal(tf.getBackend(), "wasm");
  assert.equal(tf.memory().numTensors, before.numTensors);
  assert.equal(tf.memory().numDataBuffers, before.numDataBuffers);
});

/** Opens enough sessions that no previous one is kept. */
function openOtherSessions(): void {
  const x = { name: "x", type: "float32" as const };
  for (let length = 1; length <= 300; length++) {
    const model = encodeModel({
      name: "other",
      nodes: [{ op: "Neg", domain: "", inputs: ["x"], outputs: ["y"], attributes: {} }],
      initializers: [],
      inputs: [{ ...x, shape: [length] }],
      outputs: [{ ...x, name: "y", shape: [length] }],
    });
    closeNative(openNative(model, { threads: 1 }));
  }
}
