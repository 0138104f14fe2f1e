import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/**
 * Returns a generator of random integers for resampling; the same seed gives the same integers.
 *
 * @param seed An integer from 0 to 2³² − 1.
 * @returns A function that draws an integer from 0 to n − 1, uniformly but for one part in 2³²/n.
 * @throws {RangeError} If the seed is not such an integer.
 */
export function integersFrom(seed: number): (n: number) => number {
  checkSeed(seed);
  const generator = xoroshiro128plus(seed);
  return (n) => Math.floor((generator.next() >>> 0) / 2 ** 32 * n);
}

/**
 * Checks the seed of a resampling.
 *
 * @throws {RangeError} If it is not an integer from 0 to 2³² − 1.
 */
export function checkSeed(seed: number): void {
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return;
  throw new RangeError(
    `Cannot resample: the seed must be an integer from 0 to 4294967295, current value is ${seed}`,
  );
}
