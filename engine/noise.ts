import type { Random } from "./random.ts";
import type * as tf from "./tf.ts";

/** A source of random numbers for one purpose, such as dropout masks or random weights. */
export interface Noise {
  /**
   * Returns random numbers, drawn at every step.
   *
   * @param shape Any shape.
   * @returns A tensor of that shape, uniform in [0, 1).
   */
  uniform(shape: readonly number[]): tf.Tensor;
}

/**
 * The source of a step's random numbers, by purpose.
 *
 * A step never draws random numbers itself. The numbers that it requests here become inputs of the step, which
 * are drawn outside from the run's streams, so that an eager step and a compiled step use the same numbers. Each
 * purpose has its own stream: draws for one purpose do not shift those for another.
 */
export type StepNoise = (purpose: string) => Noise;

/**
 * Makes noise that can be read again from its start, to compute twice with the same masks.
 *
 * @param noise The noise to draw from, each number once.
 * @returns A function that returns a new reader of the same numbers at each call; a reader that requests more
 * than the previous ones draws further numbers.
 * @throws {RangeError} (from a reader) If it requests another shape than the previous readers.
 */
export function replayable(noise: Noise): () => Noise {
  const drawn: tf.Tensor[] = [];
  return () => {
    let next = 0;
    return {
      uniform(shape) {
        const at = next++;
        drawn[at] ??= noise.uniform(shape);
        if (drawn[at].shape.join() !== shape.join()) {
          throw new RangeError(
            `Cannot replay noise: it was drawn of shape [${
              drawn[at].shape
            }], current value is [${shape}]`,
          );
        }
        return drawn[at];
      },
    };
  };
}

/**
 * Draws the numbers of {@linkcode Noise.uniform}, outside of any step.
 *
 * @param random The random stream.
 * @param count Number of draws.
 * @returns Multiples of 2⁻²⁴ in [0, 1), exact in float32: rounding cannot make one of them 1.
 */
export function drawUniform(random: Random, count: number): Float32Array {
  return new Float32Array(count).map(() => Math.floor(random.uniform() * 2 ** 24) / 2 ** 24);
}
