import { leaves, type Tensors, tf } from "../../engine/mod.ts";
import { columns, columnsStart, stacked } from "./_columns.ts";
import { defineSharing } from "./_sharing.ts";

/**
 * An encoder and a head for each task, with a penalty on the squared distance of every two encoders.
 *
 * L = Σₖ Lₖ + λ/2 · Σ_{i<j} ‖θᵢ − θⱼ‖², with θₖ all parameters of task k's encoder, including its biases and word
 * vectors; the heads, whose shapes differ, are not penalised. With λ = 0 no penalty is added, and each task's
 * network is that of `single_task`.
 *
 * Departures from Duong et al. 2015, who tie a parser to that of one other language: all pairs of tasks are
 * tied, in both directions; one λ for all parameters (the paper: one each for two groups of them); word vectors are
 * tied, too, since the tasks have one vocabulary (the paper's languages do not, and it leaves them free).
 *
 * @see {@link https://aclanthology.org/P15-2139/}
 */
export default defineSharing({
  name: "l2_soft_sharing",
  title: "Soft sharing by distances",
  paper: {
    title:
      "Low Resource Dependency Parsing: Cross-lingual Parameter Sharing in a Neural Network Parser",
    authors: ["Duong", "Cohn", "Bird", "Cook"],
    venue: "ACL, 845-850",
    year: 2015,
    url: "https://aclanthology.org/P15-2139/",
  },
  setting: "multi_task",
  networks: "all",
  sharesParameters: false,
  readsUnlabelled: false,
  params: {
    lambda: {
      kind: "number",
      default: 0.01,
      range: [0, 1e6],
      grid: [0.001, 0.01, 0.1],
      describe: "factor of half the squared distances between the tasks' encoders",
    },
    start: columnsStart,
  },
  create: ({ lambda, start }, problem, { encoder }) =>
    columns(problem, encoder, {
      start,
      penalties: lambda === 0 || problem.tasks.length === 1 ? undefined : (encoders) => ({
        distance: tf.mul(squaredDistances(encoders), lambda / 2) as tf.Scalar,
      }),
    }),
});

/** Σ_{i<j} ‖θᵢ − θⱼ‖² = T · Σᵢ ‖θᵢ − θ̄‖², for T trees of one structure. */
function squaredDistances(trees: readonly Tensors[]): tf.Tensor {
  const spreads = leaves(stacked(trees)).map(([, leaf]) =>
    tf.sum(tf.square(tf.sub(leaf, tf.mean(leaf, 0, true))))
  );
  return tf.mul(tf.addN(spreads), trees.length);
}
