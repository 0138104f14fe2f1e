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
 * e^x = 2^n · e^r, with r = x − n · ln 2 and a polynomial for e^r on |r| ≤ ln 2 / 2 (Cephes, `expf`).
 *
 * The power of two is applied in two factors, so that results below the least normal number are right too.
 */
export function exp(code: Code): void {
  const [x, n, k] = Array.from({ length: 3 }, () => code.local("v128"));
  code.splat(-105).op("f32x4.pmax").splat(89).op("f32x4.pmin").tee(x);
  code.splat(Math.LOG2E).op("f32x4.mul").splat(ROUNDER).op("f32x4.add").tee(n);
  code.splat(ROUNDER).op("f32x4.sub").set(k);
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
  code.get(x).op("f32x4.mul").get(x).op("f32x4.mul").get(x).op("f32x4.add").splat(1)
    .op("f32x4.add");
  code.get(n).splat(ROUNDER).op("i32x4.sub").tee(n).i32(1).op("i32x4.shr_s").tee(k);
  powerOfTwo(code);
  code.op("f32x4.mul").get(n).get(k).op("i32x4.sub");
  powerOfTwo(code);
  code.op("f32x4.mul");
}

/** 2ⁿ of integers from −126 to 127. */
function powerOfTwo(code: Code): void {
  code.bits(127).op("i32x4.add").i32(23).op("i32x4.shl");
}

/**
 * ln x = e · ln 2 + ln m, with m from √½ to √2 and a polynomial for ln m (Cephes, `logf`).
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

/** Of |x|: x + x³ P(x²) below 0.625, and 1 − 2 / (e²ˣ + 1) above (Cephes, `tanhf`). */
export function tanh(code: Code): void {
  const [x, a, z] = Array.from({ length: 3 }, () => code.local("v128"));
  code.tee(x).op("f32x4.abs").set(a);
  code.get(a).get(a).op("f32x4.mul").set(z);
  polynomial(code, z, [
    -5.70498872745e-3,
    2.06390887954e-2,
    -5.37397155531e-2,
    1.33314422036e-1,
    -3.33332819422e-1,
  ]);
  code.get(z).op("f32x4.mul").get(a).op("f32x4.mul").get(a).op("f32x4.add");
  code.splat(1).splat(2).get(a).get(a).op("f32x4.add");
  exp(code);
  code.splat(1).op("f32x4.add").op("f32x4.div").op("f32x4.sub");
  code.get(a).splat(0.625).op("f32x4.lt").op("v128.bitselect");
  code.get(x).splat(-0).op("v128.and").op("v128.or");
}

/** t = e^−|x|; 1 / (1 + t) from 0 on, t / (1 + t) below. */
export function sigmoid(code: Code): void {
  const [x, t] = Array.from({ length: 2 }, () => code.local("v128"));
  code.tee(x).op("f32x4.abs").op("f32x4.neg");
  exp(code);
  code.set(t);
  code.get(t).splat(1).get(x).splat(0).op("f32x4.lt").op("v128.bitselect");
  code.splat(1).get(t).op("f32x4.add").op("f32x4.div");
}

/** x P(x²) up to 1, and 1 − e^−Q(|x|) above. */
export function erf(code: Code): void {
  const [x, a, z] = Array.from({ length: 3 }, () => code.local("v128"));
  code.tee(x).op("f32x4.abs").splat(4).op("f32x4.pmin").set(a);
  code.get(x).get(x).op("f32x4.mul").set(z);
  polynomial(code, z, [
    7.889122935011983e-5,
    -8.020842215046287e-4,
    5.189535673707724e-3,
    -2.6854444295167923e-2,
    1.1283600330352783e-1,
    -3.761262595653534e-1,
    1.1283791065216064,
  ]);
  code.get(x).op("f32x4.mul");
  code.splat(1);
  polynomial(code, a, [
    -2.168677019653842e-5,
    4.4133540359325707e-4,
    -4.2045568116009235e-3,
    2.52082422375679e-2,
    -1.084185540676117e-1,
    -6.332198977470398e-1,
    -1.1295784711837769,
    1.8803738930728287e-4,
  ]);
  exp(code);
  code.op("f32x4.sub").get(x).splat(-0).op("v128.and").op("v128.or");
  code.get(a).splat(1).op("f32x4.lt").op("v128.bitselect");
}
