import { ganin2016 } from "../../descriptors/papers.ts";
import { dense, tf } from "../../engine/mod.ts";
import type { AdaptationBatch } from "./_alignment.ts";
import { type Classifier, classify, crossEntropy, initClassifier } from "../_classification.ts";
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

/** The classifier with a domain discriminator on the same features. */
type Adversaries = Classifier & { readonly discriminator: Discriminator };

/**
 * Domain-adversarial training of neural networks.
 *
 * L = crossEntropy(source) + crossEntropy(domain of R_λ(features of source and target)), with R_λ the
 * gradient reversal layer: the discriminator learns to predict the domain, and the encoder learns to
 * prevent it (Ganin et al. 2016, eq. 18). λ is `lambda` throughout, or rises to it as
 * λ_p = lambda · (2/(1 + exp(−γp)) − 1) (§5.2.2), where p is the progress.
 *
 * Departures: the domain loss is a mean over the rows of both domains (the paper's eq. 9 adds the
 * two domains' means, which is twice that); as in the paper's deep networks, λ reverses the encoder's
 * gradient alone (its shallow algorithm 1 multiplies the discriminator's own step by λ, too).
 */
export default defineMethod({
  name: "dann",
  title: "Domain-adversarial neural network",
  paper: ganin2016,
  setting: "unsupervised_adaptation",
  reads: { source: "labelled", target: "unlabelled" },
  params: { ...reversalParameters, ...discriminatorSize },
  create(values, problem, encoder, optimizer) {
    const discriminator = domainDiscriminator(values);
    return trainerFromLoss<Adversaries, AdaptationBatch>({
      init: (random) => ({
        ...initClassifier(random, encoder, problem.classes),
        discriminator: discriminator.init(random, encoder.width),
      }),
      loss(params, { source, target }, { adaptation }) {
        const sourceFeatures = encoder.apply(params.encoder, source.x);
        const targetFeatures = encoder.apply(params.encoder, target.x);
        const classification = crossEntropy(dense(params.head, sourceFeatures), source.y);
        const features = tf.concat([sourceFeatures, targetFeatures]);
        const domain = crossEntropy(
          discriminator.logits(params.discriminator, gradientReversal(features, adaptation)),
          domainLabels(source.x.shape[0], target.x.shape[0]),
        );
        return { loss: tf.add(classification, domain), parts: { classification, domain } };
      },
      predict: (params, x, of) => classify(encoder, params, x, of),
      schedule: reversalSchedule(values),
    }, optimizer);
  },
});
