import assert from "node:assert/strict";
import * as ort from "onnxruntime-node";
import { assertAgrees, integers, normal, type Operand } from "../../../tests/agreement.ts";
import * as tf from "../../tf.ts";
import { openSession } from "../sessions.ts";
import { compileFunction } from "../step.ts";
import { trace } from "../trace.ts";

interface Case {
  /** [batch, height, width, channels] */
  readonly x: readonly number[];
  readonly size: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad?: "same" | "valid" | number;
}

const CASES: { readonly [name: string]: Case } = {
  "adjacent windows": { x: [3, 6, 8, 4], size: 2, strides: 2 },
  "rows to spare": { x: [2, 7, 8, 3], size: [2, 3], strides: [2, 3] },
  "gaps between windows": { x: [2, 9, 8, 3], size: 2, strides: 3 },
  "adjacent, same": { x: [2, 7, 5, 3], size: 2, strides: 2, pad: "same" },
  "adjacent, size 3, same": { x: [2, 7, 5, 3], size: 3, strides: 3, pad: "same" },
  "adjacent, pad 1": { x: [2, 6, 6, 3], size: 2, strides: 2, pad: 1 },
  "overlaps": { x: [2, 7, 8, 3], size: 3, strides: 2 },
  "overlaps in one direction": { x: [2, 7, 8, 3], size: [2, 3], strides: 2 },
  "overlaps, stride 1, same": { x: [2, 5, 6, 3], size: 3, strides: 1, pad: "same" },
  "overlaps, size 5, pad 2": { x: [1, 6, 7, 2], size: 5, strides: 2, pad: 2 },
  "one channel": { x: [3, 6, 6, 1], size: 2, strides: 2 },
  "batch of one": { x: [1, 6, 6, 3], size: 3, strides: 2 },
  "the whole image": { x: [2, 4, 5, 3], size: [4, 5], strides: 1 },
  "windows of one": { x: [2, 4, 5, 3], size: 1, strides: 1 },
  "windows of one, stride 2": { x: [2, 5, 5, 3], size: 1, strides: 2 },
};

/** Returns few different numbers, so that most windows have several maxima. */
function ties(shape: readonly number[]): Operand {
  return { shape, data: Float32Array.from(integers(shape, -1, 2).data) };
}

for (const [name, { x, size, strides, pad = "valid" }] of Object.entries(CASES)) {
  Deno.test(`MaxPool and its gradient: ${name}`, async () => {
    for (const operand of [normal(x), ties(x)]) {
      await assertAgrees((x) => tf.maxPool(x as tf.Tensor4D, size, strides, pad), [operand]);
    }
  });

  Deno.test(`AvgPool and its gradient: ${name}`, () =>
    assertAgrees((x) => tf.avgPool(x as tf.Tensor4D, size, strides, pad), [normal(x)]));

  if (typeof pad === "number") continue;
  Deno.test(`MaxPoolWithArgmax: ${name}`, async () => {
    for (const includeBatch of [false, true]) {
      await assertAgrees(
        (x) => {
          const { result, indexes } = tf.maxPoolWithArgmax(
            x as tf.Tensor4D,
            size,
            strides,
            pad,
            includeBatch,
          );
          return [result, indexes];
        },
        [ties(x)],
        { gradients: false },
      );
    }
  });
}

Deno.test("MaxPool: several poolings of one value, after a relu", () =>
  assertAgrees((x) => {
    const y = tf.relu(x) as tf.Tensor4D;
    const [a, b] = [tf.maxPool(y, 2, 2, "valid"), tf.maxPool(y, 3, 2, "same")];
    return [tf.mul(a, b), tf.sum(a, [1, 2])];
  }, [ties([2, 6, 6, 3])]));

Deno.test("MaxPool and AvgPool: rounding modes and explicit pads, forward", async () => {
  const explicit = [[0, 0], [1, 0], [0, 1], [0, 0]] as tf.backend_util.ExplicitPadding;
  for (const rounding of ["floor", "round", "ceil"] as const) {
    for (const pad of [0, 1, explicit]) {
      await assertAgrees(
        (x) => [
          tf.maxPool(x as tf.Tensor4D, 3, 2, pad, rounding),
          tf.avgPool(x as tf.Tensor4D, 3, 2, pad, rounding),
        ],
        [normal([2, 6, 8, 3])],
        { gradients: false },
      );
    }
  }
});

Deno.test("MaxPool: a diverged run continues", async () => {
  for (const strides of [2, 1]) {
    const model = await compileFunction(
      { x: { shape: [1, 4, 4, 1], dtype: "float32" } },
      ({ x }) => ({
        gradient: tf.grad((x) => tf.sum(tf.maxPool(x as tf.Tensor4D, 2, strides, "valid")))(
          x as tf.Tensor,
        ),
      }),
    );
    const session = await openSession(model.bytes, "cpu");
    const x = new ort.Tensor("float32", new Float32Array(16).fill(NaN), [1, 4, 4, 1]);
    const { gradient } = await session.run({ x });
    assert.deepEqual([...gradient.dims], [1, 4, 4, 1]);
  }
});

const traced = (f: (x: tf.Tensor4D) => tf.Tensor, dtype: "float32" | "int32" = "float32") =>
  trace({ x: { shape: [2, 4, 4, 3], dtype } }, ({ x }) => ({ y: f(x as tf.Tensor4D) }));

Deno.test("MaxPool: errors name what has no lowering", () => {
  assert.throws(
    () => traced((x) => tf.maxPool(x, 2, 1, 2)),
    /MaxPool with windows outside of the image \(pad 2\)/,
  );
  assert.throws(
    () => traced((x) => tf.maxPool(x, 2, 2, "same"), "int32"),
    /MaxPool with type int32/,
  );
  assert.throws(
    () => traced((x) => tf.grad((x) => tf.sum(tf.maxPool(x as tf.Tensor4D, 3, 2, 0, "ceil")))(x)),
    /MaxPoolGrad with dy of shape \[2,2,2,3\] where the output has shape \[2,1,1,3\]/,
  );
});
