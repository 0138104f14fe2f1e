import type { BoundEncoder } from "../../encoders/encoder.ts";
import { type Noise, type Tensors, tf } from "../../engine/mod.ts";
import type { TasksProblem } from "./_sharing.ts";

/** Activations of encoders that stand side by side, one for each task. */
export interface Activations {
  /** The output of each layer before mixing, `[tasks, batch, …]`. */
  readonly given: readonly tf.Tensor[];
  /** The mixed output of each layer but the last, which is the next layer's input, `[tasks, batch, …]`. */
  readonly mixed: readonly tf.Tensor[];
}

/**
 * Applies encoders side by side, layer by layer, and mixes their outputs between layers.
 *
 * @param encoder The architecture of each encoder.
 * @param columns The encoders' parameters, at least two.
 * @param mix Maps a layer's outputs, `[tasks, batch, …]`, and the layer's name to the next layer's inputs.
 */
export function applyColumns(
  encoder: BoundEncoder,
  columns: readonly Tensors[],
  x: tf.Tensor,
  noise: Noise | undefined,
  mix: (given: tf.Tensor, layer: string) => tf.Tensor,
): Activations {
  const given: tf.Tensor[] = [];
  const mixed: tf.Tensor[] = [];
  let below = columns.map(() => x);
  for (const [i, name] of layersOf(encoder).entries()) {
    if (i > 0) {
      mixed.push(mix(given[i - 1], layersOf(encoder)[i - 1]));
      below = tf.unstack(mixed[i - 1]);
    }
    given.push(
      tf.stack(
        columns.map((params, task) =>
          encoder.layers[i].apply(params[name] as Tensors, below[task], { input: x, noise })
        ),
      ),
    );
  }
  return { given, mixed };
}

/** Returns the names of an encoder's layers in its tree of parameters. */
export function layersOf({ layers }: BoundEncoder): string[] {
  return layers.map((_, i) => `layer${i + 1}`);
}

/**
 * Mixes the outputs of several columns: yᵢ = Σⱼ αᵢⱼ hⱼ; with subspaces, i and j run over the subspaces of all
 * columns.
 *
 * @param alpha α `[mixtures · subspaces, columns · subspaces]`, the subspaces of a column side by side.
 * @param given h `[columns, batch, …, channels]`.
 * @param subspaces The number of equal parts of the channels; by default 1.
 * @returns `[mixtures, batch, …, channels]`.
 */
export function mixColumns(alpha: tf.Tensor, given: tf.Tensor, subspaces = 1): tf.Tensor {
  const [columns, ...shape] = given.shape;
  const channels = shape.at(-1)!;
  const places = given.size / columns / channels;
  const parts = tf.transpose(
    tf.reshape(given, [columns, places, subspaces, channels / subspaces]),
    [0, 2, 1, 3],
  );
  const flat = tf.reshape(parts, [columns * subspaces, places * channels / subspaces]);
  const mixtures = alpha.shape[0] / subspaces;
  const mixed = tf.reshape(tf.matMul(alpha, flat), [
    mixtures,
    subspaces,
    places,
    channels / subspaces,
  ]);
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [mixtures, ...shape]);
}

/**
 * Mixes channel by channel: yᵢ꜀ = Σⱼ αᵢⱼ꜀ hⱼ꜀.
 *
 * @param alpha α `[mixtures, columns, channels]`.
 * @param given h `[columns, batch, …, channels]`.
 * @returns `[mixtures, batch, …, channels]`.
 */
export function mixChannels(alpha: tf.Tensor, given: tf.Tensor): tf.Tensor {
  const [columns, ...shape] = given.shape;
  const [mixtures, , channels] = alpha.shape;
  const products = tf.mul(
    tf.reshape(given, [1, columns, -1, channels]),
    tf.reshape(alpha, [mixtures, columns, 1, channels]),
  );
  return tf.reshape(tf.sum(products, 1), [mixtures, ...shape]);
}

/**
 * Checks that there are at least two tasks to mix.
 *
 * @param name The method's name.
 * @throws {RangeError} If there are fewer than two tasks.
 */
export function requireTasks(name: string, { tasks }: TasksProblem): void {
  if (tasks.length < 2) {
    throw new RangeError(
      `Cannot create ${name}: it needs 2 tasks, current number is ${tasks.length}`,
    );
  }
}
