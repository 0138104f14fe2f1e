import type { BoundEncoder } from "../../encoders/encoder.ts";
import {
  type Arrays,
  mapTree,
  type NdArray,
  type Streams,
  type Tensors,
  tf,
} from "../../engine/mod.ts";
import type { NumberParameter } from "../../descriptors/parameters.ts";
import { type Classifier, initClassifier } from "../_classification.ts";

/** The parameter `depth` of methods that copy layers of the source's encoder. */
export const transferredDepth = {
  kind: "number",
  default: 1,
  range: [1, 100],
  integer: true,
  grid: [1],
  describe: "number of layers copied from the source's encoder, counted from the input",
} as const satisfies NumberParameter;

/** An encoder's parameters, cut in two. */
export interface Cut {
  /** Parameters of the layers below the cut. */
  readonly lower: Tensors;
  /** Parameters of the layers above the cut; empty if there are none. */
  readonly upper: Tensors;
}

/**
 * Cuts an encoder's parameters above layer `depth`.
 *
 * @param params `{ layer1, layer2, … }`.
 * @param depth The number of layers below the cut.
 */
export function cutAbove(params: Tensors, depth: number): Cut {
  const layers = Object.entries(params);
  const lower = new Set(Array.from({ length: depth }, (_, i) => `layer${i + 1}`));
  return {
    lower: Object.fromEntries(layers.filter(([name]) => lower.has(name))),
    upper: Object.fromEntries(layers.filter(([name]) => !lower.has(name))),
  };
}

/** Copies the source's first `depth` layers, unchanged, to the current backend. */
export function transferred(source: Arrays, depth: number): Tensors {
  const tensors = mapTree(({ shape, data }: NdArray) => tf.tensor(data, [...shape]), source);
  return cutAbove(tensors, depth).lower;
}

/** Draws a classifier and replaces its first layers with those of the source. */
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
