import {
  type Dense,
  dense,
  fanInUniform,
  initDense,
  lstmStates,
  randomStreams,
  tf,
} from "../../engine/mod.ts";
import { initEmbedding } from "./layers.ts";
import { classifier, integers, productFlops, type Workload } from "./workload.ts";

const REFERENCE = {
  batch: 32,
  /** Words of a text. */
  length: 100,
  vocabulary: 20_000,
  embedding: 100,
  hidden: 100,
  classes: 2,
};

/**
 * The parameters of a recurrent layer; the gates are concatenated in the order i, f, o, g, so that one
 * sigmoid covers three of them.
 */
type Recurrent = {
  /** `[inputs, 4 · hidden]`. */
  readonly fromInput: tf.Tensor;
  /** `[hidden, 4 · hidden]`. */
  readonly fromHidden: tf.Tensor;
  /** Two biases `[4 · hidden]`, as in PyTorch; one would suffice. */
  readonly inputBias: tf.Tensor;
  readonly hiddenBias: tf.Tensor;
};

/**
 * A long short-term memory over the embedded words of a text, and a dense layer on its last state.
 *
 * Products, in multiply-adds for batch B, length T, embedding E, hidden H and classes C: each
 * forward, in its input and in its weights, 3 · (BT · E · 4H + BT · H · 4H + BHC), less the gradient in
 * the first hidden state, B · H · 4H. The embedding has no products.
 *
 * @param sizes Default: those of the reference workload.
 */
export function lstm(sizes = REFERENCE): Workload {
  const { batch, length, vocabulary, embedding, hidden, classes } = sizes;
  const random = randomStreams(0);
  const draw = fanInUniform(hidden);
  return {
    program: classifier(
      (random) => ({
        embedding: initEmbedding(random("embedding"), vocabulary, embedding),
        recurrent: {
          fromInput: draw(random("recurrent/fromInput"), [embedding, 4 * hidden]),
          fromHidden: draw(random("recurrent/fromHidden"), [hidden, 4 * hidden]),
          inputBias: draw(random("recurrent/inputBias"), [4 * hidden]),
          hiddenBias: draw(random("recurrent/hiddenBias"), [4 * hidden]),
        },
        output: initDense(random, "output", hidden, classes),
      }),
      (params, ids) => {
        const last = lastState(
          params.recurrent as Recurrent,
          params.embedding as tf.Tensor,
          ids as tf.Tensor2D,
        );
        return dense(params.output as Dense, last);
      },
    ),
    batch: {
      x: integers(random("x"), [batch, length], vocabulary),
      y: integers(random("y"), [batch], classes),
    },
    flops: 3 * productFlops(batch * length, embedding, 4 * hidden) +
      (3 * length - 1) * productFlops(batch, hidden, 4 * hidden) +
      3 * productFlops(batch, hidden, classes),
  };
}

/**
 * The hidden state after the last word.
 *
 * @param layer The layer's parameters.
 * @param embedding `[vocabulary, inputs]`.
 * @param ids `[batch, length]`, int32.
 * @returns `[batch, hidden]`.
 */
function lastState(layer: Recurrent, embedding: tf.Tensor, ids: tf.Tensor2D): tf.Tensor {
  const [batch, length] = ids.shape;
  // Time-major: the rows of one time step are contiguous.
  const words = tf.gather(embedding, tf.reshape(tf.transpose(ids), [length * batch]));
  const bias = tf.add(layer.inputBias, layer.hiddenBias);
  // [length · batch, 4 · hidden]: the inputs of all steps in one product.
  const projected = tf.add(tf.matMul(words, layer.fromInput), bias);
  const [hidden, columns] = layer.fromHidden.shape;
  const states = lstmStates(tf.reshape(projected, [length, batch, columns]), layer.fromHidden);
  return tf.reshape(tf.slice(states, [length, 0, 0], [1, batch, hidden]), [batch, hidden]);
}
