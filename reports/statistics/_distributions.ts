import jstat from "jstat";

/** What is used of jStat, which has no types. */
interface JStat {
  /** The regularised incomplete beta function I_x(a, b). */
  ibeta(x: number, a: number, b: number): number;
  readonly studentt: { inv(p: number, degrees: number): number };
  readonly chisquare: { cdf(x: number, degrees: number): number };
  readonly tukey: { inv(p: number, means: number, degrees: number): number };
  readonly normal: {
    pdf(x: number, mean: number, standardDeviation: number): number;
    cdf(x: number, mean: number, standardDeviation: number): number;
    inv(p: number, mean: number, standardDeviation: number): number;
  };
}

const { ibeta, studentt, chisquare, tukey, normal } = jstat as JStat;

/** P(T > t) of Student's t: ½ I_x(ν/2, ½) with x = ν/(ν + t²) for t ≥ 0, which keeps small tails. */
export function studentSurvival(t: number, degrees: number): number {
  const tail = ibeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
  return t < 0 ? 1 - tail : tail;
}

/** The value below which Student's t lies with probability p. */
export function studentQuantile(p: number, degrees: number): number {
  return studentt.inv(p, degrees);
}

/** P(X ≤ x) of the chi-squared distribution. */
export function chiSquaredCdf(x: number, degrees: number): number {
  return chisquare.cdf(x, degrees);
}

/** The value below which the range of `means` standard normal draws lies with probability p. */
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

/** The value below which a standard normal draw lies with probability p. */
export function normalQuantile(p: number): number {
  return normal.inv(p, 0, 1);
}
