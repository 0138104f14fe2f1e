import assert from "node:assert/strict";
import { assertAgrees, booleans, integers, normal } from "../../../tests/agreement.ts";
import * as tf from "../../tf.ts";
import { trace } from "../trace.ts";

/** Returns an operand of each type. */
const each = (shape: readonly number[], purpose?: string) => [
  normal(shape, purpose),
  integers(shape, -9, 9, purpose),
  booleans(shape, purpose),
];

/** Traces an operation of floats. */
const traced = (operation: (x: tf.Tensor) => tf.Tensor, shape: readonly number[]) =>
  trace({ x: { shape, dtype: "float32" } }, ({ x }) => ({ y: operation(x as tf.Tensor) }));

Deno.test("Reshape: to and from any rank", async () => {
  for (
    const [from, to] of [
      [[3, 4, 5], [5, 12]],
      [[3, 4, 5], [-1, 4]],
      [[3, 4, 5], [2, -1, 3]],
      [[6], [1, 6, 1, 1, 1]],
      [[1, 1], []],
      [[], [1, 1]],
      [[2, 0], [0, 5]],
    ]
  ) {
    for (const x of each(from)) await assertAgrees((x) => tf.reshape(x, to), [x]);
  }
});

Deno.test("Reshape: a shape of another size is rejected", () => {
  for (const shape of [[5], [4, -1]]) {
    assert.throws(() => traced((x) => tf.reshape(x, shape), [2, 3]), /Size|implicit shape/);
  }
});

Deno.test("Reshape: axes of length 1 are removed", async () => {
  for (const x of each([1, 3, 1, 5])) {
    await assertAgrees((x) => tf.squeeze(x), [x]);
    await assertAgrees((x) => tf.squeeze(x, [2]), [x]);
    await assertAgrees((x) => tf.squeeze(x, [-4]), [x]);
  }
});

Deno.test("ExpandDims: a new axis anywhere", async () => {
  for (const x of each([3, 5])) {
    for (const axis of [0, 1, 2, -1, -2, -3]) {
      await assertAgrees((x) => tf.expandDims(x, axis), [x]);
    }
  }
  await assertAgrees((x) => tf.expandDims(x), [normal([])]);
});

Deno.test("Transpose: ranks 2 to 5", async () => {
  for (
    const [shape, perm] of [
      [[3, 5], [1, 0]],
      [[1, 5], [1, 0]],
      [[2, 3, 5], [2, 0, 1]],
      [[2, 3, 5], [0, 2, 1]],
      [[2, 3, 4, 5], [3, 1, 0, 2]],
      [[2, 1, 3, 1, 2], [4, 0, 3, 1, 2]],
    ]
  ) {
    for (const x of each(shape)) {
      await assertAgrees((x) => tf.transpose(x, perm), [x]);
      await assertAgrees((x) => tf.transpose(x), [x]);
    }
  }
});

Deno.test("Concat: along each axis, of any lengths", async () => {
  for (
    const [shapes, axis] of [
      [[[2], [3]], 0],
      [[[2, 3], [1, 3], [4, 3]], 0],
      [[[2, 3], [2, 1]], 1],
      [[[2, 3], [2, 1]], -1],
      [[[1, 1], [1, 1]], 0],
      [[[2, 1, 5], [2, 3, 5]], -2],
      [[[2, 0, 5], [2, 3, 5]], 1],
      [[[2, 3, 1, 2], [2, 3, 5, 2]], 2],
      [[[1, 2, 1, 3, 2], [1, 2, 1, 3, 1]], 4],
    ] as const
  ) {
    const operands = shapes.map((shape, i) => each(shape, `operand ${i}`));
    for (const type of [0, 1, 2]) {
      await assertAgrees(
        (...parts) => tf.concat(parts, axis),
        operands.map((parts) => parts[type]),
      );
    }
  }
});

Deno.test("Concat: the same operand twice, and a single operand", async () => {
  await assertAgrees((x) => tf.concat([x, tf.mul(x, 2), x], 1), [normal([3, 5])]);
  await assertAgrees((x) => tf.concat([x], 1), [normal([3, 5])]);
});

Deno.test("Concat: the result has the first operand's type", async () => {
  const [float, int, bool] = each([2, 3]);
  for (const operands of [[float, int, bool], [int, float, bool]]) {
    await assertAgrees((...parts) => tf.concat(parts), operands, { gradients: false });
  }
});

Deno.test("Concat: shapes that do not match are rejected", () => {
  assert.throws(
    () => traced((x) => tf.concat([x, tf.zeros([2, 4])]), [2, 3]),
    /does not match the shape of the rest/,
  );
  assert.throws(() => traced((x) => tf.concat([x, x], 2), [2, 3]), /axis 2: there are 2 axes/);
});

Deno.test("Pack: along each axis", async () => {
  for (
    const [shape, axis] of [
      [[], 0],
      [[3], 0],
      [[3], 1],
      [[3], -1],
      [[2, 3], 1],
      [[2, 1, 3], -2],
      [[2, 1, 3, 2], 4],
    ] as const
  ) {
    const operands = ["a", "b", "c"].map((purpose) => each(shape, purpose));
    for (const type of [0, 1, 2]) {
      const parts = operands.map((parts) => parts[type]);
      await assertAgrees((...parts) => tf.stack(parts, axis), parts);
      await assertAgrees((part) => tf.stack([part], axis), parts.slice(0, 1));
    }
  }
});

Deno.test("Pack: operands that differ in shape or type are rejected", () => {
  for (const other of [() => tf.zeros([3]), () => tf.zeros([2], "int32")]) {
    assert.throws(() => traced((x) => tf.stack([x, other()]), [2]), /Cannot stack/);
  }
});

Deno.test("Tile: along each axis", async () => {
  for (
    const [shape, reps] of [
      [[3], [2]],
      [[3, 5], [1, 3]],
      [[1, 5], [4, 1]],
      [[2, 1, 3], [2, 3, 1]],
      [[2, 1, 3, 2], [1, 2, 1, 3]],
    ]
  ) {
    for (const x of each(shape)) await assertAgrees((x) => tf.tile(x, reps), [x]);
  }
  // TensorFlow.js has no gradient for five axes.
  await assertAgrees((x) => tf.tile(x, [1, 2, 1, 1, 2]), [normal([2, 1, 3, 1, 2])], {
    gradients: false,
  });
});

Deno.test("Tile: tf.broadcastTo", async () => {
  for (const shape of [[3, 1], [3, 5], [1]]) {
    for (const x of each(shape)) await assertAgrees((x) => tf.broadcastTo(x, [4, 3, 5]), [x]);
  }
  await assertAgrees((x) => tf.broadcastTo(x, [4, 3]), [normal([])]);
});

Deno.test("Diag: of any shape and type", async () => {
  for (const shape of [[4], [1], [2, 3], []]) {
    // TensorFlow.js has no gradient of it.
    for (const x of each(shape)) {
      await assertAgrees((x) => tf.diag(x), [x], { gradients: false });
    }
  }
});

Deno.test("tf.eye: as a constant, and tiled", async () => {
  await assertAgrees((x) => [tf.matMul(tf.eye(3, 5), x), tf.add(x, tf.eye(5, 7))], [
    normal([5, 7]),
  ]);
  await assertAgrees((x) => tf.mul(x, tf.eye(3, 3, [2])), [normal([2, 3, 3])]);
});

Deno.test("tf.linalg.bandPart: above and below the diagonal", async () => {
  for (const shape of [[4, 4], [2, 3, 5], [1, 5]]) {
    for (const [lower, upper] of [[0, 0], [1, 0], [-1, 0], [0, -1], [1, 2]]) {
      for (const x of [normal(shape), integers(shape, -9, 9)]) {
        // TensorFlow.js has a gradient only for several matrices.
        await assertAgrees((x) => tf.linalg.bandPart(x, lower, upper), [x], {
          gradients: shape.length > 2,
        });
      }
    }
  }
});

/** Shapes with the padding of each axis. */
const PADDINGS: readonly (readonly [readonly number[], [number, number][]])[] = [
  [[5], [[2, 3]]],
  [[5], [[0, 0]]],
  [[3, 5], [[1, 0], [0, 2]]],
  [[1, 5], [[0, 0], [0, 3]]],
  [[2, 3, 5], [[0, 0], [1, 1], [3, 0]]],
  [[2, 3, 4, 5], [[0, 1], [2, 0], [1, 1], [0, 3]]],
  [[2, 2, 3, 1, 2], [[0, 0], [1, 0], [0, 0], [0, 0], [1, 1]]],
];

Deno.test("PadV2: with numbers of every type", async () => {
  for (const [shape, paddings] of PADDINGS) {
    for (const fill of [0, 1]) {
      for (const x of each(shape)) await assertAgrees((x) => tf.pad(x, paddings, fill), [x]);
    }
    await assertAgrees((x) => tf.pad(x, paddings, -2.5), [normal(shape)]);
    await assertAgrees((x) => tf.pad(x, paddings, -7), [integers(shape, -9, 9)]);
  }
  await assertAgrees((x) => tf.pad(x, [[2, 1]]), [normal([1])]);
  await assertAgrees((x) => tf.pad(x, [[1, 1], [0, 0]], 7), [normal([0, 3])]);
});

Deno.test("PadV2: paddings that TensorFlow.js mishandles are rejected", () => {
  for (const paddings of [[[0, 1]], [[0, 0], [-1, 0]]] as [number, number][][]) {
    assert.throws(() => traced((x) => tf.pad(x, paddings), [2, 3]), /PadV2 with paddings/);
  }
});

Deno.test("MirrorPad: with and without the edge", async () => {
  for (const mode of ["reflect", "symmetric"] as const) {
    for (const [shape, paddings] of [...PADDINGS, [[5], [[4, 0]]] as const]) {
      const within = paddings.map(([before, after], axis): [number, number] => [
        Math.min(before, shape[axis] - 1),
        Math.min(after, shape[axis] - 1),
      ]);
      for (const x of each(shape)) {
        await assertAgrees((x) => tf.mirrorPad(x, within, mode), [x]);
      }
    }
  }
});

Deno.test("MirrorPad: the whole axis is repeated", async () => {
  await assertAgrees((x) => tf.mirrorPad(x, [[1, 1], [3, 3]], "symmetric"), [normal([1, 3])]);
});

/** Shapes with the lengths of blocks and the padding of each axis. */
const BLOCKS: readonly (readonly [readonly number[], number[], [number, number][]])[] = [
  [[2, 4, 6, 3], [2, 3], [[0, 0], [0, 0]]],
  [[1, 3, 4, 1], [2, 2], [[1, 0], [0, 2]]],
  [[2, 5, 3], [3], [[0, 1]]],
  [[2, 6], [1], [[0, 0]]],
  [[2, 3, 2, 2, 2], [2, 2], [[0, 1], [1, 1]]],
];

Deno.test("SpaceToBatchND: with and without paddings", async () => {
  for (const [shape, blocks, paddings] of BLOCKS) {
    for (const x of each(shape)) {
      await assertAgrees((x) => tf.spaceToBatchND(x, blocks, paddings), [x]);
    }
  }
});

Deno.test("BatchToSpaceND: with and without crops", async () => {
  for (const [shape, blocks, crops] of BLOCKS) {
    const batches = blocks.reduce((product, length) => product * length, shape[0]);
    const inBlocks = shape.map((length, axis) => {
      if (axis === 0) return batches;
      const [before, after] = crops[axis - 1] ?? [0, 0];
      return (length + before + after) / (blocks[axis - 1] ?? 1);
    });
    for (const x of each(inBlocks)) {
      await assertAgrees((x) => tf.batchToSpaceND(x, blocks, crops), [x]);
    }
  }
});

for (const [shape, block] of [[[2, 3, 5, 12], 2], [[1, 1, 2, 9], 3], [[2, 1, 1, 4], 2]] as const) {
  Deno.test(`DepthToSpace: [${shape}] in blocks of ${block}`, async () => {
    // TensorFlow.js has no gradient of it.
    await assertAgrees((x) => tf.depthToSpace(x as tf.Tensor4D, block), [normal(shape)], {
      gradients: false,
    });
    // Its plain backend does not support channels first.
    await assertAgrees(
      (x) => {
        if (tf.getBackend() === "cpu") {
          const spread = tf.depthToSpace(tf.transpose(x, [0, 2, 3, 1]) as tf.Tensor4D, block);
          return tf.transpose(spread, [0, 3, 1, 2]);
        }
        return tf.depthToSpace(x as tf.Tensor4D, block, "NCHW");
      },
      [normal([shape[0], shape[3], shape[1], shape[2]])],
      { gradients: false },
    );
  });
}

Deno.test("kernels of shapes: after a convolution", async () => {
  const operands = [normal([2, 5, 4, 3]), normal([3, 3, 3, 4], "filter")];
  const behind = [
    (x: tf.Tensor) => tf.concat([x, tf.relu(x)], -1),
    (x: tf.Tensor) => tf.concat([x, tf.fill([2, 2, 4, 4], 0.5)], 1),
    (x: tf.Tensor) => tf.stack([x, tf.tanh(x)], 3),
    (x: tf.Tensor) => tf.reshape(x, [2, 80]),
    (x: tf.Tensor) => tf.expandDims(x, 1),
    (x: tf.Tensor) => tf.transpose(x, [1, 3, 0, 2]),
    (x: tf.Tensor) => tf.pad(x, [[1, 0], [2, 1], [0, 2], [0, 3]], 0.5),
    (x: tf.Tensor) => tf.mirrorPad(x, [[1, 0], [2, 1], [0, 2], [0, 3]], "symmetric"),
    (x: tf.Tensor) => tf.spaceToBatchND(x, [5, 2], [[0, 0], [1, 1]]),
    (x: tf.Tensor) => tf.tile(x, [1, 2, 1, 3]),
  ];
  for (const channelBlock of [1, undefined]) {
    for (const operation of behind) {
      await assertAgrees(
        (x, w) => operation(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same")),
        operands,
        { floor: 5, channelBlock },
      );
    }
  }
});

Deno.test("DepthToSpace: between convolutions", async () => {
  const operation = (x: tf.Tensor, w: tf.Tensor) => {
    const features = tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same");
    return tf.conv2d(tf.depthToSpace(features, 2), tf.ones([2, 2, 1, 3]), 1, "valid");
  };
  for (const channelBlock of [1, undefined]) {
    await assertAgrees(operation, [normal([2, 5, 4, 3]), normal([3, 3, 3, 4], "filter")], {
      gradients: false,
      floor: 5,
      channelBlock,
    });
  }
});
