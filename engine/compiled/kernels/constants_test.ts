import { assertAgrees, booleans, integers, normal } from "../../../tests/agreement.ts";
import * as tf from "../../tf.ts";

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

Deno.test("tf.tensor: values that differ, and values that are one number but for the sign of zero", async () => {
  await assertAgrees((x) => tf.mul(x, tf.tensor([[1], [2], [-3]])), [normal([3, 5])]);
  await assertAgrees((x) => tf.div(x, tf.tensor([Infinity, -Infinity])), [normal([2])]);
});
