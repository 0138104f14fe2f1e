import assert from "node:assert/strict";
import { assertAgrees, booleans, integers, normal } from "../../../tests/agreement.ts";
import { bools, floats, ints, shaped } from "../../../tests/operands.ts";
import * as tf from "../../tf.ts";
import { compileFunction } from "../step.ts";

const COMPARISONS: readonly [name: string, f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor][] = [
  ["Equal", tf.equal],
  ["NotEqual", tf.notEqual],
  ["Greater", tf.greater],
  ["GreaterEqual", tf.greaterEqual],
  ["Less", tf.less],
  ["LessEqual", tf.lessEqual],
];

for (const [name, f] of COMPARISONS) {
  Deno.test(`${name}: of every type, equal and not, and of NaN`, async () => {
    const numbers = floats(-1, -0, 0, 2, Infinity, -Infinity, NaN);
    await assertAgrees(f, [shaped(numbers, [7, 1]), numbers]);
    await assertAgrees(f, [integers([3, 1, 5], -2, 3, "a"), integers([4, 1], -2, 3, "b")]);
    await assertAgrees(f, [bools(0, 0, 1, 1), bools(0, 1, 0, 1)]);
    await assertAgrees((a) => f(a, tf.scalar(0)), [normal([3, 5])]);
    await assertAgrees((a) => f(a, tf.fill([2, 1], 1, "int32")), [ints(0, 1, 2)]);
  });
}

Deno.test("LogicalAnd, LogicalOr, LogicalNot and logicalXor: every pair", async () => {
  const [a, b] = [shaped(bools(0, 1), [2, 1]), bools(0, 1)];
  for (const f of [tf.logicalAnd, tf.logicalOr, tf.logicalXor]) await assertAgrees(f, [a, b]);
  await assertAgrees(tf.logicalNot, [booleans([3, 5])]);
});

Deno.test("IsNan, IsInf and IsFinite: of floats and int32", async () => {
  for (const f of [tf.isNaN, tf.isInf, tf.isFinite]) {
    await assertAgrees(f, [floats(-1, 0, NaN, Infinity, -Infinity, 3e38)]);
    await assertAgrees(f, [ints(-1, 0, 1)]);
  }
});

Deno.test("Select: values and gradients, of every type", async () => {
  const condition = booleans([3, 5], "condition");
  await assertAgrees(tf.where, [condition, normal([3, 5], "a"), normal([3, 5], "b")]);
  await assertAgrees(tf.where, [condition, integers([3, 5], -9, 9, "a"), normal([3, 5], "b")]);
  await assertAgrees(tf.where, [condition, booleans([3, 5], "a"), booleans([3, 5], "b")]);
  await assertAgrees(tf.where, [condition, booleans([3, 5], "a"), integers([3, 5], -9, 9, "b")]);
  await assertAgrees(
    (condition, a) => tf.where(condition, a, tf.zerosLike(a)),
    [condition, normal([3, 5])],
  );
  await assertAgrees(
    (condition) => tf.where(condition, tf.ones([3, 5]), tf.zeros([3, 5])),
    [condition],
  );
});

Deno.test("Select: what is not chosen may be NaN", async () => {
  await assertAgrees(
    (x) => tf.where(tf.greater(x, 0), tf.log(x), tf.zerosLike(x)),
    [floats(-1, 2, 3)],
    { gradients: false },
  );
});

Deno.test("Select: a condition over rows is rejected", async () => {
  const inputs = {
    condition: { shape: [3], dtype: "bool" },
    x: { shape: [3, 5], dtype: "float32" },
  } as const;
  await assert.rejects(
    compileFunction(inputs, ({ condition, x }) => ({
      y: tf.engine().runKernel("Select", { condition, t: x, e: x } as tf.NamedTensorMap),
    })),
    /Cannot compile Select with a condition of shape \[3\] over rows/,
  );
});

Deno.test("Cast: from every type to every type", async () => {
  const operands = [
    floats(-2.7, -1, -0.5, -0, 0, 0.5, 1, 2.7, 1e9),
    ints(-3, 0, 1, 256),
    bools(0, 1),
  ];
  for (const operand of operands) {
    for (const dtype of ["float32", "int32", "bool"] as const) {
      await assertAgrees((x) => tf.cast(x, dtype), [operand]);
    }
  }
  await assertAgrees((x) => tf.mul(tf.cast(x, "float32"), 2), [floats(-2.7, 3)]);
});

Deno.test("Cast: an unknown type is rejected", async () => {
  await assert.rejects(
    compileFunction({ x: { shape: [2], dtype: "float32" } }, ({ x }) => ({
      y: tf.cast(x as tf.Tensor, "complex64"),
    })),
    /Cannot compile Cast with type complex64/,
  );
});
