import { sizeOf } from "../../compiled/graph.ts";
import type { Storage } from "../storage.ts";
import { accessIn, expandOf, type Held, type Lazy, located, transposeOf } from "../values.ts";
import { float, integer, type Operator, type Use } from "./operator.ts";

/** Multiplications of a product up to which a kernel is faster than a call of ONNX Runtime. */
export const SMALL_PRODUCT = 1 << 15;

/** Products of a batch up to which they are kernels. */
const FEW_PRODUCTS = 16;

/** Products of matrices, small or with sparse rows; large ones run in ONNX Runtime. */
export const productOperators = {
  Gemm: gemm,
  FusedGemm: gemm,
  /** A few small products, one for each element of the leading axes. */
  MatMul({ node, type, shape, known, storage, operand }) {
    const batch = shape.slice(0, -2);
    const count = sizeOf(batch);
    const multiplications = sizeOf(shape) * known.spec(node.inputs[0]).shape.at(-1)!;
    if (type !== "float32" || count > FEW_PRODUCTS || multiplications > SMALL_PRODUCT) {
      return undefined;
    }
    const [a, b] = [operand(0), operand(1)].map((value) =>
      expandOf(forward(storage, value), [...batch, ...value.shape.slice(-2)]) as Held
    );
    const out = storage.newArray("float32", shape);
    const part = (array: Held, at: number): Held => {
      let offset = array.offset;
      for (let axis = batch.length - 1, rest = at; axis >= 0; axis--) {
        offset += rest % batch[axis] * array.strides[axis];
        rest = Math.floor(rest / batch[axis]);
      }
      return {
        ...array,
        offset,
        shape: array.shape.slice(-2),
        strides: array.strides.slice(-2),
      };
    };
    for (let at = 0; at < count; at++) {
      multiply(storage, part(a, at), part(b, at), part(out, at));
    }
    return out;
  },
  SparseProduct({ node, shape: [, width], storage, operand }) {
    const [starts, columns, values, b] = [0, 1, 2, 3].map((i) => storage.array(operand(i)));
    const base = operand(4);
    const transposed = node.attributes.transposed === 1;
    const out = storage.newArray("float32", base.shape);
    let c: Held | undefined;
    if (transposed) storage.write(base, out, true);
    else if (base.kind !== "uniform" || base.value !== 0) {
      const held = storage.settled(base);
      c = held && held.strides[1] === 1 ? held : storage.copied(base);
    }
    const reads = [starts, columns, values, b, ...(c ? [c] : []), ...(transposed ? [out] : [])];
    storage.schedule.kernel(
      located({
        kind: "sparse",
        transposed,
        rows: starts.shape[0] - 1,
        width,
        ...(c ? { c: located({ stride: c.strides[0] }, { address: c }) } : {}),
      }, { starts, columns, values, b, out }),
      reads.map(({ block }) => block),
      [out.block],
    );
    return out;
  },
} satisfies { [op: string]: Operator };

/** act(a · b + beta · c), of transposed operands too. */
function gemm({ node, shape, known, storage, operand }: Use): Held | undefined {
  const [rows, columns] = shape;
  const turned = [integer(node, "transA"), integer(node, "transB")];
  const inner = known.spec(node.inputs[0]).shape[turned[0] ? 0 : 1];
  const { activation } = node.attributes;
  if (rows * inner * columns > SMALL_PRODUCT) return undefined;
  if (activation !== undefined && activation !== "Relu") return undefined;
  const [a, b] = turned.map((transposed, i) => {
    const held = forward(storage, operand(i));
    return transposed ? transposeOf(held, [1, 0]) as Held : held;
  });
  const beta = float(node, "beta", 1);
  const added = node.inputs[2] ? operand(2) : undefined;
  const none = !added || beta === 0 || added.kind === "uniform" && added.value === 0;
  const c = none ? undefined : expandOf(forward(storage, added), shape) as Held;
  const out = storage.newArray("float32", shape);
  multiply(storage, a, b, out, { c, beta, activation });
  return out;
}

/** Returns an array of a value, in any order but backwards, which the kernel cannot read. */
function forward(storage: Storage, value: Lazy): Held {
  const held = storage.held(value);
  return held.strides.some((stride) => stride < 0) ? storage.copied(held) : held;
}

/** Adds a kernel that writes act(a · b + beta · c). */
function multiply(
  storage: Storage,
  a: Held,
  b: Held,
  out: Held,
  { c, beta, activation }: { c?: Held; beta?: number; activation?: "Relu" } = {},
): void {
  storage.schedule.kernel(
    {
      kind: "product",
      rows: a.shape[0],
      inner: a.shape[1],
      columns: b.shape[1],
      a: wholeOf(a),
      b: wholeOf(b),
      ...(c ? { c: wholeOf(c), beta } : {}),
      activation,
      out: wholeOf(out),
    },
    [a.block, b.block, ...(c ? [c.block] : [])],
    [out.block],
  );
}

/** Returns the access to a matrix by row and column. */
function wholeOf({ block, type, offset, strides }: Held) {
  return accessIn(block, type, offset, strides);
}
