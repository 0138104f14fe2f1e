import { dense, stopGradient, tf } from "../../engine/mod.ts";
import type { AdaptationBatch } from "./_alignment.ts";
import { type Classifier, classify, crossEntropy, initClassifier } from "../_classification.ts";
import { certaintyWeights, multilinearMap, weightedCrossEntropy } from "./_conditioning.ts";
import {
  type Discriminator,
  discriminatorSize,
  domainDiscriminator,
  domainLabels,
} from "../_domain_discriminator.ts";
import { gradientReversal } from "../_gradient_reversal.ts";
import { reversalParameters, reversalSchedule } from "../_reversal_schedule.ts";
import { trainerFromLoss } from "../_trainer.ts";
import { defineMethod } from "./_method.ts";

/** The classifier with a domain discriminator on the products of its features and predictions. */
type Adversaries = Classifier & { readonly discriminator: Discriminator };

/**
 * Domain-adversarial training that is conditioned on the classifier's predictions.
 *
 * L = crossEntropy(source) + Σᵢ wᵢ · crossEntropy(domain of R_λ(fᵢ) ⊗ gᵢ), over the rows of both
 * domains, with f the features, g the predicted probabilities, ⊗ the products of every element of f with every
 * element of g, and R_λ the gradient reversal layer (Long et al. 2018); λ has the schedule of `dann`, as in the paper.
 *
 * `entropy=off` (CDAN): all rows have the same weight. `entropy=on` (CDAN+E): wᵢ is the paper's 1 + exp(−H(gᵢ)),
 * divided by twice its sum over the rows of the same domain, as in the authors' code: the weights of each domain sum
 * to a half. As there, the divisor and the g of the map are constant in differentiation; H(g) is not: its gradient
 * is reversed, too, and reaches the encoder and the classifier.
 *
 * Departures: the map is never the paper's random one, which is used above 4096 products (the authors' code for
 * digits computes all 5000 unless asked); H is exact (the code: of log(g + 1e-5)); the discriminator has the size of
 * `dann`'s, with a softmax over two classes (the code: two layers of 500 for digits, dropout of a half, one sigmoid);
 * λ rises over the whole training (the code: over 10 000 steps, for digits after a first epoch or more without
 * adaptation).
 */
export default defineMethod({
  name: "cdan",
  title: "Conditional domain-adversarial network",
  paper: {
    title: "Conditional Adversarial Domain Adaptation",
    authors: ["Long", "Cao", "Wang", "Jordan"],
    venue: "NeurIPS, 1640-1650",
    year: 2018,
    url: "https://arxiv.org/abs/1705.10667",
  },
  setting: "unsupervised_adaptation",
  reads: { source: "labelled", target: "unlabelled" },
  params: {
    ...reversalParameters,
    entropy: {
      kind: "choice",
      default: "on",
      range: ["on", "off"],
      grid: ["on", "off"],
      describe: "on: rows with a more certain prediction weigh more; off: all rows weigh the same",
    },
    ...discriminatorSize,
  },
  create(values, problem, encoder, optimizer) {
    const discriminator = domainDiscriminator(values);
    return trainerFromLoss<Adversaries, AdaptationBatch>({
      init: (random) => ({
        ...initClassifier(random, encoder, problem.classes),
        discriminator: discriminator.init(random, encoder.width * problem.classes),
      }),
      loss(params, { source, target }, { adaptation }) {
        const features = [source, target].map(({ x }) => encoder.apply(params.encoder, x));
        const logits = features.map((domain) => dense(params.head, domain));
        const classification = crossEntropy(logits[0], source.y);

        const map = multilinearMap(
          gradientReversal(tf.concat(features), adaptation),
          stopGradient(tf.concat(logits), (z) => tf.softmax(z)),
        );
        const domains = discriminator.logits(params.discriminator, map);
        const labels = domainLabels(source.x.shape[0], target.x.shape[0]);
        const domain = values.entropy === "on"
          ? weightedCrossEntropy(
            domains,
            labels,
            tf.div(tf.concat(logits.map((z) => certaintyWeights(z, adaptation))), 2),
          )
          : crossEntropy(domains, labels);
        return { loss: tf.add(classification, domain), parts: { classification, domain } };
      },
      predict: (params, x, of) => classify(encoder, params, x, of),
      schedule: reversalSchedule(values),
    }, optimizer);
  },
});
