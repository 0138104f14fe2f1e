import { bind, type Overrides } from "../../../descriptors/parameters.ts";
import {
  leaves,
  type Noise,
  openDevice,
  randomStreams,
  type Tensors,
  tf,
} from "../../../engine/mod.ts";
import golden from "../../../tests/golden/gradient_rules.json" with { type: "json" };
import torchjd from "../../../tests/golden/torchjd_rules.json" with { type: "json" };
import type { GradientRule } from "./gradient_rule.ts";

/** Vectors, one for each task. */
export type Vectors = readonly (readonly number[])[];

/** Gradients of several tasks, and further inputs of rules. */
export interface Example {
  readonly gradients: Vectors;
  /** By default 1 each. */
  readonly losses?: readonly number[];
  /** The numbers that noise returns, in order; by default none. */
  readonly noise?: readonly number[];
}

/** An example with the results of programs that are not ours, which are in tests/golden. */
export interface GoldenExample {
  readonly name: string;
  readonly gradients: Vectors;
  readonly losses?: readonly number[];
  readonly noise: { readonly order: readonly number[]; readonly signs: readonly number[] };
  readonly results: readonly {
    readonly rule: string;
    readonly values: Overrides;
    readonly gradient: readonly number[];
  }[];
}

/** Results of the papers' statements, by tests/golden/gradient_rules.py. */
export const examples: readonly GoldenExample[] = golden.families as unknown as GoldenExample[];

/** Results of torchjd, by tests/golden/torchjd_rules.py. */
export const torchjdExamples: readonly GoldenExample[] = torchjd
  .families as unknown as GoldenExample[];

/** Returns an example with the noise that a rule needs. */
export function exampleFor(
  rule: GradientRule,
  { gradients, losses, noise }: GoldenExample,
): Example {
  return { gradients, losses, noise: rule.name === "graddrop" ? noise.signs : noise.order };
}

/** Draws normal gradients, with enough noise for every rule. */
export function randomExample(tasks: number, width: number, seed = 1): Required<Example> {
  const random = randomStreams(seed)("gradients");
  return {
    gradients: Array.from(
      { length: tasks },
      () => Array.from({ length: width }, () => random.normal()),
    ),
    losses: Array.from({ length: tasks }, () => random.uniform(0.1, 3)),
    noise: Array.from({ length: Math.max(tasks * tasks, width) }, () => random.uniform(0, 1)),
  };
}

/**
 * Applies a rule for one step, operation by operation.
 *
 * @param rule The rule.
 * @param example The gradients.
 * @param values The parameters that differ from the defaults.
 * @param toTree Converts a vector to a tree of one or several leaves; by default several of different shapes.
 */
export async function follow(
  rule: GradientRule,
  example: Example,
  values: Overrides = {},
  toTree: (vector: readonly number[]) => Tensors = inLeaves,
): Promise<number[]> {
  await openDevice("reference");
  return tf.tidy(() =>
    leaves(combined(rule, example.gradients.map(toTree), example, values))
      .flatMap(([, leaf]) => [...leaf.dataSync()])
  );
}

/** Combines gradients by a rule, on the current backend. */
export function combined(
  rule: GradientRule,
  gradients: readonly Tensors[],
  { losses = gradients.map(() => 1), noise = [] }: Omit<Example, "gradients">,
  values: Overrides = {},
): Tensors {
  const bound = rule.create(bind(rule, values), gradients.length);
  return bound.combine(gradients, {
    state: bound.init(),
    noise: fixedNoise(noise),
    losses: tf.tensor1d([...losses]),
  }).gradient;
}

/** Converts a vector of at least three numbers to a tree of a column, a row and a scalar, at two depths. */
function inLeaves(vector: readonly number[]): Tensors {
  const last = vector.length - 1;
  return {
    layer: {
      kernel: tf.tensor2d(vector.slice(0, 2), [2, 1]),
      bias: tf.tensor1d(vector.slice(2, last)),
    },
    scale: tf.tensor1d(vector.slice(last)),
  };
}

/** Noise that returns the numbers of a list. */
function fixedNoise(numbers: readonly number[]): Noise {
  let next = 0;
  return {
    uniform(shape) {
      const start = next;
      next += shape.reduce((product, length) => product * length, 1);
      if (next > numbers.length) {
        throw new RangeError(`Cannot give ${next} numbers of noise, there are ${numbers.length}`);
      }
      return tf.tensor(numbers.slice(start, next), [...shape]);
    },
  };
}

/** a·b. */
export function inner(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * b[i], 0);
}

/** ‖a‖. */
export function length(a: readonly number[]): number {
  return Math.hypot(...a);
}

/** The cosine of the angle between a and b. */
export function cosine(a: readonly number[], b: readonly number[]): number {
  return inner(a, b) / (length(a) * length(b));
}
