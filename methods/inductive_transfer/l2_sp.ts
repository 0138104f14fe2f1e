import { leaves, type Tensors, tf } from "../../engine/mod.ts";
import { type Classifier, classify, crossEntropy, type LabelledBatch } from "../_classification.ts";
import { cutAbove, initTransferred, transferred, transferredDepth } from "./_layers.ts";
import { trainerFromLoss } from "../_trainer.ts";
import { defineTransfer } from "./_method.ts";

/**
 * Fine-tuning with a penalty on the distance from the initial weights.
 *
 * L = crossEntropy(labelled) + α/2 · ‖w_S − w_S⁰‖² + β/2 · ‖w_S̄‖², with w_S the weights of the copied layers, w_S⁰
 * the source's and w_S̄ the weights of all other layers (Li et al. 2018, the penalty L2-SP). With α = β = 0 it equals
 * `fine_tuning`.
 *
 * Weights are matrices and kernels: biases, and the gains of normalisations, are not penalised, as by default in
 * the authors' code. The defaults α = β = 0.01 are from that code; its script for Stanford Dogs has α = 0.1.
 *
 * @see {@link https://github.com/holyseven/TransferLearningClassification}
 * @see {@link https://arxiv.org/abs/1802.01483}
 */
export default defineTransfer({
  name: "l2_sp",
  title: "L2-SP: fine-tuning near the starting point",
  paper: {
    title: "Explicit Inductive Bias for Transfer Learning with Convolutional Networks",
    authors: ["Li", "Grandvalet", "Davoine"],
    venue: "ICML, 2825-2834",
    year: 2018,
    url: "https://arxiv.org/abs/1802.01483",
  },
  setting: "inductive_transfer",
  pretrained: true,
  params: {
    depth: transferredDepth,
    alpha: {
      kind: "number",
      default: 0.01,
      range: [0, 1e6],
      grid: [0.01, 0.1, 1],
      describe: "factor of half the squared distance from the source's weights",
    },
    beta: {
      kind: "number",
      default: 0.01,
      range: [0, 1e6],
      grid: [0.001, 0.01],
      describe: "factor of half the squared norm of the other layers' weights",
    },
  },
  create: ({ depth, alpha, beta }, problem, encoder, optimizer, source) =>
    trainerFromLoss<Classifier, { labelled: LabelledBatch }, { start: Tensors }>({
      init: (random) => initTransferred(random, encoder, problem.classes, { source, depth }),
      fixed: () => ({ start: transferred(source, depth) }),
      loss({ start, ...params }, { labelled: { x, y } }) {
        const classification = crossEntropy(classify(encoder, params, x), y);
        const { lower, upper } = cutAbove(params.encoder, depth);
        const starts = weightsOf(start);
        const moved = weightsOf(lower).map((weights, i) => tf.sub(weights, starts[i]));
        const others = weightsOf({ ...upper, head: params.head });
        const penalty = tf.add(
          tf.mul(squaredNorm(moved), alpha / 2),
          tf.mul(squaredNorm(others), beta / 2),
        );
        return {
          loss: tf.add(classification, penalty),
          parts: { classification, penalty: penalty as tf.Scalar },
        };
      },
      predict: (params, x, of) => classify(encoder, params, x, of),
    }, optimizer),
});

/** Returns the matrices and kernels; biases and gains are vectors. */
function weightsOf(layers: Tensors): tf.Tensor[] {
  return leaves(layers).map(([, leaf]) => leaf).filter(({ rank }) => rank > 1);
}

function squaredNorm(tensors: readonly tf.Tensor[]): tf.Scalar {
  return tf.addN(tensors.map((tensor) => tf.sum(tf.square(tensor)))) as tf.Scalar;
}
