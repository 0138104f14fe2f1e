import { dense, mapTree, stopGradient, tf } from "../../engine/mod.ts";
import type { AdaptationBatch } from "./_alignment.ts";
import { type Classifier, classify, crossEntropy, initClassifier } from "../_classification.ts";
import {
  confusion,
  type Discriminator,
  discriminatorSize,
  domainDiscriminator,
  domainLabels,
} from "../_domain_discriminator.ts";
import { trainerFromLoss } from "../_trainer.ts";
import { defineMethod } from "./_method.ts";

/** The classifier with a domain discriminator on the same features. */
type Adversaries = Classifier & { readonly discriminator: Discriminator };

/**
 * Domain confusion: features from which a discriminator cannot predict the domain.
 *
 * L = crossEntropy(source) + weight · confusion(D̄(f)) + crossEntropy(domain of D(f̄)), with f the
 * features of both domains, D the discriminator and a bar over what is held constant: the encoder
 * learns to make D's predictions uniform, D learns to predict the domain (Tzeng et al. 2015). A reversed gradient
 * pushes features further where D is already wrong; the gradient of the confusion vanishes where D is undecided,
 * and pulls features back that have gone too far.
 *
 * Departures: the confusion alone, without the paper's soft labels, which need labelled target rows;
 * encoder and discriminator learn in one step, each from the other's previous parameters (the paper alternates);
 * the weight is 1 by default, as in the methods that align features, a choice of Graft's; D has the size of
 * `dann`'s (the paper: one linear layer).
 */
export default defineMethod({
  name: "domain_confusion",
  title: "Domain confusion",
  paper: {
    title: "Simultaneous Deep Transfer Across Domains and Tasks",
    authors: ["Tzeng", "Hoffman", "Darrell", "Saenko"],
    venue: "ICCV, 4068-4076",
    year: 2015,
    url: "https://arxiv.org/abs/1510.02192",
  },
  setting: "unsupervised_adaptation",
  reads: { source: "labelled", target: "unlabelled" },
  params: {
    weight: {
      kind: "number",
      default: 1,
      range: [0, 1e6],
      grid: [0.01, 0.1, 1],
      describe: "factor of the confusion in the loss",
    },
    ...discriminatorSize,
  },
  create(values, problem, encoder, optimizer) {
    const discriminator = domainDiscriminator(values);
    return trainerFromLoss<Adversaries, AdaptationBatch>({
      init: (random) => ({
        ...initClassifier(random, encoder, problem.classes),
        discriminator: discriminator.init(random, encoder.width),
      }),
      loss(params, { source, target }) {
        const sourceFeatures = encoder.apply(params.encoder, source.x);
        const targetFeatures = encoder.apply(params.encoder, target.x);
        const classification = crossEntropy(dense(params.head, sourceFeatures), source.y);
        const features = tf.concat([sourceFeatures, targetFeatures]);
        const fixed = mapTree((leaf: tf.Tensor) => stopGradient(leaf), params.discriminator);
        const confused = confusion(discriminator.logits(fixed as Discriminator, features));
        const domain = crossEntropy(
          discriminator.logits(params.discriminator, stopGradient(features)),
          domainLabels(source.x.shape[0], target.x.shape[0]),
        );
        return {
          loss: tf.addN([classification, tf.mul(confused, values.weight), domain]),
          parts: { classification, confusion: confused, domain },
        };
      },
      predict: (params, x, of) => classify(encoder, params, x, of),
    }, optimizer);
  },
});
