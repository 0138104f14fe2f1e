import assert from "node:assert/strict";
import type * as ort from "onnxruntime-node";
import type { NdArray } from "../../array.ts";
import { randomStreams } from "../../random.ts";
import * as tf from "../../tf.ts";
import { assertClose } from "../../../tests/golden/close.ts";
import { hold, rowsInputs } from "../feeding.ts";
import { openSession } from "../sessions.ts";
import { PIECE } from "../sparse.ts";
import { compileFunction, compileStep, type Model, type Stored } from "../step.ts";

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

/** Rows with no entries, one, whole pieces, one more, and one row that is much longer than the others. */
const lengths = [0, 1, 5, PIECE, PIECE + 1, 0, 2 * PIECE, 12, 400, 3, 0, 2, 7, 1];
const x = rowsOf(lengths);

interface Compiled {
  readonly model: Model;
  readonly result: Float32Array;
}

/** Computes an operation of rows and other arrays, with the rows in pieces if they are held in pieces. */
async function compute(
  operation: Operation,
  rows: NdArray,
  others: readonly NdArray[],
  { threads = 1, dense = false, longest }: { threads?: number; dense?: boolean; longest?: number },
): Promise<Compiled> {
  const held = hold(rows, dense ? "cuda" : "cpu");
  const { shape, dtype } = held;
  const model = await compileFunction({
    x: { shape, dtype, longest: longest ?? held.longest },
    others: Object.fromEntries(
      others.map(({ shape }, i): [string, Stored] => [`${i}`, { shape, dtype: "float32" }]),
    ),
  }, ({ x, others }) => ({
    y: operation(x as tf.Tensor2D, ...Object.values(others) as tf.Tensor2D[]),
  }), { channelBlock: 1, threads });
  const session = await openSession(model.bytes, { provider: "cpu", threads, spins: false });
  const given = {
    ...rowsInputs("x", held, 0, shape[0]),
    ...Object.fromEntries(others.map((array, i) => {
      const [, tensor] = Object.entries(rowsInputs("x", hold(array, "cuda"), 0, array.shape[0]))[0];
      return [`others/${i}`, tensor];
    })),
  };
  const feeds: { [name: string]: ort.Tensor } = Object.fromEntries(
    model.inputs.map(({ name }) => [name, given[name]()]),
  );
  const { y } = await session.run(feeds);
  return { model, result: y.data as Float32Array };
}

const namesOf = ({ inputs }: Model): string[] =>
  inputs.map(({ name }) => name).filter((name) => !name.startsWith("others/")).sort();

const PIECES = ["columns/x", "owners/x", "values/x"];

/** Asserts that an operation gives the same result for pieces and for whole rows. */
async function assertSame(
  operation: Operation,
  others: readonly NdArray[],
  reads: readonly string[],
  { rows = x, threads = 1 }: { rows?: NdArray; threads?: number } = {},
): Promise<void> {
  const whole = await compute(operation, rows, others, { threads, dense: true });
  assert.deepEqual(namesOf(whole.model), ["x"]);
  const sparse = await compute(operation, rows, others, { threads });
  assert.deepEqual(namesOf(sparse.model), reads);
  assertClose(sparse.result, whole.result, 1e-5, 1);
  for (let repeat = 0; repeat < 5; repeat++) {
    const { result } = await compute(operation, rows, others, { threads });
    assert.deepEqual(result, sparse.result);
  }
}

const B = lengths.length;

for (const threads of [1, 2]) {
  Deno.test(`x·W of pieces equals x·W, with ${threads} threads`, async () => {
    await assertSame((x, w) => tf.matMul(x, w), [normal(WIDTH, 7)], PIECES, { threads });
    await assertSame((x, w) => tf.matMul(x, w), [normal(WIDTH, 1)], PIECES, { threads });
  });

  Deno.test(`x·W + c of pieces, with and without activation, with ${threads} threads`, async () => {
    const w = normal(WIDTH, 7);
    await assertSame((x, w, c) => tf.add(tf.matMul(x, w), c), [w, normal(7)], PIECES, { threads });
    await assertSame((x, w, c) => tf.relu(tf.add(tf.matMul(x, w), c)), [w, normal(1, 7)], PIECES, {
      threads,
    });
    await assertSame(
      (x, w, c) => tf.add(tf.mul(c, 0.5), tf.matMul(x, w)),
      [w, normal(B, 7)],
      PIECES,
      {
        threads,
      },
    );
  });
}

/** Counts the nodes of a model that add. */
function additions({ bytes }: { bytes: Uint8Array }): number {
  // Field 4 of a node, its operator: nine letters.
  return new TextDecoder("latin1").decode(bytes).split('"\tScatterND').length - 1;
}

Deno.test("with two threads, pieces are added in parts small enough for one thread", async () => {
  // 40 pieces of 3277 numbers exceed 2¹⁷ by 8.
  for (const [width, parts] of [[3276, 1], [3277, 2]]) {
    const x: Stored = { shape: [8, WIDTH], dtype: "float32", longest: 5 };
    const w = { shape: [WIDTH, width], dtype: "float32" } as const;
    for (const threads of [1, 2]) {
      const target = { channelBlock: 1, threads };
      const product = await compileFunction(
        { x, w },
        ({ x, w }) => ({ y: tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D) }),
        target,
      );
      assert.equal(additions(product), threads === 1 ? 1 : parts);
      const step = await compileStep(
        {
          init: () => ({}),
          step: (state, { rows }) => {
            const { x } = rows as { x: tf.Tensor2D };
            return [state, { loss: tf.sum(tf.matMul(x, state.w as tf.Tensor2D)) as tf.Scalar }];
          },
          predict: (_, x) => x,
        },
        { state: { w }, tables: { rows: { x } }, rows: { rows: 8 }, scalars: [] },
        target,
      );
      assert.equal(additions(step), threads === 1 ? 1 : parts);
    }
  }
});

Deno.test("pieces added in parts give the same bits as pieces added at once", async () => {
  // 62 pieces, 59 of which fit into a part: those of the last row but one are in both parts.
  const rows = rowsOf(Array(31).fill(PIECE + 1));
  const w = normal(WIDTH, 2200);
  const [one, two] = await Promise.all(
    [1, 2].map((threads) => compute((x, w) => tf.matMul(x, w), rows, [w], { threads })),
  );
  assert.deepEqual([one, two].map(({ model }) => additions(model)), [1, 2]);
  assert.deepEqual(two.result, one.result);
});

Deno.test("xᵀ·g of pieces equals xᵀ·g, alone and added to another value", async () => {
  const g = normal(B, 7);
  await assertSame((x, g) => tf.matMul(x, g, true), [g], PIECES);
  await assertSame((x, g, m) => tf.add(tf.mul(m, 0.9), tf.matMul(x, g, true)), [
    g,
    normal(WIDTH, 7),
  ], PIECES);
  await assertSame((x, g, c) => tf.add(tf.matMul(x, g, true), c), [g, normal(7)], PIECES);
});

Deno.test("xᵀ·g uses whole rows with several threads", () =>
  assertSame((x, g) => tf.matMul(x, g, true), [normal(B, 7)], ["x"], { threads: 2 }));

Deno.test("other operations read whole rows of x", async () => {
  await assertSame((x) => tf.sum(tf.square(x), 1), [], ["x"]);
  await assertSame((x, w) => tf.matMul(x, w, false, true), [normal(5, WIDTH)], ["x"]);
  await assertSame((x, g) => tf.matMul(g, x), [normal(5, B)], ["x"]);
  await assertSame((x, g) => tf.matMul(x, g, true, true), [normal(5, B)], ["x"]);
  await assertSame((x) => tf.matMul(x, x, false, true), [], ["x"]);
  // TensorFlow.js's fused products have an extra axis.
  await assertSame((a, b) => tf.fused.matMul({ a, b, activation: "relu" }), [
    normal(WIDTH, 7),
  ], ["x"]);
  await assertSame(
    (x, w) => tf.add(tf.matMul(x, w), tf.sum(x, 1, true)),
    [normal(WIDTH, 7)],
    [...PIECES, "x"],
  );
});

Deno.test("rows of zeros have no pieces to multiply", async () => {
  const rows = rowsOf([0, 0, 0]);
  const [w, c] = [normal(WIDTH, 7), normal(7)];
  await assertSame((x, w) => tf.matMul(x, w), [w], PIECES, { rows });
  await assertSame((x, w, c) => tf.add(tf.matMul(x, w), c), [w, c], PIECES, { rows });
  await assertSame((x, g) => tf.matMul(x, g, true), [normal(3, 7)], PIECES, { rows });
});

Deno.test("x·W uses whole rows if there could be too many pieces at once", async () => {
  const w = normal(WIDTH, 7);
  const most = Math.floor(2 ** 26 / (B * PIECE * 7));
  for (const [longest, reads] of [[most, PIECES], [most + 1, ["x"]]] as const) {
    const { model } = await compute((x, w) => tf.matMul(x, w), x, [w], { longest });
    assert.deepEqual(namesOf(model), reads);
  }
});

Deno.test("NaN stays in its row, and infinite weights count only where rows have entries", async () => {
  const rows = rowsOf([3, 100, 0, 2]);
  rows.data[WIDTH + 2000] = NaN;
  rows.data[3 * WIDTH + 1234] = -2;
  const w = normal(WIDTH, 2);
  w.data[1234 * 2] = Infinity;
  const { model, result } = await compute((x, w) => tf.matMul(x, w), rows, [w], {});
  assert.deepEqual(namesOf(model), PIECES);
  assert.deepEqual([...result.subarray(2, 7)], [NaN, NaN, 0, 0, -Infinity]);
  assert.ok([0, 1, 7].every((i) => Number.isFinite(result[i])));
});
