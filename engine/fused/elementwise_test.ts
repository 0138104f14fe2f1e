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
    return {
      array,
      i: access.strides.reduce((sum, stride, k) => sum + stride * counters[k], start),
    };
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
    /** An array of its own that is walked along some loops, in some order, with gaps or backwards. */
    const make = (along: readonly boolean[], gaps: boolean): Access => {
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
      const array = arrays.place(
        Float32Array.from({ length: size }, () => Math.round(random() * 16 - 8)),
      );
      const made = access(array, strides, start);
      walked.set(made, { array, start });
      return made;
    };
    const loads = Array.from({ length: 1 + Math.floor(random() * 3) }, (): Expression => ({
      kind: "load",
      from: make(lengths.map(() => random() < 0.7), true),
    }));
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
