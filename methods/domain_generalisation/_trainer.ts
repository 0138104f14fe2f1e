import {
  dense,
  leaves,
  mapPlaces,
  type Optimizer,
  type ScalarTensors,
  type StepNoise,
  type Streams,
  type Tensors,
  tf,
  valueAndGradients,
} from "../../engine/mod.ts";
import type { BoundEncoder } from "../../encoders/encoder.ts";
import {
  type Classifier,
  classify,
  crossEntropy,
  initClassifier,
  type LabelledBatch,
} from "../_classification.ts";
import type { Trainer } from "../method.ts";
import { type GeneralisationProblem, tableOf } from "./_method.ts";

/** Values that a loss reads besides the parameters and the rows. */
export interface LossContext<Memory extends Tensors> {
  readonly scalars: ScalarTensors;
  readonly noise: StepNoise;
  readonly memory: Memory;
}

/** A loss and its parts, and the memory of the next step. */
export interface DomainLosses<Memory extends Tensors> {
  readonly loss: tf.Scalar;
  readonly parts: ScalarTensors;
  /** No gradient flows through it; by default the memory stays as it is. */
  readonly memory?: Memory;
}

/** The loss of a method that learns from several domains. */
export interface DomainsDefinition<Others extends Tensors, Memory extends Tensors> {
  /** Draws the parameters besides the classifier's; by default there are none. */
  readonly init?: (random: Streams) => Others;
  /** Returns the memory before the first step: tensors that are kept from step to step and are not trained. */
  readonly memory?: () => Memory;
  /**
   * Computes the loss of a batch.
   *
   * @param domains The rows of each domain.
   */
  loss(
    params: Classifier & Others,
    domains: readonly LabelledBatch[],
    context: LossContext<Memory>,
  ): DomainLosses<Memory>;
  /** Returns the scalars that the loss reads; by default none. */
  readonly schedule?: Trainer["schedule"];
}

/**
 * Makes a trainer that follows the gradient of one loss on the rows of several domains.
 *
 * @param definition The loss, and the parameters and the memory besides the classifier.
 */
export function learnFromDomains<Others extends Tensors, Memory extends Tensors>(
  definition: DomainsDefinition<Others, Memory>,
  problem: GeneralisationProblem,
  encoder: BoundEncoder,
  optimizer: Optimizer,
): Trainer {
  return {
    init(random) {
      const params = {
        ...initClassifier(random, encoder, problem.classes),
        ...definition.init?.(random),
      };
      return {
        params,
        memory: definition.memory?.() ?? {},
        optimizer: optimizer.init(params),
      };
    },
    step(state, batch, scalars, noise) {
      const memory = state.memory as Memory;
      const domains = rowsOf(batch, problem);
      const { losses: { loss, parts }, gradients } = valueAndGradients((params) => {
        const made = definition.loss(params as Classifier & Others, domains, {
          scalars,
          noise,
          memory,
        });
        // The memory leaves the differentiated function among the parts of the loss.
        const kept = leaves(made.memory ?? memory).map(([path, leaf]) => [`memory/${path}`, leaf]);
        return { loss: made.loss, parts: { ...made.parts, ...Object.fromEntries(kept) } };
      }, state.params as Tensors);
      const next = optimizer.update(
        gradients,
        state.optimizer as Tensors,
        state.params as Tensors,
        scalars.learning_rate,
      );
      const reported = Object.entries(parts).filter(([name]) => !name.startsWith("memory/"));
      return [
        {
          params: next.params,
          memory: mapPlaces((path) => parts[`memory/${path}`] as tf.Tensor, memory),
          optimizer: next.state,
        },
        { loss, ...Object.fromEntries(reported) },
      ];
    },
    predict: ({ params }, x, of) => classify(encoder, params as Classifier, x, of),
    schedule: definition.schedule ?? (() => ({})),
  };
}

/** Returns the rows of each domain in a batch. */
export function rowsOf(batch: Tensors, { domains }: GeneralisationProblem): LabelledBatch[] {
  return Array.from({ length: domains }, (_, i) => batch[tableOf(i)] as LabelledBatch);
}

/** The classifier's results on the rows of one domain. */
export interface Pass {
  /** `[batch, width]`. */
  readonly features: tf.Tensor;
  /** `[batch, classes]`. */
  readonly logits: tf.Tensor;
  /** `[batch]`, int32. */
  readonly labels: tf.Tensor;
  /** R, the mean cross-entropy. */
  readonly risk: tf.Scalar;
}

/** Applies the classifier to the rows of each domain. */
export function passesOf(
  encoder: BoundEncoder,
  params: Classifier,
  domains: readonly LabelledBatch[],
): Pass[] {
  return domains.map(({ x, y }) => {
    const features = encoder.apply(params.encoder, x);
    const logits = dense(params.head, features);
    return { features, logits, labels: y, risk: crossEntropy(logits, y) };
  });
}

/** Returns the mean of scalars: of the domains' risks, or of a discrepancy between them. */
export function meanOf(values: readonly tf.Scalar[]): tf.Scalar {
  return tf.div(tf.addN([...values]), values.length);
}
