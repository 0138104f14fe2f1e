import assert from "node:assert/strict";
import { access, Arrays } from "../../tests/fused.ts";
import type { Unary } from "./loops.ts";

/** Applies an operation to numbers. */
function apply(op: Unary, numbers: Float32Array): Float32Array {
  const arrays = new Arrays();
  const x = arrays.place(numbers);
  const out = arrays.place(new Float32Array(numbers.length));
  arrays.run({
    kind: "loops",
    lengths: [numbers.length],
    stores: [{
      to: access(out, [1]),
      value: { kind: "unary", op, x: { kind: "load", from: access(x, [1]) } },
    }],
  });
  return out;
}

/** One in 40 009 float32 of both signs: all exponents, some 200 mantissas each. */
function sweep(): Float32Array {
  const bits = [];
  for (let i = 0; i < 2 ** 32; i += 40009) bits.push(i);
  const all = new Float32Array(Uint32Array.from(bits).buffer);
  return all.filter((x) => !Number.isNaN(x));
}

/** Distance in units of the last place of the nearest float32. */
function ulps(actual: number, exact: number): number {
  if (Object.is(actual, Math.fround(exact))) return 0;
  if (!Number.isFinite(actual) || Math.fround(exact) === Infinity) return Infinity;
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(exact))));
  return Math.abs(actual - exact) / 2 ** (exponent - 23);
}

/** erf by its Taylor series, or by the continued fraction of erfc. */
function erf(x: number): number {
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  if (a < 3) {
    let [sum, term] = [x, x];
    for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }
  let fraction = 0;
  for (let k = 60; k > 0; k--) fraction = k / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction));
}

/** 1 / (1 + e⁻ˣ), of numbers far below 0 too. */
function sigmoid(x: number): number {
  return x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
}

const FUNCTIONS: readonly [op: Unary, exact: (x: number) => number, ulps: number][] = [
  ["exp", Math.exp, 1],
  ["log", Math.log, 1],
  ["tanh", Math.tanh, 2],
  ["sigmoid", sigmoid, 2.3],
  ["erf", erf, 3],
  ["sqrt", Math.sqrt, 0.5],
];

for (const [op, exact, bound] of FUNCTIONS) {
  Deno.test(`${op}: within ${bound} ulp at all exponents`, () => {
    const x = sweep();
    const y = apply(op, x);
    let worst = 0;
    let at = 0;
    x.forEach((value, i) => {
      const wanted = exact(value);
      if (Number.isNaN(wanted)) return assert(Number.isNaN(y[i]), `${op}(${value}) = ${y[i]}`);
      const error = ulps(y[i], wanted);
      if (error > worst) [worst, at] = [error, value];
    });
    assert(worst <= bound, `${op}(${at}) is off by ${worst} ulp`);
  });

  Deno.test(`${op}: zeros, infinities, NaN`, () => {
    const x = Float32Array.of(0, -0, Infinity, -Infinity, NaN);
    assert.deepEqual([...apply(op, x)], [...x.map(exact)]);
  });
}
