import assert from "node:assert/strict";
import { assertAgrees, booleans, integers, normal } from "../../../tests/agreement.ts";
import * as tf from "../../tf.ts";
import { compileFunction } from "../step.ts";

Deno.test("ZerosLike and OnesLike: of every type", async () => {
  for (const operand of [normal([3, 5]), integers([3, 5], 2, 9), booleans([3, 5])]) {
    for (const f of [tf.zerosLike, tf.onesLike]) await assertAgrees(f, [operand]);
  }
});

Deno.test("Fill: of every type and shape", async () => {
  const x = normal([3, 5]);
  await assertAgrees((x) => [tf.fill([2, 3], -1.5), tf.fill([], 2), tf.mul(x, tf.fill([5], 2))], [
    x,
  ]);
  await assertAgrees(
    () => [tf.fill([2, 3], 7, "int32"), tf.fill([2], 1, "bool"), tf.zeros([0, 3])],
    [],
  );
});

Deno.test("tf.tensor: values that differ, and values that differ only in the sign of zero", async () => {
  await assertAgrees((x) => tf.mul(x, tf.tensor([[1], [2], [-3]])), [normal([3, 5])]);
  await assertAgrees((x) => tf.div(x, tf.tensor([Infinity, -Infinity])), [normal([2])]);
});

Deno.test("Range: up, down and empty", async () => {
  for (
    const [start, stop, step] of [
      [0, 5, 1],
      [3, 3, 1],
      [5, 0, 1],
      [5, 0, -2],
      [0, 5, -1],
      [5, 0, 2],
      [5, 3, 0.5],
      [1, 9, 3],
      [-7, 8, 4],
    ]
  ) {
    await assertAgrees(
      () => [tf.range(start, stop, step), tf.range(start, stop, step, "int32")],
      [],
    );
  }
  await assertAgrees((x) => tf.mul(x, tf.range(0, 1, 0.3)), [normal([4])]);
});

Deno.test("LinSpace: equal steps", async () => {
  for (const count of [1, 2, 7]) {
    await assertAgrees((x) => tf.mul(x, tf.linspace(-1, 2.5, count)), [normal([3, count])]);
  }
});

Deno.test("Range: more numbers than are folded are rejected", async () => {
  await assert.rejects(
    compileFunction({}, () => ({ y: tf.range(0, 1e5) })),
    /Cannot compile Range with as many numbers as 100000/,
  );
});
