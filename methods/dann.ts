import { ganin2016 } from "../descriptors/papers.ts";
import { type Dense, dense, initDense, tf } from "../engine/mod.ts";
import type { AdaptationBatch } from "./_alignment.ts";
import { type Classifier, classify, crossEntropy, initClassifier } from "./_classification.ts";
import { gradientReversal } from "./_gradient_reversal.ts";
import { trainerFromLoss } from "./_trainer.ts";
import { defineMethod } from "./method.ts";

/** The classifier with a domain discriminator on the same features. */
type Adversaries = Classifier & { readonly discriminator: { readonly [layer: string]: Dense } };

/**
 * Domain-adversarial training of neural networks.
 *
 * L = crossEntropy(source) + crossEntropy(domain of R_λ(features of source and target)), with R_λ the
 * gradient reversal layer: the discriminator learns to tell the domains apart, the encoder to
 * prevent it (Ganin et al. 2016, eq. 18). λ is `lambda` throughout, or rises to it as
 * λ_p = lambda · (2/(1 + exp(−γp)) − 1) (§5.2.2) where p is the progress.
 *
 * Departures: the domain loss is a mean over the rows of both domains (the paper's eq. 9 adds the
 * two domains' means: twice that); as in the paper's deep networks, λ reverses the encoder's
 * gradient alone (its shallow algorithm 1 multiplies the discriminator's own step by λ too).
 */
export default defineMethod({
  name: "dann",
  title: "Domain-adversarial neural network",
  paper: ganin2016,
  setting: "unsupervised_adaptation",
  reads: { source: "labelled", target: "unlabelled" },
  params: {
    lambda: {
      kind: "number",
      default: 1,
      range: [0, 100],
      grid: [0.1, 0.3, 1],
      describe: "factor of the reversed gradient, at the end of its schedule",
    },
    schedule: {
      kind: "choice",
      default: "rising",
      range: ["rising", "fixed"],
      grid: ["rising", "fixed"],
      describe: "rising: from 0 towards lambda; fixed: lambda throughout",
    },
    gamma: {
      kind: "number",
      default: 10,
      range: [0, 100],
      grid: [10],
      describe: "steepness of the rising schedule",
    },
    discriminator_depth: {
      kind: "number",
      default: 1,
      range: [0, 5],
      integer: true,
      grid: [0, 1, 2],
      describe: "hidden ReLU layers of the domain discriminator; 0 is logistic regression",
    },
    discriminator_width: {
      kind: "number",
      default: 100,
      range: [1, 10000],
      integer: true,
      grid: [100, 1024],
      describe: "units of each of them",
    },
  },
  create(values, problem, encoder, optimizer) {
    const { lambda, schedule, gamma, discriminator_depth: depth, discriminator_width: width } =
      values;
    const names = Array.from({ length: depth + 1 }, (_, i) => `layer${i + 1}`);

    const discriminate = (layers: Adversaries["discriminator"], features: tf.Tensor) =>
      names.reduce((x, name, i) => dense(layers[name], i === 0 ? x : tf.relu(x)), features);

    return trainerFromLoss<Adversaries, AdaptationBatch>({
      init: (random) => ({
        ...initClassifier(random, encoder, problem.classes),
        discriminator: Object.fromEntries(names.map((name, i) => [
          name,
          initDense(
            random,
            `discriminator/${name}`,
            i === 0 ? encoder.width : width,
            i === depth ? 2 : width,
          ),
        ])),
      }),
      loss(params, { source, target }, { adaptation }) {
        const sourceFeatures = encoder.apply(params.encoder, source.x);
        const targetFeatures = encoder.apply(params.encoder, target.x);
        const classification = crossEntropy(dense(params.head, sourceFeatures), source.y);
        const features = tf.concat([sourceFeatures, targetFeatures]);
        const domains = tf.concat([
          tf.zeros([source.x.shape[0]], "int32"),
          tf.ones([target.x.shape[0]], "int32"),
        ]);
        const domain = crossEntropy(
          discriminate(params.discriminator, gradientReversal(features, adaptation)),
          domains,
        );
        return { loss: tf.add(classification, domain), parts: { classification, domain } };
      },
      predict: (params, x, of) => classify(encoder, params, x, of),
      schedule: (progress) => ({
        adaptation: schedule === "fixed"
          ? lambda
          : lambda * (2 / (1 + Math.exp(-gamma * progress)) - 1),
      }),
    }, optimizer);
  },
});
