import { type Dense, dense, initDense, randomStreams, type Streams, tf } from "../../engine/mod.ts";
import { initEmbedding } from "./layers.ts";
import { classifier, integers, productFlops, type Workload } from "./workload.ts";

const REFERENCE = {
  batch: 16,
  /** Tokens of a text. */
  length: 64,
  vocabulary: 30_522,
  layers: 6,
  width: 384,
  heads: 12,
  feedForward: 1536,
  classes: 2,
};

/** The parameters of a layer normalisation, both `[width]`. */
type Norm = { readonly scale: tf.Tensor; readonly offset: tf.Tensor };

/** The parameters of a layer of the encoder. */
type Layer = {
  /** To queries, keys and values of all heads, in this order: `[width, 3 · width]`. */
  readonly attention: Dense;
  readonly mixed: Dense;
  readonly attentionNorm: Norm;
  readonly expanded: Dense;
  readonly projected: Dense;
  readonly feedForwardNorm: Norm;
};

/** Added to the variance, as in PyTorch. */
const EPSILON = 1e-5;

/**
 * A transformer encoder of the size of MiniLM-L6 (Vaswani et al. 2017, in the form of BERT: each sum is
 * normalised, positions are learned, GELU) over the tokens of a text, and a dense layer on their mean.
 *
 * There is no dropout. All is trained, the table of the vocabulary too: with momentum its 12 million
 * numbers are read and written in each step, which takes a few hundredths of the step's time.
 *
 * Products, in multiply-adds for N = BT tokens of B texts, width E, feed-forward width F and classes C: in
 * each layer forward and in both operands, 3 · (4NE² + 2NTE + 2NEF), and 3 · BEC. Embeddings have no
 * products.
 *
 * @param sizes Default: those of the reference workload.
 * @see {@link https://arxiv.org/abs/1706.03762}
 */
export function transformer(sizes = REFERENCE): Workload {
  const { batch, length, vocabulary, layers, width, heads, feedForward, classes } = sizes;
  const random = randomStreams(0);
  const tokens = batch * length;
  return {
    program: classifier(
      (random) => ({
        words: initEmbedding(random("words"), vocabulary, width),
        places: initEmbedding(random("places"), length, width),
        norm: initNorm(width),
        layers: Object.fromEntries(
          Array.from({ length: layers }, (_, i) => [
            `layer${i + 1}`,
            initLayer(random, `layer${i + 1}`, width, feedForward),
          ]),
        ),
        output: initDense(random, "output", width, classes),
      }),
      (params, ids) => {
        const [batch, length] = ids.shape;
        const words = tf.gather(params.words as tf.Tensor, ids);
        const embedded = tf.reshape(tf.add(words, params.places as tf.Tensor), [-1, width]);
        const encoded = (Object.values(params.layers) as Layer[]).reduce(
          (x, layer) => encode(layer, x, [batch, length, heads]),
          normalise(params.norm as Norm, embedded),
        );
        const text = tf.mean(tf.reshape(encoded, [batch, length, width]), 1);
        return dense(params.output as Dense, text);
      },
    ),
    batch: {
      x: integers(random("x"), [batch, length], vocabulary),
      y: integers(random("y"), [batch], classes),
    },
    flops: 3 * layers * (
          productFlops(tokens, width, 4 * width) +
          productFlops(tokens, width, 2 * length) +
          productFlops(tokens, width, 2 * feedForward)
        ) + 3 * productFlops(batch, width, classes),
  };
}

function initNorm(width: number): Norm {
  return { scale: tf.ones([width]), offset: tf.zeros([width]) };
}

function initLayer(random: Streams, name: string, width: number, feedForward: number): Layer {
  return {
    attention: initDense(random, `${name}/attention`, width, 3 * width),
    mixed: initDense(random, `${name}/mixed`, width, width),
    attentionNorm: initNorm(width),
    expanded: initDense(random, `${name}/expanded`, width, feedForward),
    projected: initDense(random, `${name}/projected`, feedForward, width),
    feedForwardNorm: initNorm(width),
  };
}

/**
 * A layer: h = norm(x + attention(x)), norm(h + projected(gelu(expanded(h)))).
 *
 * @param x `[batch · length, width]`.
 * @param sizes Batch, length and number of heads.
 */
function encode(layer: Layer, x: tf.Tensor, sizes: readonly number[]): tf.Tensor {
  const mixed = dense(layer.mixed, attend(dense(layer.attention, x), sizes));
  const h = normalise(layer.attentionNorm, tf.add(x, mixed));
  const change = dense(layer.projected, gelu(dense(layer.expanded, h)));
  return normalise(layer.feedForwardNorm, tf.add(h, change));
}

/**
 * Self-attention of several heads: softmax(QKᵀ/√d) V for each text and head, d the width of a head (Vaswani
 * et al. 2017, eq. 1).
 *
 * @param projected Queries, keys and values, `[batch · length, 3 · width]`.
 * @returns `[batch · length, width]`.
 */
function attend(projected: tf.Tensor, [batch, length, heads]: readonly number[]): tf.Tensor {
  const size = projected.shape[1]! / (3 * heads);
  const apart = tf.reshape(projected, [batch, length, 3, heads, size]);
  // Each [batch, heads, length, size].
  const [queries, keys, values] = tf.unstack(tf.transpose(apart, [2, 0, 3, 1, 4]));
  const scores = tf.matMul(tf.mul(queries, 1 / Math.sqrt(size)), keys, false, true);
  const mixed = tf.matMul(tf.softmax(scores), values);
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch * length, heads * size]);
}

/** (x − μ)/√(σ² + ε) · scale + offset, with μ and σ² of each row (Ba et al. 2016, eq. 3). */
function normalise({ scale, offset }: Norm, x: tf.Tensor): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, 1, true));
  const variance = tf.mean(tf.square(centred), 1, true);
  const standard = tf.mul(centred, tf.rsqrt(tf.add(variance, EPSILON)));
  return tf.add(tf.mul(standard, scale), offset);
}

/** xΦ(x), Φ the distribution function of the standard normal (Hendrycks & Gimpel 2016). */
function gelu(x: tf.Tensor): tf.Tensor {
  const twice = tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1);
  return tf.mul(tf.mul(x, 0.5), twice);
}
