import type { Paper } from "../descriptors/paper.ts";
import type { Parameters, Values } from "../descriptors/parameters.ts";
import type { Streams, Tensors, tf } from "../engine/mod.ts";

/** One layer of an encoder: the unit that a method freezes, shares or cuts at. */
export interface Layer {
  /** Draws the layer's parameters. */
  init(random: Streams): Tensors;
  /** Applies it, `[batch, …] → [batch, …]`. */
  apply(params: Tensors, x: tf.Tensor): tf.Tensor;
}

/** An encoder made for one input shape. */
export interface BoundEncoder {
  /** In the order of application; numbered from 1 in the tree of parameters. */
  readonly layers: readonly Layer[];
  /** Width of the features, `[batch, width]`. */
  readonly width: number;
  /** Draws the parameters of all layers, as `{ layer1, layer2, … }`. */
  init(random: Streams): Tensors;
  /** Applies all layers, `[batch, …] → [batch, width]`. */
  apply(params: Tensors, x: tf.Tensor): tf.Tensor;
}

/** A network from inputs to features. */
export interface Encoder<P extends Parameters = Parameters> {
  /** The file's stem and the id in a protocol. */
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  /** The input kinds that it takes. */
  readonly inputs: readonly string[];
  readonly params: P;
  /** Makes the encoder for inputs of one shape, without the batch axis. */
  create(values: Values<P>, inputShape: readonly number[]): BoundEncoder;
}

/** Declares an encoder; its parameters' types follow from the declaration. */
export function defineEncoder<const P extends Parameters>(encoder: Encoder<P>): Encoder<P> {
  return encoder;
}

/**
 * Stacks layers into an encoder.
 *
 * @param layers In the order of application.
 * @param width Width of the last layer's output.
 */
export function stack(layers: readonly Layer[], width: number): BoundEncoder {
  const names = layers.map((_, i) => `layer${i + 1}`);
  return {
    layers,
    width,
    init: (random) =>
      Object.fromEntries(
        layers.map((layer, i) => [
          names[i],
          layer.init((purpose) => random(`${names[i]}/${purpose}`)),
        ]),
      ),
    apply: (params, x) =>
      layers.reduce((input, layer, i) => layer.apply(params[names[i]] as Tensors, input), x),
  };
}
