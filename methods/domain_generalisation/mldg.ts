import { mapTree, type Tensors, tf, valueAndGradients } from "../../engine/mod.ts";
import { type Classifier, classify, crossEntropy, initClassifier } from "../_classification.ts";
import { defineGeneralisation } from "./_method.ts";
import { meanOf, rowsOf } from "./_trainer.ts";

/**
 * Meta-learning for domain generalisation: a step that is good for one domain is to be good for another.
 *
 * L = (1/n) Σₑ [F_e(Θ) + β F_d(Θ − α F_e′(Θ))], with F_e the risk of domain e, which is trained on, and F_d that of the
 * domain after it, which is tested on (Li et al. 2018, eq. 3 and algorithm 1). In the gradient of the second term the point
 * Θ − α F_e′ is held fixed, as in DomainBed: the gradient is (1/n) Σₑ [F_e′(Θ) + β F_d′(Θ − α F_e′(Θ))], of first order,
 * without the paper's second derivatives.
 *
 * Departures: each domain is trained on once and tested on once in every step, always in the same pairs (the paper divides
 * the domains at random into those that are trained on and those that are tested on; DomainBed pairs them at random); the
 * inner step is one of gradient descent, as in the paper (DomainBed: a first step of Adam).
 */
export default defineGeneralisation({
  name: "mldg",
  title: "Meta-learning for domain generalisation",
  paper: {
    title: "Learning to Generalize: Meta-Learning for Domain Generalization",
    authors: ["Li", "Yang", "Song", "Hospedales"],
    venue: "AAAI",
    year: 2018,
    url: "https://arxiv.org/abs/1710.03463",
  },
  setting: "domain_generalisation",
  params: {
    weight: {
      kind: "number",
      default: 1,
      range: [0, 100],
      grid: [0.3, 1, 3],
      describe: "β, factor of the risk after the inner step",
    },
    inner_rate: {
      kind: "number",
      default: 0.01,
      range: [0, 100],
      grid: [0.001, 0.01, 0.1],
      describe: "α, learning rate of the inner step",
    },
  },
  create({ weight, inner_rate }, problem, encoder, optimizer) {
    return {
      init(random) {
        const params = initClassifier(random, encoder, problem.classes);
        return { params, optimizer: optimizer.init(params) };
      },
      step(state, batch, { learning_rate }) {
        const params = state.params as Tensors;
        const domains = rowsOf(batch, problem);
        const at = (params: Tensors, domain: number) =>
          valueAndGradients((params) => {
            const { x, y } = domains[domain % domains.length];
            const loss = crossEntropy(classify(encoder, params as Classifier, x), y);
            return { loss, parts: {} };
          }, params);
        const made = domains.map((_, i) => {
          const trained = at(params, i);
          const moved = mapTree(
            (leaf: tf.Tensor, slope) => tf.sub(leaf, tf.mul(slope, inner_rate)),
            params,
            trained.gradients,
          );
          const tested = at(moved, i + 1);
          const gradients = mapTree(
            (slope: tf.Tensor, after) => tf.add(slope, tf.mul(after, weight)),
            trained.gradients,
            tested.gradients,
          );
          return { trained: trained.losses.loss, tested: tested.losses.loss, gradients };
        });
        const [first, ...others] = made.map(({ gradients }) => gradients);
        const mean = mapTree(
          (slope: tf.Tensor, ...more) => tf.div(tf.addN([slope, ...more]), made.length),
          first,
          ...others,
        );
        const next = optimizer.update(mean, state.optimizer as Tensors, params, learning_rate);
        const classification = meanOf(made.map(({ trained }) => trained));
        const meta = meanOf(made.map(({ tested }) => tested));
        return [
          { params: next.params, optimizer: next.state },
          { loss: tf.add(classification, tf.mul(meta, weight)), classification, meta },
        ];
      },
      predict: ({ params }, x, of) => classify(encoder, params as Classifier, x, of),
      schedule: () => ({}),
    };
  },
});
