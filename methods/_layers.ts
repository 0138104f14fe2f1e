import type { BoundEncoder } from "../encoders/encoder.ts";
import {
  type Arrays,
  mapTree,
  type NdArray,
  type Streams,
  type Tensors,
  tf,
} from "../engine/mod.ts";
import type { NumberParameter } from "../descriptors/parameters.ts";
import { type Classifier, initClassifier } from "./_classification.ts";

/** The parameter `depth` of methods that take over layers of the source's encoder. */
export const transferredDepth = {
  kind: "number",
  default: 1,
  range: [1, 100],
  integer: true,
  grid: [1],
  describe: "layers that are taken over from the source's encoder, counted from the input",
} as const satisfies NumberParameter;

/** An encoder's parameters, cut in two. */
export interface Cut {
  /** Those of the first layers. */
  readonly lower: Tensors;
  /** Those of the others; empty where there are none. */
  readonly upper: Tensors;
}

/**
 * Cuts an encoder's parameters above some layer.
 *
 * @param params `{ layer1, layer2, … }`.
 * @param depth How many layers are below the cut.
 */
export function cutAbove(params: Tensors, depth: number): Cut {
  const layers = Object.entries(params);
  const lower = new Set(Array.from({ length: depth }, (_, i) => `layer${i + 1}`));
  return {
    lower: Object.fromEntries(layers.filter(([name]) => lower.has(name))),
    upper: Object.fromEntries(layers.filter(([name]) => !lower.has(name))),
  };
}

/** The source's first layers, as they are, on the backend at hand. */
export function transferred(source: Arrays, depth: number): Tensors {
  const tensors = mapTree(({ shape, data }: NdArray) => tf.tensor(data, [...shape]), source);
  return cutAbove(tensors, depth).lower;
}

/** Draws a classifier, and puts the source's first layers in the place of its own. */
export function initTransferred(
  random: Streams,
  encoder: BoundEncoder,
  classes: number,
  { source, depth }: { readonly source: Arrays; readonly depth: number },
): Classifier {
  const drawn = initClassifier(random, encoder, classes);
  return {
    encoder: { ...drawn.encoder, ...transferred(source, depth) },
    head: drawn.head,
  };
}
