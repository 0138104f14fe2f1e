import {
  assertAgrees,
  integers,
  normal,
  type Operand,
  type Operation,
} from "../../tests/agreement.ts";
import { classified } from "../../tests/operands.ts";
import { testOptimizations } from "../../tests/optimization.ts";
import * as tf from "../tf.ts";

/** A₁ᵀB₁, A₂ᵀB₂, … */
function products(...operands: tf.Tensor[]): tf.Tensor[] {
  return Array.from(
    { length: operands.length / 2 },
    (_, i) => tf.matMul(operands[2 * i], operands[2 * i + 1], true),
  );
}

/** Operands of products: matrices with 1, 2, 3 … rows. */
const factors = (count: number) =>
  Array.from({ length: count }, (_, i) => [normal([i + 1, 5], "A"), normal([i + 1, 3], "B")])
    .flat();

const sums: { readonly [what: string]: Operation } = {
  "a sum": (...operands) => tf.addN(products(...operands)),
  "sums from the left": (...operands) =>
    products(...operands).reduce((sum, product) => tf.add(sum, product)),
  "sums from the right": (...operands) =>
    products(...operands).reduceRight((sum, product) => tf.add(product, sum)),
};

const TOGETHER = ["BatchMatMul", "Concat", "Concat"];

for (const [what, operation] of Object.entries(sums)) {
  testOptimizations({
    [`${what} of four products is one product`]: {
      operation,
      operands: factors(4),
      kernels: TOGETHER,
    },
    [`${what} of seven products is one product`]: {
      operation,
      operands: factors(7),
      kernels: TOGETHER,
    },
    [`${what} of two products stays`]: {
      operation,
      operands: factors(2),
      kernels: what === "a sum" ? ["AddN", "BatchMatMul", "BatchMatMul"] : ["BatchMatMul", "Gemm"],
    },
    [`${what} of three products stays`]: {
      operation,
      operands: factors(3),
      kernels: what === "a sum"
        ? ["AddN", "BatchMatMul", "BatchMatMul", "BatchMatMul"]
        : ["BatchMatMul", "Gemm", "Gemm"],
    },
  });
}

testOptimizations({
  "sums of sums of products are one product": {
    operation: (...operands) => {
      const [first, second, third, fourth] = products(...operands);
      return tf.add(tf.add(first, second), tf.addN([third, fourth]));
    },
    operands: factors(4),
    kernels: TOGETHER,
  },
  "a value that is added to products is added to the one product": {
    operation: (m, b, ...operands) => tf.add(tf.addN([m, ...products(...operands)]), b),
    operands: [normal([5, 3], "m"), normal([3], "b"), ...factors(4)],
    kernels: ["AddN", ...TOGETHER],
  },
  "a product of one row, added to all rows of others, is multiplied separately": {
    operation: (row, W, ...operands) => tf.add(tf.addN(products(...operands)), products(row, W)[0]),
    operands: [normal([4, 1], "row"), normal([4, 3], "W"), ...factors(4)],
    kernels: ["AddN", "BatchMatMul", ...TOGETHER],
  },
  "a product that is an output is not multiplied twice": {
    operation: (...operands) => {
      const [first, ...others] = products(...operands);
      return [tf.addN([first, ...others]), first];
    },
    operands: factors(5),
    kernels: ["AddN", "BatchMatMul", ...TOGETHER],
  },
  "a sum of products that is an output is not computed twice": {
    operation: (...operands) => {
      const [first, ...others] = products(...operands);
      const sum = tf.addN(others);
      return [tf.add(first, sum), sum];
    },
    operands: factors(5),
    kernels: ["BatchMatMul", "Concat", "Concat", "Gemm"],
  },
  "sums of products that are not transposed stay": {
    operation: (a, b) => tf.addN([1, 2, 3, 4].map((i) => tf.matMul(tf.mul(a, i), tf.mul(b, i)))),
    operands: [normal([4, 5], "a"), normal([5, 4], "b")],
    kernels: ["AddN", ...Array(4).fill("BatchMatMul"), ...Array(6).fill("Multiply")],
  },
});

Deno.test("optimize: an infinite or NaN factor makes the one product infinite or NaN", async () => {
  for (const factor of [NaN, Infinity, -Infinity]) {
    const [first, ...others] = factors(4);
    first.data[2] = factor;
    await assertAgrees(
      (...operands) => classified(tf.addN(products(...operands))),
      [first, ...others],
      { gradients: false, floor: 10 },
    );
  }
});

const table = normal([7, 3], "table");
/** Rows, three of which belong to one segment; some segments have none. */
const updates = normal([5, 3], "updates");
const ids: Operand = { shape: [5], data: Int32Array.of(6, 0, 6, 2, 6) };
const segments = (x: tf.Tensor, ids: tf.Tensor, count = 7) =>
  tf.unsortedSegmentSum(x, ids as tf.Tensor1D, count);

testOptimizations({
  "the rows of segments are added directly to the other term": {
    operation: (table, x, ids) => tf.add(table, segments(x, ids)),
    operands: [table, updates, ids],
    kernels: ["AddSegments"],
  },
  "the momentum of an embedding is decayed, and rows are added to it": {
    operation: (m, x, ids) => tf.add(tf.mul(m, 0.9), segments(x, ids)),
    operands: [table, updates, ids],
    kernels: ["AddSegments", "Multiply"],
  },
  "gradient descent scales the rows that it subtracts, not the whole table": {
    operation: (table, x, ids, rate) => tf.sub(table, tf.mul(segments(x, ids), rate)),
    operands: [table, updates, ids, normal([], "rate")],
    kernels: ["AddSegments", "Multiply", "Neg"],
  },
  "segments that are an output are summed separately": {
    operation: (table, x, ids) => [tf.add(table, segments(x, ids)), segments(x, ids)],
    operands: [table, updates, ids],
    kernels: ["Add", "UnsortedSegmentSum"],
  },
  "a value that is subtracted from segments is subtracted from their sums": {
    operation: (table, x, ids) => tf.sub(segments(x, ids), table),
    operands: [table, updates, ids],
    kernels: ["Sub", "UnsortedSegmentSum"],
  },
  "a factor for each segment is multiplied by the sums": {
    operation: (x, ids, factor) => tf.mul(segments(x, ids), factor),
    operands: [updates, ids, normal([7, 1], "factor")],
    kernels: ["Multiply", "UnsortedSegmentSum"],
  },
  "sums of integers are scaled as floats": {
    operation: (x, ids, rate) => tf.mul(segments(x, ids), rate),
    operands: [integers([5, 3], -9, 9), ids, normal([], "rate")],
    kernels: ["Multiply", "UnsortedSegmentSum"],
  },
});

for (const [combine, kernel] of [[tf.add, "Add"], [tf.sub, "Sub"]] as const) {
  testOptimizations({
    [`${kernel} of every row and the one segment`]: {
      operation: (table, x, ids) => combine(table, segments(x, ids, 1)),
      operands: [table, updates, { shape: [5], data: new Int32Array(5) }],
      kernels: [kernel, "UnsortedSegmentSum"],
    },
    [`${kernel} of several tables and segments`]: {
      operation: (table, x, ids) => combine(table, segments(x, ids)),
      operands: [normal([2, 7, 3]), updates, ids],
      kernels: [kernel, "UnsortedSegmentSum"],
    },
    [`${kernel} of one row and segments`]: {
      operation: (row, x, ids) => combine(row, segments(x, ids)),
      operands: [normal([3]), updates, ids],
      kernels: [kernel, "UnsortedSegmentSum"],
    },
  });
}
