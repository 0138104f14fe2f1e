import { defineEntry } from "../descriptors/kind.ts";
import type { InputShape } from "../datasets/dataset.ts";
import type { Paper } from "../descriptors/paper.ts";
import type { Parameters, Values } from "../descriptors/parameters.ts";
import type { Noise, Streams, Tensors, tf } from "../engine/mod.ts";

/** Inputs of a layer besides the output of the layer below. */
export interface LayerContext {
  /** The encoder's input, `[batch, …]`; its words show the ends of texts. */
  readonly input: tf.Tensor;
  /** The source of dropout masks in training; without it nothing is dropped. */
  readonly noise?: Noise;
}

/** One layer of an encoder: the unit of freezing, sharing and cutting. */
export interface Layer {
  /** Shape of the output, without the batch axis. */
  readonly output: readonly number[];
  /** Draws the layer's parameters. */
  init(random: Streams): Tensors;
  /** Applies the layer, `[batch, …] → [batch, …output]`. */
  apply(params: Tensors, x: tf.Tensor, context: LayerContext): tf.Tensor;
}

/** An encoder for one input shape. */
export interface BoundEncoder {
  /** The layers in the order of application; numbered from 1 in the tree of parameters. */
  readonly layers: readonly Layer[];
  /** Width of the features: the last layer's output is `[width]`, or `[length, width]` with features for each word. */
  readonly width: number;
  /** Draws the parameters of all layers, as `{ layer1, layer2, … }`. */
  init(random: Streams): Tensors;
  /** Applies all layers, `[batch, …] → [batch, width]` or `[batch, length, width]`; with noise in training. */
  apply(params: Tensors, x: tf.Tensor, noise?: Noise): tf.Tensor;
}

/** A network from inputs to features. */
export interface Encoder<P extends Parameters = Parameters> {
  /** The file's stem and the id in a protocol. */
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  /** The supported kinds of input. */
  readonly inputs: readonly InputShape["kind"][];
  /** True if it computes features for each word instead of the whole input. */
  readonly perWord: boolean;
  readonly params: P;
  /** The parameters that determine its width: doubling each of them doubles the width of the network. */
  readonly widths: readonly string[];
  /** Creates the encoder for one input shape. */
  create(values: Values<P>, input: InputShape): BoundEncoder;
}

/** Declares an encoder and infers the types of its parameters. */
export function defineEncoder<const P extends Parameters>(encoder: Encoder<P>): Encoder<P> {
  return defineEntry("encoders", encoder);
}

/**
 * Stacks layers into an encoder.
 *
 * @param layers The layers in the order of application.
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
