import assert from "node:assert/strict";
import { assertAgrees, integers, normal, type Operation } from "../../../tests/agreement.ts";
import { between, classified, floats, ints, shaped } from "../../../tests/operands.ts";
import * as tf from "../../tf.ts";

/** Functions of one number, and an interval that they and their derivatives are smooth on. */
const UNARY: readonly [name: string, f: (x: tf.Tensor) => tf.Tensor, low: number, high: number][] =
  [
    ["Abs", tf.abs, -3, 3],
    ["Neg", tf.neg, -3, 3],
    ["Sign", tf.sign, -3, 3],
    ["Square", tf.square, -3, 3],
    ["Floor", tf.floor, -3, 3],
    ["Ceil", tf.ceil, -3, 3],
    ["Round", tf.round, -3, 3],
    ["Reciprocal", tf.reciprocal, 0.2, 3],
    ["Sqrt", tf.sqrt, 0.1, 9],
    ["Rsqrt", tf.rsqrt, 0.1, 9],
    ["Exp", tf.exp, -5, 5],
    ["Expm1", tf.expm1, -5, 5],
    ["Log", tf.log, 0.1, 9],
    ["Log1p", tf.log1p, -0.9, 9],
    ["Sin", tf.sin, -7, 7],
    ["Cos", tf.cos, -7, 7],
    ["Tan", tf.tan, -1.2, 1.2],
    ["Asin", tf.asin, -0.9, 0.9],
    ["Acos", tf.acos, -0.9, 0.9],
    ["Atan", tf.atan, -3, 3],
    ["Sinh", tf.sinh, -3, 3],
    ["Cosh", tf.cosh, -3, 3],
    ["Tanh", tf.tanh, -3, 3],
    ["Asinh", tf.asinh, -3, 3],
    ["Acosh", tf.acosh, 1.2, 5],
    ["Atanh", tf.atanh, -0.9, 0.9],
    ["Erf", tf.erf, -3, 3],
  ];

for (const [name, f, low, high] of UNARY) {
  Deno.test(`${name}: values and gradients`, async () => {
    for (const shape of [[], [1], [3, 5, 7], [2, 3, 5, 3]]) {
      await assertAgrees(f, [between(low, high, shape)]);
    }
  });

  Deno.test(`${name}: infinities, NaN and the edges of its domain`, async () => {
    const edges = [0, 1, -1, 2, -2, 1e-30, -1e-30, 1e30, -1e30, Infinity, -Infinity];
    const numbers = name === "Sign" ? edges : [...edges, NaN];
    await assertAgrees((x) => classified(f(x)), [floats(...numbers)], { gradients: false });
  });
}

const OF_INTEGERS = [
  "Abs",
  "Neg",
  "Sign",
  "Square",
  "Round",
  "Exp",
  "Expm1",
  "Asinh",
  "Atan",
  "Erf",
];

for (const [name, f] of UNARY.filter(([name]) => OF_INTEGERS.includes(name))) {
  Deno.test(`${name}: int32`, async () => {
    await assertAgrees(f, [ints(-3, -1, 0, 1, 2, 3)]);
  });
}

Deno.test("Abs, Sqrt and Reciprocal: gradients at zero", async () => {
  await assertAgrees(tf.abs, [floats(0, -0, 1, -1)]);
  for (const f of [tf.sqrt, tf.reciprocal]) {
    await assertAgrees((x) => classified(tf.grad((x) => tf.sum(f(x)))(x)), [floats(0, 4)], {
      gradients: false,
    });
  }
});

Deno.test("Round: halves go to the even neighbour", async () => {
  await assertAgrees(tf.round, [floats(-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5, 2.4999, 2.5001)]);
});

Deno.test("Log1p and Expm1: to the last digits, near zero and far from it", async () => {
  const sizes = Array.from({ length: 80 }, (_, i) => 10 ** (-38 + i / 2));
  const options = { floor: 0, tolerance: 3e-7 };
  await assertAgrees(tf.log1p, [floats(...sizes, 1e20, 1e38)], options);
  await assertAgrees(tf.log1p, [floats(...sizes.map((x) => -x).filter((x) => x > -0.5))], options);
  await assertAgrees(tf.expm1, [floats(...sizes, 20, 80)], { ...options, tolerance: 3e-6 });
  await assertAgrees(tf.expm1, [floats(...sizes.map((x) => -x), -20, -100)], options);
});

/** Functions of two numbers, and intervals that they and their derivatives are smooth on. */
const BINARY: readonly [
  name: string,
  f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  a: readonly [low: number, high: number],
  b: readonly [low: number, high: number],
][] = [
  ["Add", tf.add, [-3, 3], [-3, 3]],
  ["Sub", tf.sub, [-3, 3], [-3, 3]],
  ["Multiply", tf.mul, [-3, 3], [-3, 3]],
  ["RealDiv", tf.div, [-3, 3], [0.5, 3]],
  ["Pow", tf.pow, [0.2, 3], [-2, 2]],
  ["Mod", tf.mod, [-9, 9], [0.7, 4]],
  ["Atan2", tf.atan2, [-3, 3], [-3, 3]],
];

/** Pairs of shapes that are broadcast. */
const SHAPES = [
  [[3, 5, 7], [3, 5, 7]],
  [[3, 1, 5], [4, 1]],
  [[4, 1], [3, 1, 5]],
  [[2, 3, 5, 3], [3]],
  [[2, 3], []],
  [[], [2, 3]],
  [[], []],
  [[5], [1, 1, 1]],
];

for (const [name, f, a, b] of BINARY) {
  Deno.test(`${name}: values and gradients of broadcast operands`, async () => {
    for (const [shapeA, shapeB] of SHAPES) {
      await assertAgrees(f, [between(...a, shapeA, "a"), between(...b, shapeB, "b")]);
    }
  });

  Deno.test(`${name}: a constant, uniform or not, on either side`, async () => {
    const [, high] = b;
    for (const shape of [[], [1], [7], [5, 1], [1, 3, 1, 1], [2, 3, 5, 7]]) {
      await assertAgrees((x) => f(x, tf.fill(shape, high)), [between(...a, [3, 5, 7])]);
      await assertAgrees((x) => f(tf.fill(shape, high), x), [between(...b, [3, 5, 7])]);
      await assertAgrees((x) => f(x, tf.fill(shape, high)), [between(...a, [7])]);
    }
    await assertAgrees((x) => f(x, tf.tensor([0.5, high, 1])), [between(...a, [2, 3])]);
  });
}

/** Functions of two numbers that do not broadcast in TensorFlow.js's gradients. */
const TIED: readonly [name: string, f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor][] = [
  ["Maximum", tf.maximum],
  ["Minimum", tf.minimum],
  ["SquaredDifference", tf.squaredDifference],
];

for (const [name, f] of TIED) {
  Deno.test(`${name}: values and gradients, also of equal operands`, async () => {
    await assertAgrees(f, [normal([3, 5, 7], "a"), normal([3, 5, 7], "b")]);
    await assertAgrees(f, [floats(1, 2, -1, 0, -0), floats(1, 3, -2, -0, 0)]);
    for (const [a, b] of SHAPES) {
      await assertAgrees(f, [normal(a, "a"), normal(b, "b")], { gradients: false });
    }
  });
}

Deno.test("arithmetic of infinities, NaN and zeros", async () => {
  const numbers = [0, 1, -1, 2, Infinity, -Infinity, NaN];
  const a = shaped(floats(...numbers), [7, 1]);
  for (const f of [tf.add, tf.sub, tf.mul, tf.div, tf.maximum, tf.minimum, tf.squaredDifference]) {
    await assertAgrees((a, b) => classified(f(a, b)), [a, floats(...numbers)], {
      gradients: false,
    });
  }
});

Deno.test("arithmetic of int32", async () => {
  const operands = [integers([5, 1, 4], -9, 9, "a"), integers([3, 1], -9, 9, "b")];
  for (
    const f of [tf.add, tf.sub, tf.mul, tf.maximum, tf.minimum, tf.squaredDifference, tf.atan2]
  ) {
    await assertAgrees(f, operands);
  }
  await assertAgrees((a, b) => tf.addN([a, b, a]), [ints(-7, 5), ints(2, 3)]);
  await assertAgrees(tf.bitwiseAnd, [ints(-7, 7, 12, 0), ints(3, -2, 10, 5)]);
});

Deno.test("AddN: values and gradients, also of one and of the same operand", async () => {
  const operands = [normal([3, 5], "a"), normal([3, 5], "b"), normal([3, 5], "c")];
  await assertAgrees((a, b, c) => tf.addN([a, b, c]), operands);
  await assertAgrees((a, b) => tf.addN([a, a, b, tf.fill([3, 5], 2)]), operands.slice(0, 2));
  await assertAgrees((a) => tf.addN([a]), operands.slice(0, 1));
});

/** Every pair of signs, quotients that are whole and not. */
const DIVIDENDS = [-7, -6, -1, 0, 1, 6, 7];
const DIVISORS = [-7, -3, -1, 1, 3, 7];

Deno.test("FloorDiv, Mod and Pow: every pair of signs", async () => {
  for (const make of [ints, floats]) {
    const a = shaped(make(...DIVIDENDS), [7, 1]);
    await assertAgrees(tf.mod, [a, make(...DIVISORS)]);
    await assertAgrees(tf.pow, [shaped(make(-3, -1, 1, 2, 5), [5, 1]), make(0, 1, 2, 3)], {
      gradients: false,
    });
    await assertAgrees(tf.floorDiv, [a, make(...DIVISORS)]);
  }
  await assertAgrees(tf.div, [shaped(ints(...DIVIDENDS), [7, 1]), ints(...DIVISORS)]);
});

Deno.test("Mod: halves and the gradients at every pair of signs", async () => {
  await assertAgrees(tf.mod, [
    shaped(floats(-7.5, -6.25, -0.5, 0.5, 6.25, 7.5), [6, 1]),
    floats(-3, -1.75, 1.75, 3),
  ]);
});

Deno.test("FloorDiv: numbers that float32 cannot hold, and quotients just below an integer", async () => {
  await assertAgrees(tf.floorDiv, [
    ints(16777217, 2147483647, -2147483647, 2147483647),
    ints(1, 3, 2, -1),
  ]);
  const third = Math.fround(1 / 3);
  await assertAgrees(tf.floorDiv, [floats(1, 0.3, 16777215), floats(third, 0.1, 16777216)]);
});

Deno.test("divNoNan: zero where the divisor is", async () => {
  await assertAgrees(tf.divNoNan, [floats(1, -1, 0, 3), floats(0, 2, 0, -0)], { gradients: false });
  const operands = [between(-3, 3, [3, 1, 5]), shaped(floats(0, 1, -2, 0), [4, 1])];
  await assertAgrees(tf.divNoNan, operands, { gradients: false });
  await assertAgrees(tf.divNoNan, [ints(1, -7, 0, 3), ints(0, 2, 0, -1)]);
});

Deno.test("Atan2: the axes and the diagonals", async () => {
  await assertAgrees(tf.atan2, [shaped(floats(-1, 0, 1), [3, 1]), floats(-1, 0, 1)], {
    gradients: false,
  });
  await assertAgrees(tf.atan2, [floats(-1, 1), floats(-0, -0)]);
});

Deno.test("Pow: gradients of negative bases, zero and whole exponents", async () => {
  await assertAgrees((x) => tf.pow(x, 2), [floats(-3, -1, 0, 2)]);
  await assertAgrees((x) => tf.pow(x, tf.scalar(3, "int32")), [floats(-3, -1, 0, 2)]);
  await assertAgrees((x) => tf.pow(x, 1), [floats(-3, -1, 0, 2)]);
  await assertAgrees((x) => tf.pow(x, tf.tensor([0.5, 1, 1.5])), [floats(2, 3, 4)]);
});

Deno.test("ClipByValue: values and gradients, also at the bounds", async () => {
  await assertAgrees((x) => tf.clipByValue(x, -0.5, 0.7), [normal([3, 5, 7])]);
  await assertAgrees((x) => tf.clipByValue(x, -1, 2), [floats(-2, -1, 0, 2, 3)]);
  await assertAgrees((x) => tf.clipByValue(x, 0, Infinity), [floats(-2, 0, 2, 1e30)]);
  await assertAgrees((x) => classified(tf.clipByValue(x, -1, 2)), [
    floats(NaN, Infinity, -Infinity),
  ], { gradients: false });
  for (const [low, high] of [[-2, 3], [-2.5, 2.5], [1.5, Infinity], [-Infinity, -1]]) {
    await assertAgrees((x) => tf.clipByValue(x, low, high), [ints(-5, -3, -2, -1, 0, 1, 2, 3, 5)]);
  }
});

Deno.test("arithmetic that would give bool is rejected", async () => {
  const operand = { shape: [2], data: Uint8Array.of(0, 1) };
  for (const f of [tf.add, tf.mul]) {
    await assert.rejects(
      () => assertAgrees(f as Operation, [operand, operand]),
      /Cannot compile (Add|Multiply) with operands of type bool/,
    );
  }
});
