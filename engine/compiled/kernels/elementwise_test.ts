import assert from "node:assert/strict";
import {
  type Agreement,
  assertAgrees,
  normal,
  type Operand,
  type Operation,
} from "../../../tests/agreement.ts";
import * as tf from "../../tf.ts";
import { broadcast } from "./elementwise.ts";

Deno.test("broadcast: the longest length of each axis, and an error if lengths do not match", () => {
  assert.deepEqual(broadcast("Add", [[3, 1, 5], [4, 1]]), [3, 4, 5]);
  assert.deepEqual(broadcast("Add", [[], []]), []);
  assert.deepEqual(broadcast("Add", [[1], [0, 1]]), [0, 1]);
  assert.throws(
    () => broadcast("Add", [[2, 3], [4, 3]]),
    /^RangeError: Cannot compile Add with shapes \[2,3\] and \[4,3\]: /,
  );
});

const IMAGE = normal([2, 4, 3, 3], "image");

const RESULT = [2, 4, 3, 16];

/** Applies a convolution, whose result has the same shape in another order of axes. */
function convolved(x: tf.Tensor): tf.Tensor4D {
  const kernel = tf.tensor4d(normal([1, 1, 3, 16]).data, [1, 1, 3, 16]);
  return tf.conv2d(x as tf.Tensor4D, kernel, 1, "same");
}

/** Asserts agreement with and without blocks of channels. */
async function assertAgreesInBlocks(
  operation: Operation,
  operands: readonly Operand[],
  options: Agreement = {},
): Promise<void> {
  await assertAgrees(operation, operands, { floor: 5, ...options });
  await assertAgrees(operation, operands, { floor: 5, channelBlock: 1, ...options });
}

/** Shapes of the second operand. */
const BESIDE = [[], [1], [16], [1, 16], [3, 1], [4, 3, 16], [1, 1, 1, 16], [2, 1, 1, 1], RESULT];

for (const shape of BESIDE) {
  Deno.test(`elementwise: [${shape}] with the result of a convolution`, async () => {
    const other = normal(shape, "other");
    await assertAgreesInBlocks((x, y) => tf.add(tf.tanh(convolved(x)), y), [IMAGE, other]);
    await assertAgreesInBlocks((x, y) => tf.mul(y, tf.relu(convolved(x))), [IMAGE, other]);
    await assertAgreesInBlocks((x) => tf.sub(tf.fill(shape, 2), convolved(x)), [IMAGE]);
  });
}

Deno.test("elementwise: two convolutions, and one with itself in the plain order", async () => {
  await assertAgreesInBlocks((x, y) => tf.mul(convolved(x), convolved(y)), [
    IMAGE,
    normal([2, 4, 3, 3], "second image"),
  ]);
  await assertAgreesInBlocks((x) => {
    const y = tf.tanh(convolved(x));
    return tf.add(tf.exp(y), tf.reshape(tf.reshape(y, [8, 48]), RESULT));
  }, [IMAGE]);
});

Deno.test("elementwise: comparisons and choices of the result of a convolution", async () => {
  // TensorFlow.js has no gradient of Greater.
  await assertAgreesInBlocks(
    (x) => {
      const y = convolved(x);
      return [tf.where(tf.greater(y, 0), y, tf.zerosLike(y)), tf.step(y), tf.cast(y, "int32")];
    },
    [IMAGE],
    { gradients: false },
  );
});

for (const [name, f] of [["Sum", tf.sum], ["Mean", tf.mean], ["Max", tf.max]] as const) {
  Deno.test(`${name}: of the result of a convolution, over every choice of axes`, async () => {
    for (const axes of [[0], [3], [1, 2], [0, 3], [0, 1, 2], [1, 2, 3], [0, 1, 2, 3], []]) {
      await assertAgreesInBlocks((x) => f(tf.tanh(convolved(x)), axes), [IMAGE]);
      await assertAgreesInBlocks((x) => f(convolved(x), axes, true), [IMAGE]);
    }
  });
}

Deno.test("moments: of the result of a convolution, as in batch normalisation", async () => {
  await assertAgreesInBlocks((x) => {
    const y = convolved(x);
    const { mean, variance } = tf.moments(y, [0, 1, 2]);
    return tf.div(tf.sub(y, mean), tf.sqrt(tf.add(variance, 1e-3)));
  }, [IMAGE]);
});
