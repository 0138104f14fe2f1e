import { stopGradient, tf } from "../../engine/mod.ts";
import { defineGeneralisation } from "./_method.ts";
import { penaltyStart, penaltyWeight } from "./_penalty.ts";
import { residuals } from "./_slopes.ts";
import { learnFromDomains, meanOf, type Pass, passesOf } from "./_trainer.ts";

/** The variances over the rows of a domain of the gradients in the last layer's weights and biases. */
type Variances = { readonly kernel: tf.Tensor; readonly bias: tf.Tensor };

/**
 * Invariant gradient variances: the gradients of single rows in the last layer are to vary equally in all domains.
 *
 * L = (1/n) Σₑ Rₑ + λ (1/n) Σₑ ‖vₑ − v̄‖² (Rame et al. 2022), with vₑ the variance over the rows of domain e of
 * the gradient of a row's cross-entropy in each parameter of the last layer, and v̄ their mean over the domains; the squared
 * norm is divided by the number of these parameters. The gradient of row i in the weights is the outer product hᵢ rᵢᵀ of its
 * features and its residuals, so that the variances are two products of matrices. vₑ is a moving average,
 * vₑ ← γ vₑ + (1 − γ) v of the batch, whose gradient is divided by 1 − γ, as in the authors' code.
 *
 * λ is 0 in the first part of the training (the authors' code for DomainBed: 1500 of 5001 steps, when Adam starts anew), and
 * there is no centring of the gradients of an averaged network.
 *
 * @see {@link https://github.com/alexrame/fishr}
 */
export default defineGeneralisation({
  name: "fishr",
  title: "Invariant gradient variances",
  paper: {
    title: "Fishr: Invariant Gradient Variances for Out-of-Distribution Generalization",
    authors: ["Rame", "Dancette", "Cord"],
    venue: "ICML",
    year: 2022,
    url: "https://arxiv.org/abs/2109.02934",
  },
  setting: "domain_generalisation",
  params: {
    weight: { ...penaltyWeight, default: 1000, grid: [100, 1000, 10_000] },
    start: { ...penaltyStart, default: 0.3, describe: "fraction of the training without penalty" },
    memory: {
      kind: "number",
      default: 0.95,
      range: [0, 0.999],
      grid: [0.9, 0.95],
      describe: "γ, part of the earlier variances in their moving average",
    },
  },
  create({ weight, start, memory: part }, problem, encoder, optimizer) {
    const size = encoder.width * problem.classes + problem.classes;
    const names = Array.from({ length: problem.domains }, (_, i) => `domain${i + 1}`);
    return learnFromDomains(
      {
        memory: () =>
          Object.fromEntries(names.map((name) => [name, {
            kernel: tf.zeros([encoder.width, problem.classes]),
            bias: tf.zeros([problem.classes]),
          }])) as { readonly [domain: string]: Variances },
        loss(params, domains, { scalars, memory }) {
          const passes = passesOf(encoder, params, domains);
          const classification = meanOf(passes.map(({ risk }) => risk));
          const averages = passes.map((pass, i) =>
            averaged(memory[names[i]], gradientVariances(pass), part)
          );
          const penalty: tf.Scalar = tf.div(
            spread(averages.map(({ gradient }) => gradient)),
            size,
          );
          return {
            loss: tf.add(classification, tf.mul(penalty, scalars.penalty_weight)),
            parts: { classification, penalty },
            memory: Object.fromEntries(names.map((name, i) => [name, averages[i].next])),
          };
        },
        schedule: (progress) => ({ penalty_weight: progress < start ? 0 : weight }),
      },
      problem,
      encoder,
      optimizer,
    );
  },
});

/**
 * The variances over rows of the gradient of the cross-entropy in a linear classifier, see above.
 *
 * Var(hⱼ r_c) = (1/n) Σᵢ hᵢⱼ² rᵢ_c² − ((1/n) Σᵢ hᵢⱼ rᵢ_c)²
 *
 * @returns For the weights `[width, classes]`, and for the biases `[classes]`.
 */
export function gradientVariances({ features, logits, labels }: Pass): Variances {
  const rows = features.shape[0];
  const slopes = residuals(logits, labels);
  const mean = tf.div(tf.matMul(features, slopes, true), rows);
  const squares = tf.div(tf.matMul(tf.square(features), tf.square(slopes), true), rows);
  return {
    kernel: tf.sub(squares, tf.square(mean)),
    bias: tf.sub(tf.mean(tf.square(slopes), 0), tf.square(tf.mean(slopes, 0))),
  };
}

/** Returns the moving average of the next step, and the one that the penalty reads, divided by 1 − γ. */
function averaged(
  before: Variances,
  now: Variances,
  part: number,
): { readonly next: Variances; readonly gradient: Variances } {
  const of = (name: keyof Variances) => {
    const next = tf.add(tf.mul(before[name], part), tf.mul(now[name], 1 - part));
    return { next: stopGradient(next), gradient: tf.div(next, 1 - part) };
  };
  const [kernel, bias] = [of("kernel"), of("bias")];
  return {
    next: { kernel: kernel.next, bias: bias.next },
    gradient: { kernel: kernel.gradient, bias: bias.gradient },
  };
}

/** (1/n) Σₑ ‖vₑ − v̄‖². */
function spread(variances: readonly Variances[]): tf.Scalar {
  const ofPart = (name: keyof Variances): tf.Scalar => {
    const parts = variances.map((variance) => variance[name]);
    const mean = tf.div(tf.addN(parts), parts.length);
    return meanOf(parts.map((own) => tf.sum(tf.squaredDifference(own, mean)) as tf.Scalar));
  };
  return tf.add(ofPart("kernel"), ofPart("bias"));
}
