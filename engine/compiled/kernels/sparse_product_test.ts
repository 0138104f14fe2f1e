import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import type { NdArray } from "../../array.ts";
import { openDevice } from "../../devices.ts";
import type { Program } from "../../program.ts";
import { randomStreams } from "../../random.ts";
import * as tf from "../../tf.ts";
import { lowerReads } from "../step.ts";
import type { Stored } from "../stored.ts";

const WIDTH = 3000;

type Operation = (x: tf.Tensor2D, ...others: tf.Tensor2D[]) => tf.Tensor;

function normal(...shape: number[]): NdArray {
  const random = randomStreams(5)(`${shape}`);
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, data: Float32Array.from({ length: size }, () => random.normal()) };
}

/** Returns rows with the given numbers of entries of either sign, in overlapping columns. */
function rowsOf(lengths: readonly number[]): NdArray {
  const random = randomStreams(5)("entries");
  const data = new Float32Array(lengths.length * WIDTH);
  lengths.forEach((length, row) => {
    const columns = random.permutation(2 * length + 1).subarray(0, length);
    for (const column of columns) data[row * WIDTH + column * 3] = random.normal();
  });
  return { shape: [lengths.length, WIDTH], data };
}

/** Rows with no entries, one, some, and one that is much longer than the others. */
const lengths = [0, 1, 5, 32, 33, 0, 64, 12, 400, 3, 0, 2, 7, 1];
const x = rowsOf(lengths);
const B = lengths.length;

/** Computes an operation on a device. */
async function compute(
  device: string,
  operation: Operation,
  rows: NdArray,
  others: readonly NdArray[],
): Promise<Float32Array> {
  const executor = await openDevice(device);
  const tensors = () =>
    others.map(({ shape, data }) => tf.tensor(data, shape as [number, number]) as tf.Tensor2D);
  const program: Program = {
    init: () => ({
      y: tf.zerosLike(operation(tf.zeros([rows.shape[0], WIDTH]), ...tensors())),
      others: Object.fromEntries(tensors().map((other, i) => [`${i}`, other])),
    }),
    step(state, { rows }) {
      const { x } = rows as { x: tf.Tensor2D };
      const given = Object.values(state.others) as tf.Tensor2D[];
      return [{ ...state, y: operation(x, ...given) }, { loss: tf.scalar(0) }];
    },
    predict: (_, x) => x,
  };
  const execution = await executor.start(program, randomStreams(0), { rows: { x: rows } });
  const all = Int32Array.from({ length: rows.shape[0] }, (_, i) => i);
  await execution.train([{ rows: { rows: all }, scalars: {} }]);
  const { y } = await execution.state();
  execution.dispose();
  return (y as NdArray).data as Float32Array;
}

/** Returns the forms in which a compiled operation reads its first operand. */
async function formsRead(operation: Operation, others: readonly NdArray[]) {
  const reads = {
    x: { shape: x.shape, dtype: "float32", longest: 400 } as const,
    others: Object.fromEntries(
      others.map(({ shape }, i): [string, Stored] => [`${i}`, { shape, dtype: "float32" }]),
    ),
  };
  const { graph } = await lowerReads(reads, ({ x, others = {} }) => ({
    y: operation(x as tf.Tensor2D, ...Object.values(others) as tf.Tensor2D[]),
  }), { channelBlock: 1 });
  const names = graph.inputs.map(({ name }) => name);
  return { compressed: names.includes("columns/x"), whole: names.includes("x") };
}

/** Asserts that an operation gives the same result as on the reference device, and repeats bit for bit. */
async function assertSame(
  operation: Operation,
  others: readonly NdArray[],
  reads: { compressed: boolean; whole: boolean },
  rows = x,
): Promise<void> {
  const expected = await compute("reference", operation, rows, others);
  const actual = await compute("cpu", operation, rows, others);
  assertClose(actual, expected, 1e-5, 1);
  assert.deepEqual(await compute("cpu", operation, rows, others), actual);
  if (rows === x) assert.deepEqual(await formsRead(operation, others), reads);
}

const COMPRESSED = { compressed: true, whole: false };
const WHOLE = { compressed: false, whole: true };

Deno.test("x·W of compressed rows", async () => {
  await assertSame((x, w) => tf.matMul(x, w), [normal(WIDTH, 7)], COMPRESSED);
  await assertSame((x, w) => tf.matMul(x, w), [normal(WIDTH, 1)], COMPRESSED);
});

Deno.test("x·W + c of compressed rows, with and without activation", async () => {
  const w = normal(WIDTH, 7);
  await assertSame((x, w, c) => tf.add(tf.matMul(x, w), c), [w, normal(7)], COMPRESSED);
  await assertSame((x, w, c) => tf.relu(tf.add(tf.matMul(x, w), c)), [w, normal(1, 7)], COMPRESSED);
  await assertSame(
    (x, w, c) => tf.add(tf.mul(c, 0.5), tf.matMul(x, w)),
    [w, normal(B, 7)],
    COMPRESSED,
  );
});

Deno.test("xᵀ·g of compressed rows, alone and added to another value", async () => {
  const g = normal(B, 7);
  await assertSame((x, g) => tf.matMul(x, g, true), [g], COMPRESSED);
  await assertSame((x, g, m) => tf.add(tf.mul(m, 0.9), tf.matMul(x, g, true)), [
    g,
    normal(WIDTH, 7),
  ], COMPRESSED);
  await assertSame((x, g, c) => tf.add(tf.matMul(x, g, true), c), [g, normal(7)], COMPRESSED);
});

Deno.test("other operations read whole rows of x", async () => {
  await assertSame((x) => tf.sum(tf.square(x), 1), [], WHOLE);
  await assertSame((x, w) => tf.matMul(x, w, false, true), [normal(5, WIDTH)], WHOLE);
  await assertSame((x, g) => tf.matMul(g, x), [normal(5, B)], WHOLE);
  await assertSame((x, g) => tf.matMul(x, g, true, true), [normal(5, B)], WHOLE);
  await assertSame((x) => tf.matMul(x, x, false, true), [], WHOLE);
  await assertSame(
    (x, w) => tf.add(tf.matMul(x, w), tf.sum(x, 1, true)),
    [normal(WIDTH, 7)],
    { compressed: true, whole: true },
  );
});

Deno.test("rows of zeros have no entries to multiply", async () => {
  const rows = rowsOf([0, 0, 0]);
  const [w, c] = [normal(WIDTH, 7), normal(7)];
  await assertSame((x, w) => tf.matMul(x, w), [w], COMPRESSED, rows);
  await assertSame((x, w, c) => tf.add(tf.matMul(x, w), c), [w, c], COMPRESSED, rows);
  await assertSame((x, g) => tf.matMul(x, g, true), [normal(3, 7)], COMPRESSED, rows);
});

Deno.test("NaN stays in its row, and infinite weights count only where rows have entries", async () => {
  const rows = rowsOf([3, 100, 0, 2]);
  rows.data[WIDTH + 2000] = NaN;
  rows.data[3 * WIDTH + 1234] = -2;
  const w = normal(WIDTH, 2);
  w.data[1234 * 2] = Infinity;
  const result = await compute("cpu", (x, w) => tf.matMul(x, w), rows, [w]);
  assert.deepEqual([...result.subarray(2, 7)], [NaN, NaN, 0, 0, -Infinity]);
  assert.ok([0, 1, 7].every((i) => Number.isFinite(result[i])));
});
