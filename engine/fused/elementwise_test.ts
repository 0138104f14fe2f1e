import assert from "node:assert/strict";
import { access, Arrays, type Elements } from "../../tests/fused.ts";
import type { Access, Binary, Expression, Loops, Store, Unary } from "./loops.ts";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Numbers from 0 to 1. */
function draws(seed: number): () => number {
  const generator = xoroshiro128plus(seed);
  return () => (generator.next() >>> 0) / 2 ** 32;
}

/** An array of a nest, and the element at which all counters are 0. */
interface Walked {
  readonly array: Elements;
  readonly start: number;
}

/** Runs a loop nest as its definition says. */
function interpret({ lengths, stores }: Loops, walked: ReadonlyMap<Access, Walked>): void {
  const element = (access: Access, counters: readonly number[]) => {
    const { array, start } = walked.get(access)!;
    let i = access.strides.reduce((sum, stride, k) => sum + stride * counters[k], start);
    if (access.row) {
      const index = element(access.row.index, counters);
      i += index.array[index.i] * access.row.stride / array.BYTES_PER_ELEMENT;
    }
    return { array, i };
  };
  const f = Math.fround;
  const evaluate = (x: Expression, counters: readonly number[]): number => {
    switch (x.kind) {
      case "load": {
        const { array, i } = element(x.from, counters);
        return array[i];
      }
      case "constant":
        return x.value;
      case "unary":
        return f(UNARY[x.op]!(evaluate(x.x, counters)));
      case "binary":
        return f(BINARY[x.op]!(evaluate(x.a, counters), evaluate(x.b, counters)));
      case "select":
        return evaluate(evaluate(x.condition, counters) !== 0 ? x.t : x.e, counters);
    }
  };
  const IDENTITY = { add: 0, mul: 1, max: -Infinity, min: Infinity };
  const visit = (counters: number[], action: (counters: number[]) => void) => {
    if (counters.length === lengths.length) return action(counters);
    for (let i = 0; i < lengths[counters.length]; i++) visit([...counters, i], action);
  };
  for (const { to, combine } of stores) {
    if (combine === undefined) continue;
    visit([], (counters) => {
      const { array, i } = element(to, counters);
      array[i] = IDENTITY[combine];
    });
  }
  visit([], (counters) => {
    const values = stores.map(({ value }) => evaluate(value, counters));
    stores.forEach(({ to, combine }, k) => {
      const { array, i } = element(to, counters);
      array[i] = combine === undefined ? values[k] : BINARY[combine]!(array[i], values[k]);
    });
  });
}

const UNARY: Partial<Record<Unary, (x: number) => number>> = {
  neg: (x) => -x,
  abs: Math.abs,
  sqrt: Math.sqrt,
  floor: Math.floor,
};

const BINARY: Partial<Record<Binary, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,

  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  min: Math.min,
  max: Math.max,
  lt: (a, b) => Number(a < b),
  ge: (a, b) => Number(a >= b),
};

Deno.test("loops: random nests of up to four loops agree with their definition", () => {
  const random = draws(7);
  const pick = <T>(choices: readonly T[]) => choices[Math.floor(random() * choices.length)];
  for (let trial = 0; trial < 300; trial++) {
    const lengths = Array.from(
      { length: Math.floor(random() * 5) },
      () => pick([1, 2, 3, 4, 5, 17, 33]),
    );
    while (lengths.reduce((a, b) => a * b, 1) > 3000) lengths.pop();
    const arrays = new Arrays();
    const walked = new Map<Access, Walked>();
    /** An array of its own that is walked along some loops, in some order, with gaps or backwards, in one of three rows. */
    const make = (
      along: readonly boolean[],
      gaps: boolean,
      draw = (size: number): Elements =>
        Float32Array.from({ length: size }, () => Math.round(random() * 16 - 8)),
      index?: Access,
    ): Access => {
      const order = lengths.map((_, i) => i);
      if (random() < 0.3) order.sort(() => random() - 0.5);
      const strides = lengths.map(() => 0);
      let size = 1;
      let start = 0;
      for (const i of order.toReversed()) {
        if (!along[i]) continue;
        const step = size * (gaps && random() < 0.2 ? 2 : 1);
        const backwards = gaps && random() < 0.1;
        strides[i] = backwards ? -step : step;
        if (backwards) start += step * (lengths[i] - 1);
        size = step * lengths[i];
      }
      const array = arrays.place(draw(index ? 3 * size : size));
      const row = index && { row: { index, stride: 4 * size } };
      const made = { ...access(array, strides, start), ...row };
      walked.set(made, { array, start });
      return made;
    };
    const someLoops = (share: number) => lengths.map(() => random() < share);
    const loads = Array.from({ length: 1 + Math.floor(random() * 3) }, (): Expression => {
      const index = random() < 0.3
        ? make(
          someLoops(0.4),
          true,
          (size) => Int32Array.from({ length: size }, () => random() * 3),
        )
        : undefined;
      return { kind: "load", from: make(someLoops(0.7), true, undefined, index) };
    });
    const grow = (depth: number): Expression => {
      if (depth === 0 || random() < 0.2) return pick(loads);
      if (random() < 0.1) return { kind: "constant", type: "float32", value: pick([0.5, -3, 7]) };
      if (random() < 0.2) {
        return { kind: "unary", op: pick(["neg", "abs", "floor"]), x: grow(depth - 1) };
      }
      const [a, b] = [grow(depth - 1), grow(depth - 1)];
      if (random() < 0.2) {
        const condition: Expression = { kind: "binary", op: pick(["lt", "ge"]), a, b };
        return { kind: "select", condition, t: a, e: grow(depth - 1) };
      }
      return { kind: "binary", op: pick(["add", "sub", "min", "max"]), a, b };
    };
    const stores = Array.from({ length: 1 + Math.floor(random() * 2) }, (): Store => {
      const value = grow(3);
      const combine = pick([undefined, "add", "max", "min"] as const);
      const along = lengths.map(() => combine === undefined || random() < 0.5);
      return { value, combine, to: make(along, random() < 0.3) };
    });
    const loops: Loops = { kind: "loops", lengths, stores };
    const expected = new Map(
      [...walked].map(([key, { array, start }]) => [key, { array: array.slice(), start }]),
    );
    interpret(loops, expected);
    arrays.run(loops);
    for (const [key, { array }] of walked) {
      const message = `trial ${trial}: ${JSON.stringify(loops)}`;
      // Zeros of both signs are the same.
      const [actual, wanted] = [array, expected.get(key)!.array].map((x) =>
        [...x].map((e) => e + 0)
      );
      assert.deepEqual(actual, wanted, message);
    }
  }
});

const load = (from: Access): Expression => ({ kind: "load", from });

Deno.test("loops: updates in place, of arrays whose new values need each other's old ones", () => {
  for (const length of [1, 3, 4, 5, 17, 129]) {
    const arrays = new Arrays();
    const x = arrays.place(Float32Array.from({ length }, (_, i) => i));
    const y = arrays.place(Float32Array.from({ length }, (_, i) => 100 - i));
    const [a, b] = [access(x, [1]), access(y, [1])];
    const sum: Expression = { kind: "binary", op: "add", a: load(a), b: load(b) };
    const difference: Expression = { kind: "binary", op: "sub", a: load(a), b: load(b) };
    const stores = [{ to: a, value: sum }, { to: b, value: difference }];
    arrays.run({ kind: "loops", lengths: [length], stores });
    assert.deepEqual([...x], Array(length).fill(100));
    assert.deepEqual([...y], Array.from({ length }, (_, i) => 2 * i - 100));
  }
});

Deno.test("loops: combinations over nothing are what they start at", () => {
  const starts = { add: 0, mul: 1, max: -Infinity, min: Infinity };
  for (const [combine, start] of Object.entries(starts)) {
    for (const [lengths, from] of [[[5, 0], [0, 1]], [[0, 5], [1, 0]]] as const) {
      const arrays = new Arrays();
      const x = arrays.place(new Float32Array(0));
      const out = arrays.place(new Float32Array(5).fill(9));
      const to = access(out, lengths.map((length) => length === 5 ? 1 : 0));
      const value = load(access(x, from));
      arrays.run({
        kind: "loops",
        lengths,
        stores: [{ to, value, combine: combine as Store["combine"] }],
      });
      assert.deepEqual([...out], Array(5).fill(start));
    }
  }
});

Deno.test("loops: the sum of no numbers is 0", () => {
  const arrays = new Arrays();
  const x = arrays.place(new Float32Array(0));
  const out = arrays.place(Float32Array.of(9));
  const stores = [{ to: access(out, [0]), value: load(access(x, [1])), combine: "add" }] as const;
  arrays.run({ kind: "loops", lengths: [0], stores });
  assert.deepEqual([...out], [0]);
});

Deno.test("loops: no iteration, nothing is written", () => {
  const arrays = new Arrays();
  const out = arrays.place(new Float32Array(5).fill(9));
  const one: Expression = { kind: "constant", type: "float32", value: 1 };
  arrays.run({ kind: "loops", lengths: [5, 0], stores: [{ to: access(out, [1, 1]), value: one }] });
  assert.deepEqual([...out], Array(5).fill(9));
});

Deno.test("loops: combinations along rows, columns and everything, of all types, with NaN", () => {
  const NAN = Float32Array.from({ length: 7 * 19 }, (_, i) => i % 40 === 21 ? NaN : i % 11 - 5);
  const INTEGERS = Int32Array.from(NAN, (x) => x | 0);
  const MASKS = Uint8Array.from(NAN, (x) => x > 4 ? 1 : 0);
  for (const values of [NAN, INTEGERS, MASKS]) {
    for (const combine of ["add", "mul", "max", "min"] as const) {
      if (values === MASKS && (combine === "add" || combine === "mul")) continue;
      for (const strides of [[1, 0], [0, 1], [0, 0]]) {
        const arrays = new Arrays();
        const x = arrays.place(values.slice());
        const out = arrays.place(values.slice(0, 19).fill(1));
        const value = load(access(x, [19, 1]));
        const stores = [{ to: access(out, strides), value, combine }];
        arrays.run({ kind: "loops", lengths: [7, 19], stores });
        const start = { add: 0, mul: 1, max: -Infinity, min: Infinity }[combine];
        const expected = Array.from(values.subarray(0, 19), () => start);
        values.forEach((v, at) => {
          const i = Math.floor(at / 19) * strides[0] + at % 19 * strides[1];
          expected[i] = BINARY[combine]!(expected[i], v);
          if (values === INTEGERS && combine === "mul") expected[i] |= 0;
        });
        const count = strides[0] > 0 ? 7 : strides[1] > 0 ? 19 : 1;
        const zero = (x: number) => x + 0;
        assert.deepEqual([...out.subarray(0, count)].map(zero), expected.slice(0, count).map(zero));
      }
    }
  }
});

Deno.test("loops: an expression that doubles 60 times is as long as one of 60 operations", () => {
  const arrays = new Arrays();
  const x = arrays.place(Float32Array.of(1, 2, 3, 4, 5));
  const out = arrays.place(new Float32Array(5));
  let value = load(access(x, [1]));
  for (let i = 0; i < 60; i++) value = { kind: "binary", op: "add", a: value, b: value };
  arrays.run({ kind: "loops", lengths: [5], stores: [{ to: access(out, [1]), value }] });
  assert.deepEqual([...out], [...x].map((e) => e * 2 ** 60));
});

Deno.test("loops: bools and floats in one loop, gathered from bytes with gaps", () => {
  const arrays = new Arrays();
  const mask = arrays.place(Uint8Array.from({ length: 39 }, (_, i) => i % 3 === 0 ? i / 3 % 2 : 1));
  const x = arrays.place(Float32Array.from({ length: 13 }, (_, i) => i + 1));
  const kept = arrays.place(new Float32Array(13));
  const flipped = arrays.place(new Uint8Array(26));
  const condition = load(access(mask, [3]));
  const e: Expression = { kind: "constant", type: "float32", value: -1 };
  arrays.run({
    kind: "loops",
    lengths: [13],
    stores: [
      {
        to: access(kept, [1]),
        value: { kind: "select", condition, t: load(access(x, [1])), e },
      },
      { to: access(flipped, [2], 1), value: { kind: "unary", op: "not", x: condition } },
    ],
  });
  assert.deepEqual([...kept], [...x].map((v, i) => i % 2 === 1 ? v : -1));
  assert.deepEqual([...flipped], Array.from(flipped, (_, i) => i % 4 === 1 ? 1 : 0));
});

Deno.test("loops: several values for one element, and strides that are missing are refused", () => {
  const [x, y] = [Float32Array.of(1, 2), Float32Array.of(1)];
  const value = load(access(x, [1]));
  const run = (lengths: number[], store: Store) => {
    new Arrays().run({ kind: "loops", lengths, stores: [store] });
  };
  assert.throws(() => run([2], { to: access(y, [0]), value }), {
    name: "RangeError",
    message: "Cannot store several values to one element: give `combine`.",
  });
  assert.throws(() => run([2, 2], { to: access(y, [0, 0]), value, combine: "add" }), {
    name: "RangeError",
    message: "Cannot walk 2 loops: give each access one stride a loop.",
  });
});
