import type { Code, Local } from "./wasm/code.ts";

/** Polynomial in the variable, the coefficient of the highest power first. */
function polynomial(code: Code, x: Local, coefficients: readonly number[]): void {
  code.splat(coefficients[0]);
  for (const coefficient of coefficients.slice(1)) {
    code.get(x).op("f32x4.mul").splat(coefficient).op("f32x4.add");
  }
}

/** ln 2 in two parts, of which the first has so few bits that its products with exponents are exact. */
const LN2 = [0.693359375, -2.12194440e-4];

/** Added to a number of less than 2²², it rounds it, and the integer stands in the sum's lowest bits. */
const ROUNDER = 1.5 * 2 ** 23;

/**
 * e^x = 2^n · e^r, with r = x − n · ln 2 and a polynomial for e^r on |r| ≤ ln 2 / 2 (Cephes, `expf`); within 1 ulp.
 *
 * The power of two is applied in two factors, so that results below the least normal number are right too.
 */
export function exp(code: Code): void {
  code.splat(-105).op("f32x4.pmax").splat(89).op("f32x4.pmin");
  const n = reduce(code);
  const k = code.local("v128");
  code.splat(1).op("f32x4.add");
  code.get(n).i32(1).op("i32x4.shr_s").tee(k);
  powerOfTwo(code);
  code.op("f32x4.mul").get(n).get(k).op("i32x4.sub");
  powerOfTwo(code);
  code.op("f32x4.mul");
}

/** Takes x, from −80 to 80, from the stack: e^x is the sum of 2^n and 2^n (e^r − 1), which are returned. */
function expParts(code: Code): readonly [Local, Local] {
  const [power, rest] = Array.from({ length: 2 }, () => code.local("v128"));
  code.get(reduce(code));
  powerOfTwo(code);
  code.tee(power).op("f32x4.mul").set(rest);
  return [power, rest];
}

/** Replaces x on the stack by e^r − 1, and returns the integers n. */
function reduce(code: Code): Local {
  const [x, n, k] = Array.from({ length: 3 }, () => code.local("v128"));
  code.tee(x).splat(Math.LOG2E).op("f32x4.mul").splat(ROUNDER).op("f32x4.add").tee(n);
  code.splat(ROUNDER).op("f32x4.sub").set(k);
  code.get(n).splat(ROUNDER).op("i32x4.sub").set(n);
  code.get(x).get(k).splat(LN2[0]).op("f32x4.mul").op("f32x4.sub");
  code.get(k).splat(LN2[1]).op("f32x4.mul").op("f32x4.sub").set(x);
  polynomial(code, x, [
    1.9875691500e-4,
    1.3981999507e-3,
    8.3334519073e-3,
    4.1665795894e-2,
    1.6666665459e-1,
    5.0000001201e-1,
  ]);
  code.get(x).op("f32x4.mul").get(x).op("f32x4.mul").get(x).op("f32x4.add");
  return n;
}

/** 2ⁿ of integers from −126 to 127. */
function powerOfTwo(code: Code): void {
  code.bits(127).op("i32x4.add").i32(23).op("i32x4.shl");
}

/**
 * ln x = e · ln 2 + ln m, with m from √½ to √2 and a polynomial for ln m (Cephes, `logf`); within 1 ulp.
 */
export function log(code: Code): void {
  const [x, e, m, z, small] = Array.from({ length: 5 }, () => code.local("v128"));
  // Numbers below the least normal one are multiplied by 2²³.
  code.tee(x).splat(2 ** -126).op("f32x4.lt").set(small);
  code.get(x).splat(2 ** 23).op("f32x4.mul").get(x).get(small).op("v128.bitselect").tee(m);
  // Bits above those of √½: the exponent of m, less one if its mantissa is below.
  code.bits(0x3f3504f3).op("i32x4.sub").i32(23).op("i32x4.shr_s").tee(e);
  code.i32(23).op("i32x4.shl").set(z);
  code.get(m).get(z).op("i32x4.sub").splat(1).op("f32x4.sub").set(m);
  code.get(e).op("f32x4.convert_i32x4_s").splat(23).get(small).op("v128.and").op("f32x4.sub")
    .set(e);
  code.get(m).get(m).op("f32x4.mul").set(z);
  polynomial(code, m, [
    7.0376836292e-2,
    -1.1514610310e-1,
    1.1676998740e-1,
    -1.2420140846e-1,
    1.4249322787e-1,
    -1.6668057665e-1,
    2.0000714765e-1,
    -2.4999993993e-1,
    3.3333331174e-1,
  ]);
  code.get(m).op("f32x4.mul").get(z).op("f32x4.mul");
  code.get(e).splat(LN2[1]).op("f32x4.mul").op("f32x4.add");
  code.get(z).splat(0.5).op("f32x4.mul").op("f32x4.sub");
  code.get(m).op("f32x4.add").get(e).splat(LN2[0]).op("f32x4.mul").op("f32x4.add").set(m);
  // ∞ and NaN are their own logarithms, that of 0 is −∞, and that of negative numbers NaN.
  code.get(m).get(x).get(x).splat(Infinity).op("f32x4.lt").op("v128.bitselect");
  code.splat(-Infinity).get(x).splat(0).op("f32x4.ne").op("v128.bitselect");
  code.splat(NaN).get(x).splat(0).op("f32x4.lt").op("v128.not").op("v128.bitselect");
}

/** (1 − e^−2|x|) / (1 + e^−2|x|), with the sign of x; within 2 ulp. */
export function tanh(code: Code): void {
  const x = code.local("v128");
  code.tee(x).op("f32x4.abs").splat(10).op("f32x4.pmin").splat(-2).op("f32x4.mul");
  const [power, rest] = expParts(code);
  code.splat(1).get(power).op("f32x4.sub").get(rest).op("f32x4.sub");
  code.splat(1).get(power).op("f32x4.add").get(rest).op("f32x4.add").op("f32x4.div");
  signLike(code, x);
}

/** t = e^−|x|; 1 / (1 + t) from 0 on, t / (1 + t) below; within 2.3 ulp. */
export function sigmoid(code: Code): void {
  const [x, t] = Array.from({ length: 2 }, () => code.local("v128"));
  code.tee(x).op("f32x4.abs").op("f32x4.neg");
  exp(code);
  code.set(t);
  code.get(t).splat(1).get(x).splat(0).op("f32x4.lt").op("v128.bitselect");
  code.splat(1).get(t).op("f32x4.add").op("f32x4.div");
}

/** 1 − e^(|x| P(|x|)), with the sign of x: a polynomial for ln(1 − erf x) / x up to 4; within 3 ulp. */
export function erf(code: Code): void {
  const [x, a] = Array.from({ length: 2 }, () => code.local("v128"));
  code.tee(x).op("f32x4.abs").splat(4).op("f32x4.pmin").set(a);
  polynomial(code, a, [
    9.25627136894036e-6,
    -1.1764132068492472e-4,
    6.328370072878897e-4,
    -1.6670277109369636e-3,
    1.6039634647313505e-4,
    1.9153064116835594e-2,
    -1.0277783125638962e-1,
    -6.366193890571594e-1,
    -1.128379225730896,
  ]);
  code.get(a).op("f32x4.mul");
  const [power, rest] = expParts(code);
  code.splat(1).get(power).op("f32x4.sub").get(rest).op("f32x4.sub");
  signLike(code, x);
}

/** Gives a number that is not negative the sign of another. */
function signLike(code: Code, other: Local): void {
  code.get(other).splat(-0).op("v128.and").op("v128.or");
}
