import { type Dense, dense, initDense, type Streams, tf } from "../engine/mod.ts";

/** The layers of a domain discriminator: `layer1`, `layer2` and so on. */
export type Discriminator = { readonly [layer: string]: Dense };

/** The parameters for the size of a {@linkcode domainDiscriminator}. */
export const discriminatorSize = {
  discriminator_depth: {
    kind: "number",
    default: 1,
    range: [0, 5],
    integer: true,
    grid: [0, 1, 2],
    describe: "number of hidden ReLU layers of the domain discriminator; 0: logistic regression",
  },
  discriminator_width: {
    kind: "number",
    default: 100,
    range: [1, 10000],
    integer: true,
    grid: [100, 1024],
    describe: "units of each hidden layer of the domain discriminator",
  },
} as const;

/** A network that predicts from a row's features the domain that the row is from. */
export interface DomainDiscriminator {
  /** Draws its layers from the streams `discriminator/…`, for features of this width. */
  init(random: Streams, width: number): Discriminator;
  /** Logits `[batch, domains]`, of two domains those of source and target, for features `[batch, width]`. */
  logits(layers: Discriminator, features: tf.Tensor): tf.Tensor;
}

/**
 * Makes a domain discriminator: dense layers with ReLU between them.
 *
 * @param size The number of hidden layers, and the units of each.
 * @param domains The number of domains.
 */
export function domainDiscriminator(
  { discriminator_depth: depth, discriminator_width: units }: {
    readonly discriminator_depth: number;
    readonly discriminator_width: number;
  },
  domains = 2,
): DomainDiscriminator {
  const names = Array.from({ length: depth + 1 }, (_, i) => `layer${i + 1}`);
  return {
    init: (random, width) =>
      Object.fromEntries(names.map((name, i) => [
        name,
        initDense(
          random,
          `discriminator/${name}`,
          i === 0 ? width : units,
          i === depth ? domains : units,
        ),
      ])),
    logits: (layers, features) =>
      names.reduce((x, name, i) => dense(layers[name], i === 0 ? x : tf.relu(x)), features),
  };
}

/**
 * Returns the domain labels of a batch that has the rows of one domain after another.
 *
 * @param rows The number of rows of each domain; with two domains, of the source and of the target.
 * @returns `[rows of all domains]`, int32: 0 for the first domain, 1 for the second, and so on.
 */
export function domainLabels(...rows: readonly number[]): tf.Tensor {
  return tf.tensor1d(rows.flatMap((count, domain) => new Array(count).fill(domain)), "int32");
}

/**
 * The confusion loss: the cross-entropy of a discriminator's predictions to the uniform distribution
 * (Tzeng et al. 2015).
 *
 * L = −(1/n) Σᵢ ½ Σ_d log softmax(zᵢ)[d]
 *
 * @param logits z `[batch, 2]`.
 * @returns A scalar, in nats, at least ln 2.
 * @see {@link https://arxiv.org/abs/1510.02192}
 *
 * @example
 * ```ts
 * import { confusion } from "./_domain_discriminator.ts";
 * import { openDevice, tf } from "../engine/mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * const loss = confusion(tf.tensor2d([[3, 3]])).dataSync()[0];
 * assert.ok(Math.abs(loss - Math.log(2)) < 1e-6);
 * assert.ok(confusion(tf.tensor2d([[3, 2]])).dataSync()[0] > loss);
 * ```
 */
export function confusion(logits: tf.Tensor): tf.Scalar {
  return tf.neg(tf.mean(tf.logSoftmax(logits as tf.Tensor2D)));
}
