import type { InputShape } from "../datasets/dataset.ts";
import type { Paper } from "../descriptors/paper.ts";
import type { Parameters, Values } from "../descriptors/parameters.ts";
import type { Noise, Streams, Tensors, tf } from "../engine/mod.ts";

/** What a layer may look at besides the output of the layer below. */
export interface LayerContext {
  /** What the encoder was given, `[batch, …]`: words tell where a text ends. */
  readonly input: tf.Tensor;
  /** What masks are drawn from in training; without it nothing is dropped. */
  readonly noise?: Noise;
}

/** One layer of an encoder: the unit that a method freezes, shares or cuts at. */
export interface Layer {
  /** Shape of what it gives, without the batch axis. */
  readonly output: readonly number[];
  /** Draws the layer's parameters. */
  init(random: Streams): Tensors;
  /** Applies it, `[batch, …] → [batch, …output]`. */
  apply(params: Tensors, x: tf.Tensor, context: LayerContext): tf.Tensor;
}

/** An encoder made for one input shape. */
export interface BoundEncoder {
  /** In the order of application; numbered from 1 in the tree of parameters. */
  readonly layers: readonly Layer[];
  /** Width of the features: the last layer's output is `[width]`, or `[length, width]` with features for each word. */
  readonly width: number;
  /** Draws the parameters of all layers, as `{ layer1, layer2, … }`. */
  init(random: Streams): Tensors;
  /** Applies all layers, `[batch, …] → [batch, width]` or `[batch, length, width]`; trains where there is noise. */
  apply(params: Tensors, x: tf.Tensor, noise?: Noise): tf.Tensor;
}

/** A network from inputs to features. */
export interface Encoder<P extends Parameters = Parameters> {
  /** The file's stem and the id in a protocol. */
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  /** The input kinds that it takes. */
  readonly inputs: readonly InputShape["kind"][];
  /** Whether it gives features for each word, and not for the whole input. */
  readonly perWord: boolean;
  readonly params: P;
  /** The parameters that say how wide it is: a network of twice the width has each of them doubled. */
  readonly widths: readonly string[];
  /** Makes the encoder for one kind of input. */
  create(values: Values<P>, input: InputShape): BoundEncoder;
}

/** Declares an encoder; its parameters' types follow from the declaration. */
export function defineEncoder<const P extends Parameters>(encoder: Encoder<P>): Encoder<P> {
  return encoder;
}

/**
 * Stacks layers into an encoder.
 *
 * @param layers In the order of application.
 */
export function stack(layers: readonly Layer[]): BoundEncoder {
  const names = layers.map((_, i) => `layer${i + 1}`);
  return {
    layers,
    width: layers.at(-1)!.output.at(-1)!,
    init: (random) =>
      Object.fromEntries(
        layers.map((layer, i) => [
          names[i],
          layer.init((purpose) => random(`${names[i]}/${purpose}`)),
        ]),
      ),
    apply: (params, x, noise) =>
      layers.reduce(
        (below, layer, i) => layer.apply(params[names[i]] as Tensors, below, { input: x, noise }),
        x,
      ),
  };
}
