import assert from "node:assert/strict";
import {
  assertAgrees,
  booleans,
  integers,
  normal,
  type Operand,
  type Operation,
} from "../../../tests/agreement.ts";
import { ints, shaped } from "../../../tests/operands.ts";
import { planAlone, runPlan } from "../../../tests/run_plan.ts";
import * as tf from "../../tf.ts";
import { lowerReads } from "../step.ts";
import { specOf } from "../stored.ts";
import { GPU } from "../target.ts";
import { trace } from "../trace.ts";

/** Runs an operation of floats and integers. */
async function run(
  operation: Operation,
  operands: readonly Operand[],
  threads = 1,
): Promise<void> {
  const named = operands.map((operand, i) => [`input${i}`, operand] as const);
  const { graph } = await lowerReads(
    Object.fromEntries(named.map(([name, array]) => [name, specOf(array)])),
    (inputs) => ({ output: operation(...Object.values(inputs) as tf.Tensor[]) as tf.Tensor }),
    GPU,
  );
  const data = Object.fromEntries(named.map(([name, { data }]) => [name, data]));
  await runPlan(planAlone(graph), data, threads);
}

/** Returns an operand of each type. */
const each = (shape: readonly number[], purpose?: string) => [
  normal(shape, purpose),
  integers(shape, -9, 9, purpose),
  booleans(shape, purpose),
];

const addTo = (segments: number) => (x: tf.Tensor, ids: tf.Tensor) =>
  tf.unsortedSegmentSum(x, ids as tf.Tensor1D, segments);

Deno.test("UnsortedSegmentSum: segments of no rows, of one and of many", async () => {
  for (
    const [shape, ids, segments] of [
      [[5], [2, 0, 2, 2, 1], 3],
      [[5, 3], [0, 0, 0, 0, 0], 1],
      [[5, 3], [4, 1, 4, 0, 1], 6],
      [[4, 1, 3], [2, 2, 0, 2], 3],
      [[1, 2], [1], 3],
      [[3, 2, 1, 2], [1, 1, 0], 2],
      [[3, 2, 1, 2, 2], [1, 1, 0], 2],
    ] as const
  ) {
    for (const x of each(shape)) await assertAgrees(addTo(segments), [x, ints(...ids)]);
  }
});

Deno.test("UnsortedSegmentSum: integers are summed as floats", () => {
  const { outputs } = trace({
    x: { shape: [3], dtype: "int32" },
    ids: { shape: [3], dtype: "int32" },
  }, ({ x, ids }) => ({ y: addTo(2)(x as tf.Tensor, ids as tf.Tensor) }));
  assert.equal(outputs.y.dtype, "float32");
});

Deno.test("UnsortedSegmentSum: added to another value", async () => {
  await assertAgrees((base, x, ids) => tf.add(tf.mul(base, 0.9), addTo(4)(x, ids)), [
    normal([4, 3], "base"),
    normal([6, 3]),
    ints(3, 0, 3, 3, 1, 3),
  ]);
});

Deno.test("UnsortedSegmentSum: segment ids that are not one per row are rejected", () => {
  for (const shape of [[2, 3], [3]]) {
    assert.throws(
      () =>
        trace({ x: { shape: [2, 3], dtype: "float32" }, ids: { shape, dtype: "int32" } }, (
          { x, ids },
        ) => ({ y: addTo(4)(x as tf.Tensor, ids as tf.Tensor) })),
      /segmentIds of shape/,
    );
  }
});

/** Rows of whole numbers, whose sums are exact in any order, and four places for them. */
const [rows, places, width] = [6400, 4, 100];
const many = [
  { shape: [rows, width], data: Float32Array.from(integers([rows, width], -99, 99).data) },
  integers([rows], 0, places),
];

for (
  const [kernel, operation] of [
    ["UnsortedSegmentSum", addTo(places)],
    [
      "AddSegments",
      (x, ids) => tf.add(tf.mul(tf.slice(x, 0, places), 0), addTo(places)(x, ids)),
    ],
    [
      "ScatterNd",
      (x, ids) => tf.scatterND(tf.reshape(ids, [rows, 1]), x, [places, width]),
    ],
    [
      "TensorScatterUpdate",
      (x, ids) =>
        tf.tensorScatterUpdate(
          tf.slice(x, 0, places),
          tf.reshape(ids, [rows, 1]),
          x,
        ),
    ],
  ] as [string, Operation][]
) {
  Deno.test(`${kernel}: many rows for few places`, () =>
    assertAgrees(operation, many, { gradients: false, tolerance: 0 }));
}

/** Returns repeated places in a shape: `[...places, axes]`. */
function tuples(shape: readonly number[], places: readonly number[], axes: number): Operand {
  const parts = shape.slice(0, axes).map((length, axis) =>
    integers(places, 0, length, `axis ${axis}`).data
  );
  const interleaved = Array.from(parts[0], (_, i) => parts.map((part) => part[i])).flat();
  return shaped(ints(...interleaved), [...places, axes]);
}

/** A shape, the places in it, and the number of axes that they index. */
const TUPLES = [
  [[7], [9], 1],
  [[7, 3], [5], 1],
  [[7, 3], [9], 2],
  [[3, 4, 2], [2, 3], 2],
  [[3, 1, 2], [40], 3],
  [[1, 5], [3], 1],
  [[2, 1, 3, 2, 2], [4], 3],
] as const;

Deno.test("ScatterNd: by one index, by several and by all", async () => {
  for (const [shape, places, axes] of TUPLES) {
    const at = tuples(shape, places, axes);
    const changes = [...places, ...shape.slice(axes)];
    for (const x of [normal(changes), integers(changes, -9, 9)]) {
      // TensorFlow.js has no gradient of it.
      await assertAgrees((x, at) => tf.scatterND(at, x, [...shape]), [x, at], {
        gradients: false,
      });
    }
  }
});

Deno.test("TensorScatterUpdate: by one index, by several and by all", async () => {
  for (const [shape, places, axes] of TUPLES) {
    const at = tuples(shape, places, axes);
    const tables = each(shape, "table");
    for (const [i, x] of each([...places, ...shape.slice(axes)]).entries()) {
      // TensorFlow.js changes its argument, and has no gradient.
      await assertAgrees(
        (table, x, at) => tf.tensorScatterUpdate(tf.clone(table), at, x),
        [tables[i], x, at],
        { gradients: false },
      );
    }
  }
});

Deno.test("ScatterNd and TensorScatterUpdate: a list of indices", async () => {
  const operands = [normal([4]), ints(3, 0, 3, 5)];
  await assertAgrees((x, at) => tf.scatterND(at, x, [6]), operands, { gradients: false });
  await assertAgrees((x, at) => tf.tensorScatterUpdate(tf.ones([6]), at, x), operands, {
    gradients: false,
  });
});

Deno.test("ScatterNd: bool values are rejected", () => {
  assert.throws(
    () =>
      trace({ x: { shape: [2], dtype: "bool" } }, ({ x }) => ({
        y: tf.scatterND([[0], [1]], x as tf.Tensor, [3]),
      })),
    /updates of type bool/,
  );
});

/** Operations with indices below 3, or with pairs of indices of which the second is below 5. */
const INDEXED: readonly (readonly [string, Operation, number])[] = [
  ["GatherV2", (x, at) => tf.gather(x, tf.reshape(at, [2]) as tf.Tensor1D), 1],
  ["GatherV2, batched", (x, at) => {
    const batches = tf.transpose(tf.slice(x, [0, 0], [3, 2]));
    return tf.gather(batches, tf.reshape<tf.Rank>(at, [2, 1]) as tf.Tensor1D, 1, 1);
  }, 1],
  ["GatherNd", (x, at) => tf.gatherND(x, at), 1],
  ["GatherNd of pairs", (x, at) => tf.gatherND(x, at), 2],
  [
    "UnsortedSegmentSum",
    (x, at) => addTo(3)(tf.slice(x, 0, 2), tf.reshape(at, [2])),
    1,
  ],
  ["ScatterNd", (x, at) => tf.scatterND(at, tf.slice(x, 0, 2), [3, 5]), 1],
  ["ScatterNd of pairs", (x, at) => tf.scatterND(at, tf.slice(tf.sum(x, 1), 0, 2), [3, 5]), 2],
  ["TensorScatterUpdate", (x, at) => tf.tensorScatterUpdate(x, at, tf.slice(x, 0, 2)), 1],
  [
    "TensorScatterUpdate of pairs",
    (x, at) => tf.tensorScatterUpdate(x, at, tf.slice(tf.sum(x, 1), 0, 2)),
    2,
  ],
];

for (const [kernel, operation, depth] of INDEXED) {
  Deno.test(`${kernel}: an index out of bounds is an error`, async () => {
    const wrong = depth === 1 ? [[0, -1], [-3, 0], [0, 3], [9, 2]] : [
      [0, 0, 0, -1],
      [0, 0, -1, 0],
      [2, 5, 0, 0],
      [3, 0, 0, 0],
    ];
    for (const indices of wrong) {
      const at = shaped(ints(...indices), [2, depth]);
      for (const threads of [1, 2]) {
        await assert.rejects(
          run(operation, [normal([3, 5]), at], threads),
          /Cannot take element|out of|invalid ind/,
          `${indices}`,
        );
      }
      await assert.rejects(
        run((x) => operation(x, tf.tensor(indices, [2, depth], "int32")), [normal([3, 5])]),
        /Cannot compile index/,
      );
    }
    const right = shaped(ints(...(depth === 1 ? [2, 0] : [2, 4, 0, 0])), [2, depth]);
    await run(operation, [normal([3, 5]), right]);
  });
}

Deno.test("an embedding: the gradient of a table with ids out of bounds is an error", async () => {
  const gradient: Operation = (table, ids) =>
    tf.grad((table) => tf.sum(tf.gather(table, ids as tf.Tensor1D)))(table);
  for (const ids of [ints(0, -1), ints(0, 3)]) {
    await assert.rejects(run(gradient, [normal([3, 5]), ids]), /Cannot take element/);
  }
});
