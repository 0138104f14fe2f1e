import { cellParts } from "../../compiled/kernels/recurrent.ts";
import { encodeModel, type OnnxNode, type ValueInfo } from "../../compiled/onnx.ts";
import type { Cell } from "../../recurrent.ts";
import type { Expression, Loops, Product, Store } from "../loops.ts";
import type { SessionCall } from "../plan.ts";
import type { Storage } from "../storage.ts";
import { accessIn, expandOf, type Held, located, sliceView, transposeOf } from "../values.ts";
import { binary, constant, unary } from "./elementwise.ts";
import type { Operator } from "./operator.ts";
import { SMALL_PRODUCT } from "./products.ts";

type Activation = "sigmoid" | "tanh";

/** A cell's step and that of its gradient, by expressions of an element of each part. */
interface Steps {
  /**
   * Gates that a product gives, in order: how many, and their activation. Those with an activation have the input's part; those
   * without have the bias.
   */
  readonly groups: readonly { readonly gates: number; readonly activation?: Activation }[];
  /**
   * @param gates The gates.
   * @param x The input's part of each.
   * @param carry What is passed to the next step besides the hidden state, through no product.
   */
  forward(gates: readonly Expression[], x: readonly Expression[], carry: Expression): {
    readonly state: Expression;
    readonly carry: Expression;
    /** The values that the gradient needs. */
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
/** The slope of the sigmoid function, by its value. */
const sigmoidSlope = (y: Expression) => mul(y, sub(ONE, y));
/** The slope of the hyperbolic tangent, by its value. */
const tanhSlope = (y: Expression) => sub(ONE, mul(y, y));

const cells: { readonly [cell in Cell]: Steps } = {
  lstm: {
    groups: [{ gates: 3, activation: "sigmoid" }, { gates: 1, activation: "tanh" }],
    forward([i, f, o, g], _, before) {
      const c = add(mul(f, before), mul(i, g));
      const t = unary("tanh", c);
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
    groups: [{ gates: 2, activation: "sigmoid" }, { gates: 1 }],
    forward([r, z, a], x, before) {
      const n = unary("tanh", add(x[2], mul(r, a)));
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

/** Recurrent networks: the products and loop nests of one position, encoded once. */
export const recurrentOperators = {
  Recurrent({ node, shape: [positions, batch, width], storage, operand, isRead }) {
    const cell = node.attributes.cell as Cell;
    const { gates: count, saved } = cellParts[cell];
    const [x, fromHidden, ...bias] = node.inputs.map((_, i) => storage.array(operand(i)));
    const size: Size = { steps: positions - 1, batch, width };
    const states = storage.newArray("float32", [positions, batch, width]);
    zero(storage, sliceView(states, [0, 0, 0], [1, 1, 1], [1, batch, width]) as Held);
    const hidden = slot(storage, size, 1);
    const carry = slot(storage, size, 1);
    zero(storage, hidden);
    zero(storage, carry);

    const small = isSmall(size, count);
    const inputs = parts(count, (gate) => load(x, size, { gates: count, gate }));
    const gates: Expression[] = [];
    const before: Store[] = [];
    const products = cells[cell].groups.map(({ gates: own, activation }): Factors => {
      const first = gates.length;
      const out = slot(storage, size, own);
      for (let gate = 0; gate < own; gate++) {
        const course = { gates: own, gate, still: true };
        const given = load(out, size, course);
        gates.push(small && activation ? unary(activation, given) : given);
        if (activation) before.push(store(out, size, inputs[first + gate], course));
      }
      const b = sliceView(fromHidden, [0, first * width], [1, 1], [width, own * width]);
      const added = activation ? out : bias[0];
      return { a: hidden, b: storage.array(b), added, out, activation };
    });
    const step = cells[cell].forward(gates, inputs, load(carry, size, { still: true }));
    const after = [
      store(states, size, step.state, { first: 1 }),
      store(hidden, size, step.state, { still: true }),
      store(carry, size, step.carry, { still: true }),
    ];
    const results = [states];
    if (isRead(1)) {
      const kept = storage.newArray("float32", [size.steps, saved, batch, width]);
      results.push(kept);
      step.saved.forEach((value, plane) => {
        after.push(store(kept, size, value, { planes: saved, plane }));
      });
    }
    recur(storage, size, { before, products, after, small }, [x], [carry, ...results]);
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
    const hidden = slot(storage, size, gates);
    const carry = slot(storage, size, 1);
    const out = slot(storage, size, 1);
    zero(storage, hidden);
    zero(storage, carry);
    const step = cells[cell].backward(
      add(load(gradient, size, { ...back, first: length }), load(out, size, { still: true })),
      load(carry, size, { still: true }),
      parts(saved, (plane) => load(kept, size, { ...back, planes: saved, plane })),
    );
    const results = node.outputs.map(() =>
      storage.newArray("float32", [length, batch, gates * width])
    );
    const after = [store(carry, size, step.carry, { still: true })];
    for (let gate = 0; gate < gates; gate++) {
      after.push(store(hidden, size, step.hidden[gate], { gates, gate, still: true }));
      results.forEach((result, i) => {
        const value = [step.x, step.hidden][i][gate];
        after.push(store(result, size, value, { ...back, gates, gate }));
      });
    }
    const products = [{ a: hidden, b: toHidden, out }];
    const small = isSmall(size, gates);
    recur(storage, size, { products, after, small }, [gradient, kept], [carry, ...results]);
    return results;
  },
} satisfies { [op: string]: Operator };

interface Size {
  readonly steps: number;
  readonly batch: number;
  readonly width: number;
}

/** An array that each step reads and replaces. */
function slot(storage: Storage, { batch, width }: Size, gates: number): Held {
  return storage.newArray("float32", [batch, gates * width]);
}

function zero(storage: Storage, target: Held): void {
  const { shape } = target;
  storage.write({ kind: "uniform", type: "float32", shape, value: 0 }, target);
}

/** The place of an array's part in loops over steps, rows and columns. */
interface Course {
  /** Number of parts of a row, and which of them it is; by default the only one. */
  readonly gates?: number;
  readonly gate?: number;
  /** The same of a position, whose parts come one after the other. */
  readonly planes?: number;
  readonly plane?: number;
  /** The position of the first step; by default 0. */
  readonly first?: number;
  readonly backwards?: boolean;
  /** True if every step finds it in the same place. */
  readonly still?: boolean;
}

function along(
  { block, offset }: Held,
  { batch, width }: Size,
  { gates = 1, gate = 0, planes = 1, plane = 0, first = 0, backwards, still }: Course,
) {
  const position = planes * batch * gates * width;
  const stride = still ? 0 : backwards ? -position : position;
  const start = offset + first * position + (plane * batch + gate) * width;
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

/** A product, activation(a · b + added), whose result may lie where the summand is. */
interface Factors {
  readonly a: Held;
  readonly b: Held;
  readonly added?: Held;
  readonly out: Held;
  /** Of a kernel, the loops after it compute the activation. */
  readonly activation?: Activation;
}

/** Returns true if the products of a step are rather kernels than a call. */
function isSmall({ batch, width }: Size, gates: number): boolean {
  return batch * width * gates * width <= SMALL_PRODUCT;
}

/** Adds the kernel. */
function recur(
  storage: Storage,
  { steps, batch, width }: Size,
  { before = [], products, after, small }: {
    readonly before?: readonly Store[];
    readonly products: readonly Factors[];
    readonly after: readonly Store[];
    readonly small: boolean;
  },
  reads: readonly Held[],
  writes: readonly Held[],
): void {
  const loops = (stores: readonly Store[]): Loops => ({
    kind: "loops",
    lengths: [steps, batch, width],
    stores,
  });
  const changed = [...products.flatMap(({ a, out }) => [a, out]), ...writes];
  const others = products.flatMap(({ b, added }) => added ? [b, added] : [b]);
  storage.schedule.kernel(
    {
      kind: "recurrence",
      ...(before.length > 0 ? { before: loops(before) } : {}),
      products: small ? products.map(kernelOf) : storage.products.push(callOf(products)) - 1,
      after: loops(after),
    },
    [...reads, ...others, ...changed].map(({ block }) => block),
    changed.map(({ block }) => block),
  );
}

function kernelOf({ a, b, added, out }: Factors): Product {
  const whole = ({ block, offset, strides }: Held) => accessIn(block, "float32", offset, strides);
  const [rows, inner] = a.shape;
  const [, columns] = b.shape;
  return {
    kind: "product",
    rows,
    inner,
    columns,
    a: whole(a),
    b: whole(b),
    ...(added ? { c: whole(expandOf(added, out.shape) as Held) } : {}),
    out: whole(out),
  };
}

const ACTIVATIONS = { sigmoid: "Sigmoid", tanh: "Tanh" } as const;

function callOf(products: readonly Factors[]): SessionCall {
  const nodes: OnnxNode[] = [];
  const [inputs, outputs] = [new Map<string, Held>(), new Map<string, Held>()];
  products.forEach(({ a, b, added, out, activation }, i) => {
    const operands = { a, [`b${i}`]: b, ...(added ? { [`added${i}`]: added } : {}) };
    for (const [name, held] of Object.entries(operands)) inputs.set(name, held);
    outputs.set(`out${i}`, out);
    nodes.push({
      ...(activation
        ? {
          op: "FusedGemm",
          domain: "com.microsoft",
          attributes: { activation: ACTIVATIONS[activation] },
        }
        : { op: "Gemm", domain: "", attributes: {} }),
      inputs: Object.keys(operands),
      outputs: [`out${i}`],
    });
  });
  const infos = (arrays: ReadonlyMap<string, Held>) =>
    [...arrays].map(([name, { shape }]): ValueInfo => ({ name, type: "float32", shape }));
  const regions = (arrays: ReadonlyMap<string, Held>) =>
    Object.fromEntries(
      [...arrays].map(([name, held]) => [
        name,
        located({ type: held.type, shape: held.shape }, { address: held }),
      ]),
    );
  return {
    model: encodeModel({
      name: "products",
      nodes,
      initializers: [],
      inputs: infos(inputs),
      outputs: infos(outputs),
    }),
    inputs: regions(inputs),
    outputs: regions(outputs),
  };
}
