import { randomStreams, tf } from "../engine/mod.ts";
import type { Operand } from "./agreement.ts";

/** Makes a vector of floats. */
export function floats(...values: number[]): Operand {
  return { shape: [values.length], data: Float32Array.from(values) };
}

/** Makes a vector of integers. */
export function ints(...values: number[]): Operand {
  return { shape: [values.length], data: Int32Array.from(values) };
}

/** Makes a vector of booleans. */
export function bools(...values: number[]): Operand {
  return { shape: [values.length], data: Uint8Array.from(values) };
}

/** Reshapes an operand. */
export function shaped({ data }: Operand, shape: readonly number[]): Operand {
  return { shape, data };
}

/** Draws uniform numbers in [low, high). */
export function between(
  low: number,
  high: number,
  shape: readonly number[],
  purpose = "operand",
): Operand {
  const random = randomStreams(3)(`${purpose} ${shape} ${low} ${high}`);
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, data: Float32Array.from({ length: size }, () => random.uniform(low, high)) };
}

/** Returns indicators of NaN, ∞ and −∞, and the finite elements: all of them can be compared. */
export function classified(y: tf.Tensor): tf.Tensor[] {
  return [
    tf.isNaN(y),
    tf.equal(y, Infinity),
    tf.equal(y, -Infinity),
    tf.where(tf.isFinite(y), y, tf.zerosLike(y)),
  ];
}
