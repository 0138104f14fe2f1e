import { stopGradient, tf } from "../../engine/mod.ts";
import { defineGeneralisation } from "./_method.ts";
import { learnFromDomains, passesOf } from "./_trainer.ts";

/**
 * Group distributionally robust optimisation: the domains with the greatest risks get the greatest weights.
 *
 * qₑ ← qₑ exp(η Rₑ)/Σ_d q_d exp(η R_d), L = Σₑ qₑ Rₑ (Sagawa et al. 2020, algorithm 1), with q uniform at first and no
 * gradient through it.
 *
 * Departures, as in DomainBed: every step has rows of all domains (the paper: of one that is drawn), and there is no
 * adjustment by the sizes of the groups.
 */
export default defineGeneralisation({
  name: "group_dro",
  title: "Group distributionally robust optimisation",
  paper: {
    title: "Distributionally Robust Neural Networks for Group Shifts: On the Importance of " +
      "Regularization for Worst-Case Generalization",
    authors: ["Sagawa", "Koh", "Hashimoto", "Liang"],
    venue: "ICLR",
    year: 2020,
    url: "https://arxiv.org/abs/1911.08731",
  },
  setting: "domain_generalisation",
  params: {
    step: {
      kind: "number",
      default: 0.01,
      range: [0, 100],
      grid: [0.001, 0.01, 0.1],
      describe: "η, step size of the domains' weights",
    },
  },
  create({ step }, problem, encoder, optimizer) {
    return learnFromDomains(
      {
        memory: () => ({ weights: tf.fill([problem.domains], 1 / problem.domains) }),
        loss(params, domains, { memory }) {
          const risks = tf.stack(passesOf(encoder, params, domains).map(({ risk }) => risk));
          const classification: tf.Scalar = tf.mean(risks);
          const raised = tf.mul(memory.weights, tf.exp(tf.mul(stopGradient(risks), step)));
          const weights = tf.div(raised, tf.sum(raised));
          return {
            loss: tf.sum(tf.mul(risks, weights)),
            parts: { classification },
            memory: { weights },
          };
        },
      },
      problem,
      encoder,
      optimizer,
    );
  },
});
