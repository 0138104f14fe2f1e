import assert from "node:assert/strict";
import { assertClose } from "../tests/golden/close.ts";
import { convMaxOverTime } from "./conv_max_over_time.ts";
import { randomStreams } from "./random.ts";
import * as tf from "./tf.ts";

await tf.setBackend("cpu");

function normal(purpose: string, shape: number[]): tf.Tensor {
  const random = randomStreams(5)(purpose);
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(Float32Array.from({ length: size }, () => random.normal()), shape);
}

const SIZES = [[2, 7, 3, 2, 4], [1, 5, 1, 5, 1], [3, 4, 2, 1, 2], [1, 1, 3, 1, 2]];

for (const [batch, length, channels, width, filters] of SIZES) {
  Deno.test(`convMaxOverTime equals conv1d and max, with their gradients: [${batch}, ${length}, ${channels}] by [${width}, ${channels}, ${filters}]`, () => {
    tf.tidy(() => {
      const x = normal("x", [batch, length, channels]);
      const filter = normal("filter", [width, channels, filters]);
      const direction = normal("direction", [batch, filters]);
      const plain = (x: tf.Tensor, filter: tf.Tensor) =>
        tf.max(tf.conv1d(x as tf.Tensor3D, filter as tf.Tensor3D, 1, "valid"), 1);
      assertClose(
        convMaxOverTime(x, filter).dataSync(),
        plain(x, filter).dataSync(),
        1e-6,
        1,
      );
      const gradients = (f: typeof plain) =>
        tf.grads((x: tf.Tensor, filter: tf.Tensor) => tf.sum(tf.mul(f(x, filter), direction)))([
          x,
          filter,
        ]);
      const expected = gradients(plain);
      gradients(convMaxOverTime).forEach((gradient, i) => {
        assert.deepEqual(gradient.shape, expected[i].shape);
        assertClose(gradient.dataSync(), expected[i].dataSync(), 1e-5, 1);
      });
    });
  });
}

Deno.test("convMaxOverTime passes the gradient to the first of equal windows", () => {
  tf.tidy(() => {
    const x = tf.tensor3d([[[1], [0], [1], [0]]]);
    const gradient = tf.grad((x: tf.Tensor) => tf.sum(convMaxOverTime(x, tf.ones([1, 1, 1]))))(x);
    assert.deepEqual([...gradient.dataSync()], [1, 0, 0, 0]);
  });
});

Deno.test("convMaxOverTime rejects a filter that is wider than the sequences", () => {
  assert.throws(() => convMaxOverTime(tf.zeros([1, 2, 1]), tf.zeros([3, 1, 1])), {
    name: "RangeError",
    message:
      "Cannot convolve: the filter's width must be at most the sequences' length 2, current value is 3",
  });
});
