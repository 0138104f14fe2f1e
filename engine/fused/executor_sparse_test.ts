import assert from "node:assert/strict";
import { assertClose } from "../../tests/golden/close.ts";
import { type NdArray, takeRows, toSparse } from "../array.ts";
import { type Dense, dense, initDense } from "../dense.ts";
import { openDevice } from "../devices.ts";
import type { Execution, Feed } from "../executor.ts";
import { valueAndGradients } from "../gradients.ts";
import { sgd } from "../optimizers/mod.ts";
import type { Program } from "../program.ts";
import { randomStreams } from "../random.ts";
import * as tf from "../tf.ts";
import { type Arrays, leaves, type Tensors } from "../tree.ts";

const WIDTH = 2000;
const HIDDEN = 40;
const optimizer = sgd({ momentum: 0.9 });

/** Learns classes from one table, and features with the same mean for another. */
const program: Program = {
  init(random) {
    const params = {
      hidden: initDense(random, "hidden", WIDTH, HIDDEN),
      output: initDense(random, "output", HIDDEN, 2),
    };
    return { params, optimizer: optimizer.init(params) };
  },
  step(state, { source, target }, { rate }) {
    const { losses, gradients } = valueAndGradients((params) => {
      const { x, y } = source as { x: tf.Tensor; y: tf.Tensor };
      const left = features(params, x);
      const right = features(params, (target as { x: tf.Tensor }).x);
      const logits = dense(params.output as Dense, left);
      const entropy = tf.losses.softmaxCrossEntropy(tf.oneHot(y, 2), logits);
      const shift = tf.sum(tf.square(tf.sub(tf.mean(left, 0), tf.mean(right, 0))));
      return { loss: tf.add(entropy, shift) as tf.Scalar, parts: {} };
    }, state.params as Tensors);
    const { params, state: next } = optimizer.update(
      gradients,
      state.optimizer as Tensors,
      state.params as Tensors,
      rate,
    );
    return [{ params, optimizer: next }, { loss: losses.loss }];
  },
  predict: (state, x) => {
    const params = state.params as Tensors;
    return dense(params.output as Dense, features(params, x));
  },
};

/** Features of `x [batch, WIDTH]`, or of x with an extra axis of length 1, which is never compressed. */
function features(params: Tensors, x: tf.Tensor): tf.Tensor {
  const rows = x.rank === 3 ? tf.reshape(x, [x.shape[0], WIDTH]) : x;
  return tf.relu(dense(params.hidden as Dense, rows));
}

/** Returns rows with entries of either sign: none, few, some, and very many in two rows. */
function rowsOf(count: number, purpose: string): NdArray {
  const random = randomStreams(9)(purpose);
  const data = new Float32Array(count * WIDTH);
  for (let row = 0; row < count; row++) {
    const entries = row === 3 || row === count - 1 ? 300 : [0, 1, 20, 32, 33][row % 5];
    for (const column of random.permutation(WIDTH).subarray(0, entries)) {
      data[row * WIDTH + column] = random.normal();
    }
  }
  return { shape: [count, WIDTH], data };
}

const ROWS = 203;
const source = {
  x: rowsOf(ROWS, "source"),
  y: { shape: [ROWS], data: Int32Array.from({ length: ROWS }, (_, row) => row % 2) },
};
const target = { x: rowsOf(70, "target") };

/** Returns the same rows with an extra axis. */
function whole({ shape: [rows, width], data }: NdArray): NdArray {
  return { shape: [rows, 1, width], data };
}

async function start({ threads = 1, sparse = true, rows = source.x } = {}): Promise<Execution> {
  const executor = await openDevice("cpu", { threads });
  const held = sparse ? (x: NdArray) => x : whole;
  return await executor.start(program, randomStreams(1), {
    source: { ...source, x: held(rows) },
    target: { x: held(target.x) },
  });
}

function feedOf(sourceRows: readonly number[], targetRows: readonly number[]): Feed {
  return {
    rows: { source: Int32Array.from(sourceRows), target: Int32Array.from(targetRows) },
    scalars: { rate: 0.1 },
  };
}

const draws = randomStreams(9)("batches");
const some = (count: number, of: number) => [...draws.permutation(of).subarray(0, count)];
const copies = (row: number, count: number) => Array<number>(count).fill(row);

/** Feeds with any rows; the longest row repeatedly; only empty rows; some rows twice. */
const feeds = [
  feedOf(some(16, ROWS), some(8, 70)),
  feedOf(copies(3, 16), copies(69, 8)),
  feedOf(copies(0, 16), some(8, 70)),
  feedOf(copies(5, 16), copies(10, 8)),
  feedOf([...some(8, ROWS), ...copies(3, 4), ...some(4, ROWS)], [1, 2, 3, 1, 2, 3, 3, 0]),
  feedOf(some(16, ROWS), some(8, 70)),
];

function assertSameBits(actual: Arrays, expected: Arrays): void {
  const others = new Map(leaves(actual));
  for (const [path, { data }] of leaves(expected)) {
    assert.deepEqual(others.get(path)!.data, data, path);
  }
}

for (const threads of [1, 2]) {
  Deno.test(`steps on compressed rows equal those on whole rows, with ${threads} threads`, async () => {
    const compressed = await start({ threads });
    const rows = await start({ threads, sparse: false });
    for (const feed of feeds) {
      const [{ loss }] = await compressed.train([feed]);
      const [expected] = await rows.train([feed]);
      assertClose([loss], [expected.loss], 1e-5, 1);
      const states = new Map(leaves(await compressed.state()));
      for (const [path, { data }] of leaves(await rows.state())) {
        assertClose(states.get(path)!.data, data, 1e-5, 0.1);
      }
    }
    for (const x of [source.x, target.x, takeRows(source.x, [3])]) {
      const { shape, data } = await compressed.predict(x);
      const expected = await rows.predict(whole(x));
      assert.deepEqual(shape, [x.shape[0], 2]);
      assert.deepEqual(expected.shape, shape);
      assertClose(data, expected.data, 1e-5, 0.1);
    }
    compressed.dispose();
    rows.dispose();
  });

  Deno.test(`steps on compressed rows repeat bit for bit, together and one at a time, with ${threads} threads`, async () => {
    const together = await start({ threads });
    const reports = await together.train(feeds);
    const predicted = await together.predict(source.x);
    for (let repeat = 0; repeat < 3; repeat++) {
      const singly = await start({ threads });
      for (const [step, feed] of feeds.entries()) {
        assert.deepEqual(await singly.train([feed]), [reports[step]]);
      }
      assertSameBits(await singly.state(), await together.state());
      assert.deepEqual(await singly.predict(source.x), predicted);
      singly.dispose();
    }
    together.dispose();
  });
}

Deno.test("sparse arrays give the bits of the same arrays with their zeros", async () => {
  const executor = await openDevice("cpu", { threads: 1 });
  const held = toSparse(source.x);
  const sparse = await executor.start(program, randomStreams(1), {
    source: { ...source, x: held },
    target: { x: toSparse(target.x) },
  });
  const dense = await start();
  assert.deepEqual(await sparse.train(feeds), await dense.train(feeds));
  assertSameBits(await sparse.state(), await dense.state());
  assert.deepEqual(await sparse.predict(held), await dense.predict(source.x));
  sparse.dispose();
  dense.dispose();
});

Deno.test("a graph reads compressed or whole rows, as its products require", async () => {
  const read = async (rows: NdArray) => {
    const graphs: string[] = [];
    const executor = await openDevice("cpu", {
      onGraph: ({ content }) => graphs.push(new TextDecoder("latin1").decode(content)),
    });
    const execution = await executor.start(program, randomStreams(1), {
      source: { ...source, x: rows },
      target,
    });
    await execution.prepare(feeds[0]);
    await execution.predict(rows);
    execution.dispose();
    const compressed = ["columns/batch/source/x", "columns/batch/target/x"];
    return [
      ...compressed.map((name) => graphs[0].includes(name)),
      graphs[1].includes("columns/x"),
    ];
  };
  assert.deepEqual(await read(source.x), [true, true, true]);
  const dense = { ...source.x, data: source.x.data.map((value, i) => i % 10 ? value : 1) };
  assert.deepEqual(await read(dense), [false, true, false]);
});

Deno.test("a row that a compressed table does not have is an error", async () => {
  const execution = await start();
  for (const row of [70, -1]) {
    await assert.rejects(execution.train([feedOf(some(16, ROWS), [row, 1, 2, 3, 4, 5, 6, 7])]), {
      name: "RangeError",
      message: `Cannot take row ${row}: the array has 70 rows`,
    });
  }
  execution.dispose();
});
