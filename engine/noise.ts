import type { Random } from "./random.ts";
import type * as tf from "./tf.ts";

/** Where random numbers for one purpose come from: dropout's masks, random weights. */
export interface Noise {
  /**
   * Gives numbers that are drawn anew at every step.
   *
   * @param shape Any shape.
   * @returns A tensor of that shape, uniform in [0, 1).
   */
  uniform(shape: readonly number[]): tf.Tensor;
}

/**
 * Where a step's random numbers come from, by purpose.
 *
 * Nothing in a step draws by itself. What it asks for here becomes an input of the step, drawn outside from
 * the run's own streams, so that a step that is run operation by operation and one that is compiled see the
 * same numbers. Each purpose has a stream of its own: what is drawn for one shifts no draw of another.
 */
export type StepNoise = (purpose: string) => Noise;

/**
 * Makes noise that can be read again from its beginning, for computing twice with the same masks.
 *
 * @param noise What is drawn from, each number once.
 * @returns Gives, at each call, the same numbers from the first on; further ones are drawn where a reader
 * asks for more than those before it.
 * @throws {RangeError} (from what it gives) If a reader asks for another shape than the one before it.
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
 * Draws what {@linkcode Noise.uniform} gives, outside of any step.
 *
 * @param random The stream.
 * @param count How many numbers.
 * @returns Multiples of 2⁻²⁴ in [0, 1), each exact in float32: rounding makes none of them 1.
 */
export function drawUniform(random: Random, count: number): Float32Array {
  return Float32Array.from(
    { length: count },
    () => Math.floor(random.uniform() * 2 ** 24) / 2 ** 24,
  );
}
