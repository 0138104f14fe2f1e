import {
  dense,
  mapTree,
  stopGradient,
  type Tensors,
  tf,
  valueAndGradients,
} from "../../engine/mod.ts";
import type { AdaptationBatch } from "./_alignment.ts";
import { type Classifier, classify, crossEntropy, initClassifier } from "../_classification.ts";
import {
  type Discriminator,
  discriminatorSize,
  domainDiscriminator,
  domainLabels,
} from "../_domain_discriminator.ts";
import { defineMethod } from "./_method.ts";

/**
 * The source's encoder and classifier, the target's copies of the adapted parts, and the discriminator between
 * the two networks.
 */
type Params = Classifier & { readonly target: Tensors; readonly discriminator: Discriminator };

/**
 * Adversarial discriminative domain adaptation: the target gets a network of its own, whose outputs learn to be
 * indistinguishable from those of the source's.
 *
 * First stage: crossEntropy(source) trains the source's network, an encoder and a classifier, and the target's
 * network is a copy. Second stage: the source's network is fixed. A discriminator D learns to distinguish the two
 * networks' outputs, crossEntropy(domain of D), and the target's network learns with inverted labels,
 * crossEntropy(D, the other domain), a mean over the rows of both domains in which the source's terms are constant
 * (Tzeng et al. 2017). Both are updated in the same step, each from the other's previous parameters, as in the
 * authors' code; the optimizer's state is reset at the start of the second stage.
 *
 * With `reads=logits` D reads the logits and the whole network adapts, as in the authors' code; with
 * `reads=features` D reads the features and the encoder alone adapts, below one classifier for both domains, as in
 * the paper's figure.
 *
 * The target's network makes all predictions, also for rows of the source. Until the second stage it equals the
 * source's; then the two diverge. The checkpoint with the best score on the source's validation rows is therefore
 * mostly one from before the adaptation or from its beginning. The authors' code evaluates the last step.
 *
 * The defaults are those of the authors' code for digits: 10 000 steps for each stage, Adam at 1e-3
 * in the first and at 2e-4 in the second, and a D with two hidden ReLU layers of 500 units.
 *
 * Departure: the optimizer is the protocol's in both stages (the code: Adam, whose β₁ is 0.5 in the
 * second), and its schedule runs through both.
 *
 * @see {@link https://github.com/erictzeng/adda}
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
      describe:
        "fraction of the training that trains the source's network, before the adversarial stage",
    },
    rate: {
      kind: "number",
      default: 0.2,
      range: [0, 100],
      grid: [0.1, 0.2, 1],
      describe: "factor of the learning rate in the adversarial stage",
    },
    reads: {
      kind: "choice",
      default: "logits",
      range: ["logits", "features"],
      grid: ["logits", "features"],
      describe: "input of the discriminator; logits: the target's classifier adapts, too; " +
        "features: one classifier serves both domains",
    },
    discriminator_depth: { ...discriminatorSize.discriminator_depth, default: 2 },
    discriminator_width: { ...discriminatorSize.discriminator_width, default: 500 },
  },
  create(values, problem, encoder, optimizer) {
    const discriminator = domainDiscriminator(values);
    const reads = values.reads === "features" ? "features" : undefined;
    const width = reads ? encoder.width : problem.classes;
    /** Returns the parts of a network that the target has a copy of. */
    const adapted = ({ encoder, head }: Classifier): Tensors =>
      reads ? { encoder } : { encoder, head };
    const targetNetwork = ({ head, target }: Params) => ({ head, ...target }) as Classifier;

    /** Computes losses, each of which reaches only the parameters that it trains. */
    const lossesOf = (params: Params, { source, target }: AdaptationBatch) => {
      const [rows, targetRows] = [source.x.shape[0], target.x.shape[0]];
      const sourceFeatures = encoder.apply(params.encoder, source.x);
      const sourceLogits = dense(params.head, sourceFeatures);
      const ofSource = stopGradient(reads ? sourceFeatures : sourceLogits);
      const ofTarget = classify(encoder, targetNetwork(params), target.x, reads);
      const fixed = mapTree((leaf: tf.Tensor) => stopGradient(leaf), params.discriminator);
      const domains = domainLabels(rows, targetRows);
      return {
        classification: crossEntropy(sourceLogits, source.y),
        domain: crossEntropy(
          discriminator.logits(
            params.discriminator,
            tf.concat([ofSource, stopGradient(ofTarget)]),
          ),
          domains,
        ),
        inverted: crossEntropy(
          discriminator.logits(fixed as Discriminator, tf.concat([ofSource, ofTarget])),
          tf.sub(tf.scalar(1, "int32"), domains),
        ),
      };
    };

    return {
      init(random) {
        const first = initClassifier(random, encoder, problem.classes);
        const second = {
          target: mapTree((leaf: tf.Tensor) => tf.clone(leaf), adapted(first)),
          discriminator: discriminator.init(random, width),
        };
        return {
          params: { ...first, ...second },
          optimizer: optimizer.init(first),
          adversarial: optimizer.init(second),
        };
      },
      // The updates of both stages are computed, and one of them is applied.
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
        const copied = { target: adapted(first.params as Classifier), discriminator };
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
        return classify(encoder, targetNetwork(params as Params), x, of);
      },
      schedule: (progress) => ({ adversarial: progress < values.pretraining ? 0 : 1 }),
    };
  },
});
