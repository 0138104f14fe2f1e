import { createHash } from "node:crypto";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";

/** A stream of random numbers. */
export interface Random {
  /** Draws a number in [low, high), by default [0, 1). */
  uniform(low?: number, high?: number): number;
  /** Draws from the standard normal distribution. */
  normal(): number;
  /** Returns the numbers 0 to n − 1 in random order. */
  permutation(n: number): Int32Array;
}

/** The random streams of one seed: a purpose always gives the same stream, from its start. */
export type Streams = (purpose: string) => Random;

/**
 * Derives independent random streams from a seed.
 *
 * Each stream is initialised with the SHA-256 of the seed and the purpose, so that drawing more numbers
 * for one purpose, or adding a purpose, does not shift the draws for another.
 *
 * @param seed A non-negative integer.
 * @returns The function from a purpose (`"initial/encoder/layer1"`) to its stream.
 * @throws {RangeError} If the seed is not a non-negative safe integer.
 *
 * @example
 * ```ts
 * import { randomStreams } from "./random.ts";
 * import assert from "node:assert/strict";
 *
 * const streams = randomStreams(1);
 * assert.equal(streams("noise").uniform(), streams("noise").uniform());
 * assert.notEqual(streams("noise").uniform(), streams("batches").uniform());
 * ```
 */
export function randomStreams(seed: number): Streams {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(
      `Cannot derive random streams: the seed must be a non-negative integer, current value is ${seed}`,
    );
  }
  return (purpose) => {
    const digest = createHash("sha256").update(`${seed}/${purpose}`).digest();
    return randomFrom([0, 4, 8, 12].map((offset) => digest.readInt32BE(offset)));
  };
}

function randomFrom(state: readonly number[]): Random {
  const generator = xoroshiro128plusFromState(state);
  let spare: number | undefined;
  return {
    uniform: (low = 0, high = 1) => low + (high - low) * uniformFloat64(generator),
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      // Box–Muller; 1 − u is in (0, 1], so the logarithm is finite.
      const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(generator)));
      const angle = 2 * Math.PI * uniformFloat64(generator);
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    permutation(n) {
      // Fisher–Yates, from the end.
      const order = new Int32Array(n).map((_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = uniformInt(generator, 0, i);
        [order[i], order[j]] = [order[j], order[i]];
      }
      return order;
    },
  };
}
