import assert from "node:assert/strict";
import { assertAgrees, normal } from "../../../tests/agreement.ts";
import * as tf from "../../tf.ts";
import { broadcast } from "./elementwise.ts";

Deno.test("broadcast: the longest of each length, and an error where they differ", () => {
  assert.deepEqual(broadcast("Add", [[3, 1, 5], [4, 1]]), [3, 4, 5]);
  assert.deepEqual(broadcast("Add", [[], []]), []);
  assert.deepEqual(broadcast("Add", [[1], [0, 1]]), [0, 1]);
  assert.throws(
    () => broadcast("Add", [[2, 3], [4, 3]]),
    /^RangeError: Cannot compile Add with shapes \[2,3\] and \[4,3\]: /,
  );
});

/** A convolution, which gives a value in another order of axes: [2, 4, 3, 5]. */
function convolved(x: tf.Tensor): tf.Tensor4D {
  return tf.conv2d(
    x as tf.Tensor4D,
    tf.tensor(normal([1, 1, 3, 5]).data, [1, 1, 3, 5]) as tf.Tensor4D,
    1,
    "same",
  );
}

const IMAGE = normal([2, 4, 3, 3], "image");

/** What stands beside a value of shape [2, 4, 3, 5]. */
const BESIDE = [[], [1], [5], [1, 5], [3, 1], [4, 3, 5], [1, 1, 1, 5], [2, 1, 1, 1], [2, 4, 3, 5]];

for (const shape of BESIDE) {
  Deno.test(`elementwise: [${shape}] beside the result of a convolution`, async () => {
    const other = normal(shape, "other");
    await assertAgrees((x, y) => tf.add(tf.tanh(convolved(x)), y), [IMAGE, other], { floor: 3 });
    await assertAgrees((x, y) => tf.mul(y, tf.relu(convolved(x))), [IMAGE, other], { floor: 3 });
    await assertAgrees((x) => tf.sub(tf.fill(shape, 2), convolved(x)), [IMAGE], { floor: 3 });
  });
}

Deno.test("elementwise: two convolutions, and one beside itself in the plain order", async () => {
  await assertAgrees((x, y) => tf.mul(convolved(x), convolved(y)), [
    IMAGE,
    normal([2, 4, 3, 3], "second image"),
  ], { floor: 5 });
  await assertAgrees(
    (x) => {
      const y = convolved(x);
      return tf.add(tf.exp(y), tf.reshape(tf.reshape(y, [8, 15]), [2, 4, 3, 5]));
    },
    [IMAGE],
    { floor: 5 },
  );
});

Deno.test("elementwise: comparisons and choices of the result of a convolution", async () => {
  await assertAgrees(
    (x) => {
      const y = convolved(x);
      return [tf.where(tf.greater(y, 0), y, tf.zerosLike(y)), tf.step(y), tf.cast(y, "int32")];
    },
    [IMAGE],
    { floor: 3 },
  );
});

const REDUCTIONS: readonly [name: string, f: typeof tf.sum | typeof tf.max][] = [
  ["Sum", tf.sum],
  ["Mean", tf.mean],
  ["Max", tf.max],
];

for (const [name, f] of REDUCTIONS) {
  Deno.test(`${name}: of the result of a convolution, over every choice of axes`, async () => {
    for (const axes of [[0], [3], [1, 2], [0, 3], [0, 1, 2], [1, 2, 3], [0, 1, 2, 3], []]) {
      for (const keepDims of [false, true]) {
        await assertAgrees((x) => f(tf.tanh(convolved(x)), axes, keepDims), [IMAGE], { floor: 3 });
      }
    }
  });
}

Deno.test("moments: of the result of a convolution, as batch normalisation takes them", async () => {
  await assertAgrees(
    (x) => {
      const y = convolved(x);
      const { mean, variance } = tf.moments(y, [0, 1, 2]);
      return tf.div(tf.sub(y, mean), tf.sqrt(tf.add(variance, 1e-3)));
    },
    [IMAGE],
    { floor: 5 },
  );
});
