import jstat from "jstat";

/** The part of jStat, which has no types, that is used here. */
interface JStat {
  /** The regularised incomplete beta function I_x(a, b). */
  ibeta(x: number, a: number, b: number): number;
  readonly studentt: { inv(p: number, degrees: number): number };
  readonly chisquare: { cdf(x: number, degrees: number): number };
  gammaln(x: number): number;
  readonly tukey: { inv(p: number, means: number, degrees: number): number };
  readonly normal: {
    pdf(x: number, mean: number, standardDeviation: number): number;
    cdf(x: number, mean: number, standardDeviation: number): number;
    inv(p: number, mean: number, standardDeviation: number): number;
  };
}

const { gammaln, ibeta, studentt, chisquare, tukey, normal } = jstat as JStat;

/** P(T > t) of Student's t: ½ I_x(ν/2, ½) with x = ν/(ν + t²) for t ≥ 0, which keeps small tails. */
export function studentSurvival(t: number, degrees: number): number {
  const tail = ibeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
  return t < 0 ? 1 - tail : tail;
}

/** The p quantile of Student's t. */
export function studentQuantile(p: number, degrees: number): number {
  return studentt.inv(p, degrees);
}

/** P(X ≤ x) of the chi-squared distribution. */
export function chiSquaredCdf(x: number, degrees: number): number {
  return chisquare.cdf(x, degrees);
}

/**
 * P(X > x) of the chi-squared distribution. In the upper tail, in which 1 − P(X ≤ x) has no digits left, it is
 * Legendre's continued fraction of the incomplete gamma function, Γ(a, z)/Γ(a) with a = ν/2 and z = x/2, by Lentz's
 * method (https://dlmf.nist.gov/8.9.E2).
 */
export function chiSquaredSurvival(x: number, degrees: number): number {
  const [a, z] = [degrees / 2, x / 2];
  if (z < a + 1) return 1 - chiSquaredCdf(x, degrees);
  if (z === Infinity) return 0;
  let b = z + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1, factor = 0; Math.abs(factor - 1) > 1e-15 && i < 10_000; i++) {
    const numerator = i * (a - i);
    b += 2;
    c = b + numerator / c;
    d = 1 / (b + numerator * d);
    factor = c * d;
    fraction *= factor;
  }
  return Math.exp(a * Math.log(z) - z - gammaln(a)) * fraction;
}

/** P(Z > z) of the standard normal distribution, which keeps small tails: Z² is chi-squared. */
export function normalSurvival(z: number): number {
  const tail = chiSquaredSurvival(z * z, 1) / 2;
  return z < 0 ? 1 - tail : tail;
}

/** The p quantile of the range of `means` standard normal draws. */
export function studentizedRangeQuantile(p: number, means: number): number {
  return tukey.inv(p, means, Infinity);
}

/** The density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return normal.pdf(z, 0, 1);
}

/** P(Z ≤ z) of the standard normal distribution. */
export function normalCdf(z: number): number {
  return normal.cdf(z, 0, 1);
}

/** The p quantile of the standard normal distribution. */
export function normalQuantile(p: number): number {
  return normal.inv(p, 0, 1);
}
