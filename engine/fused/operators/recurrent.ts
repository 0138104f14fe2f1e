import { cellParts } from "../../compiled/kernels/recurrent.ts";
import { encodeModel, type ValueInfo } from "../../compiled/onnx.ts";
import type { Cell } from "../../recurrent.ts";
import type { Expression, Product, Store } from "../loops.ts";
import type { SessionCall } from "../plan.ts";
import type { Storage } from "../storage.ts";
import { accessIn, type Held, located, sliceView, transposeOf } from "../values.ts";
import { binary, constant, unary } from "./elementwise.ts";
import type { Operator } from "./operator.ts";
import { SMALL_PRODUCT } from "./products.ts";

/** One step of a cell and of its gradient, by expressions of an element of each part. */
interface Steps {
  /**
   * @param x The input's part of each gate.
   * @param hidden The hidden state's part of each gate.
   * @param carry What is passed to the next step besides the hidden state, through no product.
   * @param bias Further parameters.
   */
  forward(
    x: readonly Expression[],
    hidden: readonly Expression[],
    carry: Expression,
    bias: Expression | undefined,
  ): {
    readonly state: Expression;
    readonly carry: Expression;
    /** What the gradient needs. */
    readonly saved: readonly Expression[];
  };
  /**
   * @param state The gradient in the state, without that which is carried.
   * @param carry The gradient that is passed from the next step, through no product.
   */
  backward(state: Expression, carry: Expression, saved: readonly Expression[]): {
    /** The gradient in the input's part of each gate. */
    readonly x: readonly Expression[];
    /** The gradient in the hidden state's part. */
    readonly hidden: readonly Expression[];
    readonly carry: Expression;
  };
}

const add = (a: Expression, b: Expression) => binary("add", a, b);
const sub = (a: Expression, b: Expression) => binary("sub", a, b);
const mul = (a: Expression, b: Expression) => binary("mul", a, b);
const ONE = constant(1);
const sigmoid = (x: Expression) => unary("sigmoid", x);
const tanh = (x: Expression) => unary("tanh", x);
/** The slope of the sigmoid function, by its value. */
const sigmoidSlope = (y: Expression) => mul(y, sub(ONE, y));
/** The slope of the hyperbolic tangent, by its value. */
const tanhSlope = (y: Expression) => sub(ONE, mul(y, y));

const cells: { readonly [cell in Cell]: Steps } = {
  lstm: {
    forward(x, hidden, before) {
      const z = x.map((part, gate) => add(part, hidden[gate]));
      const [i, f, o] = z.slice(0, 3).map(sigmoid);
      const g = tanh(z[3]);
      const c = add(mul(f, before), mul(i, g));
      const t = tanh(c);
      return { state: mul(o, t), carry: c, saved: [i, f, o, g, before, t] };
    },
    backward(dh, carried, [i, f, o, g, before, t]) {
      const dc = add(carried, mul(mul(dh, o), tanhSlope(t)));
      const gates = [
        mul(mul(dc, g), sigmoidSlope(i)),
        mul(mul(dc, before), sigmoidSlope(f)),
        mul(mul(dh, t), sigmoidSlope(o)),
        mul(mul(dc, i), tanhSlope(g)),
      ];
      return { x: gates, hidden: gates, carry: mul(dc, f) };
    },
  },
  gru: {
    forward(x, hidden, before, bias) {
      const [r, z] = [0, 1].map((gate) => sigmoid(add(x[gate], hidden[gate])));
      const a = add(hidden[2], bias!);
      const n = tanh(add(x[2], mul(r, a)));
      const h = add(n, mul(z, sub(before, n)));
      return { state: h, carry: h, saved: [r, z, a, n, before] };
    },
    backward(state, carried, [r, z, a, n, before]) {
      const dh = add(state, carried);
      const dn = mul(mul(dh, sub(ONE, z)), tanhSlope(n));
      const dr = mul(mul(dn, a), sigmoidSlope(r));
      const dz = mul(mul(dh, sub(before, n)), sigmoidSlope(z));
      return { x: [dr, dz, dn], hidden: [dr, dz, mul(dn, r)], carry: mul(dh, z) };
    },
  },
};

/** Recurrent networks: for each position a product and a loop nest, which are encoded once. */
export const recurrentOperators = {
  Recurrent({ node, shape: [positions, batch, width], storage, operand, isRead }) {
    const cell = node.attributes.cell as Cell;
    const { gates, saved } = cellParts[cell];
    const [x, fromHidden, bias] = node.inputs.map((_, i) => storage.array(operand(i)));
    const size: Size = { steps: positions - 1, batch, width };
    const states = storage.newArray("float32", [positions, batch, width]);
    zero(storage, sliceView(states, [0, 0, 0], [1, 1, 1], [1, batch, width]) as Held);
    const slots = newSlots(storage, size, width, gates * width);
    const step = cells[cell].forward(
      parts(gates, (gate) => load(x, size, { gates, gate })),
      parts(gates, (gate) => load(slots.result, size, { gates, gate, still: true })),
      load(slots.carry, size, { still: true }),
      bias && { kind: "load", from: accessIn(bias.block, "float32", bias.offset, [0, 0, 1]) },
    );
    const stores = [
      store(states, size, step.state, { first: 1 }),
      store(slots.operand, size, step.state, { still: true }),
      store(slots.carry, size, step.carry, { still: true }),
    ];
    const results = [states];
    if (isRead(1)) {
      const kept = storage.newArray("float32", [size.steps, batch, saved * width]);
      results.push(kept);
      step.saved.forEach((value, gate) => {
        stores.push(store(kept, size, value, { gates: saved, gate }));
      });
    }
    recur(storage, size, stores, slots, fromHidden, [x, ...(bias ? [bias] : [])], results);
    return results;
  },
  RecurrentGradient({ node, shape: [length, batch], known, storage, operand }) {
    const cell = node.attributes.cell as Cell;
    const { gates, saved } = cellParts[cell];
    const [gradient, kept] = [0, 1].map((i) => storage.array(operand(i)));
    const [width] = known.spec(node.inputs[2]).shape;
    // A product with a copy in the other order is faster than one that transposes.
    const toHidden = storage.array(transposeOf(operand(2), [1, 0]));
    const size: Size = { steps: length, batch, width };
    const back = { first: length - 1, backwards: true };
    const slots = newSlots(storage, size, gates * width, width);
    const step = cells[cell].backward(
      add(
        load(gradient, size, { ...back, first: length }),
        load(slots.result, size, { still: true }),
      ),
      load(slots.carry, size, { still: true }),
      parts(saved, (gate) => load(kept, size, { ...back, gates: saved, gate })),
    );
    const results = node.outputs.map(() =>
      storage.newArray("float32", [length, batch, gates * width])
    );
    const stores = [store(slots.carry, size, step.carry, { still: true })];
    for (let gate = 0; gate < gates; gate++) {
      stores.push(store(slots.operand, size, step.hidden[gate], { gates, gate, still: true }));
      results.forEach((result, i) => {
        const value = [step.x, step.hidden][i][gate];
        stores.push(store(result, size, value, { ...back, gates, gate }));
      });
    }
    recur(storage, size, stores, slots, toHidden, [gradient, kept], results);
    return results;
  },
} satisfies { [op: string]: Operator };

interface Size {
  readonly steps: number;
  readonly batch: number;
  readonly width: number;
}

/** Arrays that each step reads and replaces, zero at first. */
interface Slots {
  /** What the product multiplies. */
  readonly operand: Held;
  /** What the product gives. */
  readonly result: Held;
  readonly carry: Held;
}

function newSlots(
  storage: Storage,
  { batch, width }: Size,
  inner: number,
  columns: number,
): Slots {
  const slot = (columns: number) => storage.newArray("float32", [batch, columns]);
  const slots = { operand: slot(inner), result: slot(columns), carry: slot(width) };
  zero(storage, slots.result);
  zero(storage, slots.carry);
  return slots;
}

function zero(storage: Storage, target: Held): void {
  const { shape } = target;
  storage.write({ kind: "uniform", type: "float32", shape, value: 0 }, target);
}

/** Where the loops over steps, rows and columns find a part of an array. */
interface Course {
  /** Number of parts of a row, and which of them it is; by default the only one. */
  readonly gates?: number;
  readonly gate?: number;
  /** The position of the first step; by default 0. */
  readonly first?: number;
  readonly backwards?: boolean;
  /** True if every step finds it in the same place. */
  readonly still?: boolean;
}

function along(
  { block, offset }: Held,
  { batch, width }: Size,
  { gates = 1, gate = 0, first = 0, backwards, still }: Course,
) {
  const position = batch * gates * width;
  const stride = still ? 0 : backwards ? -position : position;
  const start = offset + first * position + gate * width;
  return accessIn(block, "float32", start, [stride, gates * width, 1]);
}

function load(array: Held, size: Size, course: Course): Expression {
  return { kind: "load", from: along(array, size, course) };
}

function store(array: Held, size: Size, value: Expression, course: Course): Store {
  return { to: along(array, size, course), value };
}

function parts(count: number, part: (gate: number) => Expression): Expression[] {
  return Array.from({ length: count }, (_, gate) => part(gate));
}

/** Adds the kernel. */
function recur(
  storage: Storage,
  { steps, batch, width }: Size,
  stores: readonly Store[],
  slots: Slots,
  weights: Held,
  reads: readonly Held[],
  results: readonly Held[],
): void {
  const { operand, result, carry } = slots;
  const small = batch * weights.shape[0] * weights.shape[1] <= SMALL_PRODUCT;
  const product = small
    ? productOf(operand, weights, result)
    : storage.products.push(callOf(operand, weights, result)) - 1;
  const own = [operand, result, carry, ...results];
  storage.schedule.kernel(
    {
      kind: "recurrence",
      loops: { kind: "loops", lengths: [steps, batch, width], stores },
      product,
    },
    [...reads, weights, ...own].map(({ block }) => block),
    own.map(({ block }) => block),
  );
}

function productOf(a: Held, b: Held, out: Held): Product {
  const whole = ({ block, offset, strides }: Held) => accessIn(block, "float32", offset, strides);
  const [rows, inner] = a.shape;
  const [, columns] = b.shape;
  return { kind: "product", rows, inner, columns, a: whole(a), b: whole(b), out: whole(out) };
}

function callOf(a: Held, b: Held, out: Held): SessionCall {
  const info = (name: string, { shape }: Held): ValueInfo => ({ name, type: "float32", shape });
  const region = (address: Held) =>
    located({ type: address.type, shape: address.shape }, { address });
  return {
    model: encodeModel({
      name: "product",
      nodes: [{ op: "Gemm", domain: "", inputs: ["a", "b"], outputs: ["out"], attributes: {} }],
      initializers: [],
      inputs: [info("a", a), info("b", b)],
      outputs: [info("out", out)],
    }),
    inputs: { a: region(a), b: region(b) },
    outputs: { out: region(out) },
  };
}
