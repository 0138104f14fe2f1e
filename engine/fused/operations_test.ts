import assert from "node:assert/strict";
import { access, Arrays, type Elements } from "../../tests/fused.ts";
import { tf } from "../mod.ts";
import type { Binary, Expression, Unary } from "./loops.ts";

const DENORMAL = 2 ** -140;

const FLOATS = Float32Array.of(
  ...[0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 3.7, -3.7, 100, -100, 1e-20, 3e38, -3e38],
  ...[DENORMAL, -DENORMAL, Infinity, -Infinity, NaN],
);

/** With the greatest and the least, whose sums and products wrap. */
const INTS = Int32Array.of(0, 1, -1, 2, -7, 2 ** 31 - 1, -(2 ** 31), 65537);

const BOOLS = Uint8Array.of(0, 1);

/** Evaluates an expression of arrays of one length. */
function compute<T extends Elements>(
  operands: readonly Elements[],
  out: T,
  expression: (...loads: Expression[]) => Expression,
): T {
  const arrays = new Arrays();
  const loads = operands.map((x): Expression => ({
    kind: "load",
    from: access(arrays.place(x), [1]),
  }));
  const result = arrays.place(out);
  const value = expression(...loads);
  arrays.run({
    kind: "loops",
    lengths: [out.length],
    stores: [{ to: access(result, [1]), value }],
  });
  return result.slice() as T;
}

/** An array for results of TensorFlow.js's type. */
function emptyOf(dtype: string, length: number): Elements {
  if (dtype === "float32") return new Float32Array(length);
  return dtype === "int32" ? new Int32Array(length) : new Uint8Array(length);
}

function tensorOf(x: Elements): tf.Tensor1D {
  if (x instanceof Uint8Array) return tf.tensor1d(x, "bool");
  return tf.tensor1d(x, x instanceof Int32Array ? "int32" : "float32");
}

/** Asserts that an expression agrees with TensorFlow.js's plain backend. */
async function assertAgrees(
  operands: readonly Elements[],
  reference: (...x: tf.Tensor1D[]) => tf.Tensor,
  expression: (...loads: Expression[]) => Expression,
): Promise<void> {
  await tf.setBackend("cpu");
  const tensor = tf.tidy(() => reference(...operands.map(tensorOf)));
  const expected: Elements = tensor.dataSync();
  const actual = compute(operands, emptyOf(tensor.dtype, expected.length), expression);
  tensor.dispose();
  expected.forEach((wanted, i) => {
    const close = Math.abs(actual[i] - wanted) <= 3e-7 * Math.abs(wanted);
    const same = actual[i] === wanted || Number.isNaN(actual[i]) && Number.isNaN(wanted);
    const at = operands.map((x) => x[i]).join(", ");
    assert(close || same, `${actual[i]}, not ${wanted}, at ${at}`);
  });
}

const UNARY: readonly [op: Unary, reference: (x: tf.Tensor) => tf.Tensor, operands: Elements[]][] =
  [
    ["neg", tf.neg, [FLOATS, INTS.filter((x) => x > -(2 ** 31))]],
    ["abs", tf.abs, [FLOATS, INTS.filter((x) => Math.abs(x) < 2 ** 24)]],
    ["sqrt", tf.sqrt, [FLOATS]],
    ["floor", tf.floor, [FLOATS]],
    ["ceil", tf.ceil, [FLOATS]],
    ["round", tf.round, [FLOATS]],
    ["sign", tf.sign, [FLOATS, INTS]],
    ["exp", tf.exp, [FLOATS]],
    ["log", tf.log, [FLOATS]],
    ["tanh", tf.tanh, [FLOATS]],
    ["sigmoid", tf.sigmoid, [FLOATS]],
    ["not", tf.logicalNot, [BOOLS]],
    ["toFloat", (x) => tf.cast(x, "float32"), [FLOATS, INTS, BOOLS]],
    // TensorFlow.js lets numbers out of range wrap.
    ["toInt", (x) => tf.cast(x, "int32"), [
      FLOATS.filter((x) => !(Math.abs(x) >= 2 ** 31)),
      INTS,
      BOOLS,
    ]],
    ["toBool", (x) => tf.cast(x, "bool"), [FLOATS, INTS, BOOLS]],
  ];

for (const [op, reference, cases] of UNARY) {
  Deno.test(`${op}: agrees with TensorFlow.js, at special numbers`, async () => {
    for (const x of cases) {
      await assertAgrees([x], reference, (load) => ({ kind: "unary", op, x: load }));
    }
  });
}

/** All pairs of elements. */
function pairs(x: Elements): [Elements, Elements] {
  const at = Array.from({ length: x.length ** 2 }, (_, i) => i);
  const From = x.constructor as Float32ArrayConstructor;
  return [
    From.from(at, (i) => x[i % x.length]) as Elements,
    From.from(at, (i) => x[Math.floor(i / x.length)]) as Elements,
  ];
}

const BINARY: readonly [
  op: Binary,
  reference: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  operands: Elements[],
][] = [
  ["add", tf.add, [FLOATS, INTS]],
  ["sub", tf.sub, [FLOATS, INTS]],
  ["mul", tf.mul, [FLOATS, INTS.filter((x) => Math.abs(x) < 2 ** 20)]],
  ["div", tf.div, [FLOATS]],
  ["min", tf.minimum, [FLOATS, INTS]],
  ["max", tf.maximum, [FLOATS, INTS]],
  ["lt", tf.less, [FLOATS, INTS]],
  ["le", tf.lessEqual, [FLOATS, INTS]],
  ["gt", tf.greater, [FLOATS, INTS]],
  ["ge", tf.greaterEqual, [FLOATS, INTS]],
  ["eq", tf.equal, [FLOATS, INTS, BOOLS]],
  ["ne", tf.notEqual, [FLOATS, INTS, BOOLS]],
  ["and", tf.logicalAnd, [BOOLS]],
  ["or", tf.logicalOr, [BOOLS]],
  ["xor", tf.logicalXor, [BOOLS]],
];

for (const [op, reference, cases] of BINARY) {
  Deno.test(`${op}: agrees with TensorFlow.js, at all pairs of special numbers`, async () => {
    for (const x of cases) {
      await assertAgrees(pairs(x), reference, (a, b) => ({ kind: "binary", op, a, b }));
    }
  });
}

Deno.test("min and max of bools: and, or", () => {
  const [a, b] = pairs(BOOLS);
  for (const [op, expected] of [["min", [0, 0, 0, 1]], ["max", [0, 1, 1, 1]]] as const) {
    const actual = compute([a, b], new Uint8Array(4), (a, b) => ({ kind: "binary", op, a, b }));
    assert.deepEqual([...actual], expected);
  }
});

Deno.test("toInt: NaN is 0, and numbers out of range are the nearest integer", () => {
  const x = Float32Array.of(NaN, Infinity, -Infinity, 3e9, -3e9);
  const actual = compute([x], new Int32Array(5), (x) => ({ kind: "unary", op: "toInt", x }));
  assert.deepEqual([...actual], [0, 2 ** 31 - 1, -(2 ** 31), 2 ** 31 - 1, -(2 ** 31)]);
});

Deno.test("select: of all types, with constants, whatever the other value is", async () => {
  for (const x of [FLOATS, INTS, BOOLS]) {
    const [a, b] = pairs(x);
    const condition = Uint8Array.from(a, (_, i) => i % 3 === 0 ? 1 : 0);
    await assertAgrees(
      [condition, a, b],
      (condition, a, b) => tf.where(condition, a, b),
      (condition, t, e) => ({ kind: "select", condition, t, e }),
    );
  }
  const x = Float32Array.of(NaN, -1, 2);
  const relu = compute([x], new Float32Array(3), (x) => {
    const zero: Expression = { kind: "constant", type: "float32", value: 0 };
    return {
      kind: "select",
      condition: { kind: "binary", op: "gt", a: x, b: zero },
      t: x,
      e: zero,
    };
  });
  assert.deepEqual([...relu], [0, 0, 2]);
});

Deno.test("constants: of all types", () => {
  const constant = (type: "float32" | "int32" | "bool", value: number) => () =>
    ({ kind: "constant", type, value }) as const;
  assert.deepEqual(
    [...compute([], new Float32Array(5), constant("float32", -0))],
    Array(5).fill(-0),
  );
  assert.deepEqual([...compute([], new Int32Array(5), constant("int32", -9))], Array(5).fill(-9));
  assert.deepEqual([...compute([], new Uint8Array(5), constant("bool", 1))], Array(5).fill(1));
});

Deno.test("operations of types that lack them, or of two types, are refused", () => {
  const ones = Int32Array.of(1);
  assert.throws(
    () => compute([ones], new Int32Array(1), (x) => ({ kind: "unary", op: "exp", x })),
    {
      name: "TypeError",
      message: "Cannot compute exp of int32: cast it.",
    },
  );
  assert.throws(
    () => compute([ones, BOOLS], ones, (a, b) => ({ kind: "binary", op: "add", a, b })),
    { name: "TypeError", message: "Cannot add int32 and bool: cast one." },
  );
  assert.throws(() => compute([ones], new Float32Array(1), (x) => x), {
    name: "TypeError",
    message: "Cannot store int32 and float32: cast one.",
  });
});
