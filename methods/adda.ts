import {
  dense,
  mapTree,
  stopGradient,
  type Tensors,
  tf,
  valueAndGradients,
} from "../engine/mod.ts";
import type { AdaptationBatch } from "./_alignment.ts";
import { type Classifier, classify, crossEntropy, initClassifier } from "./_classification.ts";
import {
  type Discriminator,
  discriminatorSize,
  domainDiscriminator,
  domainLabels,
} from "./_domain_discriminator.ts";
import { defineMethod } from "./method.ts";

/** The source's encoder and the classifier, the target's encoder, and what tells the two apart. */
type Params = Classifier & { readonly target: Tensors; readonly discriminator: Discriminator };

/**
 * Adversarial discriminative domain adaptation: an encoder of the target's own, whose features pass
 * for the source's.
 *
 * First stage: crossEntropy(source) trains the source's encoder and the classifier, and the target's
 * encoder is a copy. Second stage: the source's encoder and the classifier stay as they are. A
 * discriminator D learns to tell the two encoders' features apart, crossEntropy(domain of D), and
 * the target's encoder learns with inverted labels, crossEntropy(D of the target's features, source)
 * (Tzeng et al. 2017). Both take their steps at once, each from where the other was, as in the
 * authors' code, and with an optimizer's state that is new at the start of the stage.
 *
 * The target's encoder predicts, rows of the source too. Until the second stage it is the source's,
 * and then leaves it: the checkpoint that is best on the source's validation rows is mostly one from
 * before the adaptation, or of its beginning. The authors' code evaluates the last step.
 *
 * `pretraining` and `rate` are those of the authors' code for digits: 10 000 steps for each stage,
 * Adam at 1e-3 in the first and at 2e-4 in the second.
 *
 * Departures: D reads the encoder's features, and one classifier serves both, as in the paper (the
 * authors' code: D reads the logits, and the last layer is part of what is adapted); the inverted
 * loss is a mean over the target's rows (the code: over those of both domains, which halves it); D
 * is as large as that of `dann` (the code: two layers of 500); the optimizer is the protocol's in
 * both stages (the code: Adam, whose β₁ is 0.5 in the second), and its schedule runs through both.
 */
export default defineMethod({
  name: "adda",
  title: "Adversarial discriminative adaptation",
  paper: {
    title: "Adversarial Discriminative Domain Adaptation",
    authors: ["Tzeng", "Hoffman", "Saenko", "Darrell"],
    venue: "CVPR, 7167-7176",
    year: 2017,
    url: "https://arxiv.org/abs/1702.05464",
  },
  setting: "unsupervised_adaptation",
  reads: { source: "labelled", target: "unlabelled" },
  params: {
    pretraining: {
      kind: "number",
      default: 0.5,
      range: [0, 1],
      grid: [0.25, 0.5, 0.75],
      describe: "part of the training that goes to the source, before the adversarial stage",
    },
    rate: {
      kind: "number",
      default: 0.2,
      range: [0, 100],
      grid: [0.1, 0.2, 1],
      describe: "factor of the learning rate in the adversarial stage",
    },
    ...discriminatorSize,
  },
  create(values, problem, encoder, optimizer) {
    const discriminator = domainDiscriminator(values);

    /** Losses of which each reaches the parameters that it trains, and no others. */
    const lossesOf = (params: Params, { source, target }: AdaptationBatch) => {
      const [rows, targetRows] = [source.x.shape[0], target.x.shape[0]];
      const sourceFeatures = encoder.apply(params.encoder, source.x);
      const targetFeatures = encoder.apply(params.target, target.x);
      const features = stopGradient(tf.concat([sourceFeatures, targetFeatures]));
      const fixed = mapTree((leaf: tf.Tensor) => stopGradient(leaf), params.discriminator);
      return {
        classification: crossEntropy(dense(params.head, sourceFeatures), source.y),
        domain: crossEntropy(
          discriminator.logits(params.discriminator, features),
          domainLabels(rows, targetRows),
        ),
        inverted: crossEntropy(
          discriminator.logits(fixed as Discriminator, targetFeatures),
          domainLabels(targetRows, 0),
        ),
      };
    };

    return {
      init(random) {
        const { encoder: source, head } = initClassifier(random, encoder, problem.classes);
        const first = { encoder: source, head };
        const second = {
          target: mapTree((leaf: tf.Tensor) => tf.clone(leaf), source),
          discriminator: discriminator.init(random, encoder.width),
        };
        return {
          params: { ...first, ...second },
          optimizer: optimizer.init(first),
          adversarial: optimizer.init(second),
        };
      },
      // The steps of both stages are computed, and one is taken.
      step(state, batch, { learning_rate, adversarial }) {
        const { encoder, head, target, discriminator } = state.params as Params;
        const { losses: { parts }, gradients } = valueAndGradients((params) => {
          const parts = lossesOf(params as Params, batch as AdaptationBatch);
          return { loss: tf.addN(Object.values(parts)), parts };
        }, state.params as Params);
        const first = optimizer.update(
          { encoder: gradients.encoder, head: gradients.head },
          state.optimizer as Tensors,
          { encoder, head },
          learning_rate,
        );
        const second = optimizer.update(
          { target: gradients.target, discriminator: gradients.discriminator },
          state.adversarial as Tensors,
          { target, discriminator },
          tf.mul(learning_rate, values.rate),
        );
        const isSecond = tf.greater(adversarial, 0);
        const either = (inFirst: Tensors, inSecond: Tensors): Tensors =>
          mapTree((a: tf.Tensor, b) => tf.where(isSecond, b, a), inFirst, inSecond);
        const copied = { target: first.params.encoder, discriminator };
        return [{
          params: {
            ...either(first.params, { encoder, head }),
            ...either(copied, second.params),
          },
          optimizer: either(first.state, state.optimizer as Tensors),
          adversarial: either(state.adversarial as Tensors, second.state),
        }, {
          ...parts,
          loss: tf.where(isSecond, tf.add(parts.domain, parts.inverted), parts.classification),
        }];
      },
      predict({ params }, x, of) {
        const { target, head } = params as Params;
        return classify(encoder, { encoder: target, head }, x, of);
      },
      schedule: (progress) => ({ adversarial: progress < values.pretraining ? 0 : 1 }),
    };
  },
});
