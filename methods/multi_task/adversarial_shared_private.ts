import { liu2017 } from "../../descriptors/papers.ts";
import { type Dense, tf } from "../../engine/mod.ts";
import { ofUnitLength, orthogonality } from "./_orthogonality.ts";
import { sharedPrivate } from "./_shared_private.ts";
import { adversarialLoss, initDiscriminator } from "./_task_discriminator.ts";
import { defineSharing, type NetworkRows } from "./_sharing.ts";

/**
 * The shared-private scheme with shared features that do not reveal the task, and private features that
 * differ from them.
 *
 * L = Σₖ Lₖ + λ·L_adv + γ·L_diff (Liu et al. 2017, §4, ASP-MTL). L_adv is the cross-entropy of a linear
 * discriminator that predicts the rows' source, behind a gradient reversal on the shared features; λ also scales the
 * discriminator's own gradient, as in the paper. L_diff is ‖SᵀH‖²_F / n², where S and H are the shared and the private
 * features of a task's n rows, each row scaled to length 1. Unlabelled rows enter L_adv alone, as in the paper:
 * L_diff uses the rows that a task has labels for.
 *
 * In a step with several tables, L_adv is the sum of the tables' means and L_diff the sum of the tasks' terms, just as
 * the tasks' losses are added; a step with one table uses the rows of its source alone.
 *
 * Departures: L_diff uses rows of length 1 and is divided by n², which makes it at most 1 (the paper's equation:
 * unscaled rows, no division; for 300 rectified features it is then a thousand times the tasks' losses); L_adv
 * is a mean over a table's rows (the paper: the sum); the discriminator's classes are sources, which are the
 * paper's tasks: tasks on the same rows are not distinguished; for features of each word, the discriminator reads
 * the mean over the words (the paper: none).
 *
 * With λ = γ = 0 it equals `shared_private`, bit for bit.
 */
export default defineSharing({
  name: "adversarial_shared_private",
  title: "Adversarial shared and private encoders",
  paper: liu2017,
  setting: "multi_task",
  params: {
    adversarial: {
      kind: "number",
      default: 0.05,
      range: [0, 100],
      grid: [0.01, 0.05, 0.1],
      describe: "λ, factor of the discriminator's loss; 0: no discriminator",
    },
    orthogonality: {
      kind: "number",
      default: 0.01,
      range: [0, 1000],
      grid: [0.01, 0.1, 1],
      describe:
        "γ, factor of the overlap (squared inner products) of shared and private features; 0: none",
    },
  },
  networks: "all",
  sharesParameters: true,
  readsUnlabelled: true,
  create({ adversarial: λ, orthogonality: γ }, problem, { encoder }) {
    const sourceOf = new Map(problem.tasks.map(({ name, source }) => [name, source]));
    const sources = [...new Set(sourceOf.values())];
    if (λ > 0 && sources.length < 2) {
      throw new RangeError(
        "Cannot distinguish tasks by their rows: all tasks have the same rows, so adversarial must be 0, " +
          `current value is ${λ}`,
      );
    }
    const network = sharedPrivate(problem, encoder);

    const indexOf = ({ tasks: [task] }: NetworkRows) => sources.indexOf(sourceOf.get(task)!);

    return {
      init(random) {
        const { shared, own } = network.init(random);
        const discriminator = () => initDiscriminator(random, encoder.width, sources.length);
        return { shared: λ > 0 ? { ...shared, discriminator: discriminator() } : shared, own };
      },
      encode(shared, rows, context) {
        const representation = network.encode(shared, rows, context);
        if (λ === 0 || !context.noise) return representation;
        const others = network.encode(
          shared,
          rows.flatMap((of) => of.unlabelled ? [{ ...of, x: of.unlabelled }] : []),
          context,
        );
        return Object.fromEntries(rows.map(({ table }) => [table, {
          ...representation[table],
          ...(others[table] ? { unlabelled: others[table].features } : {}),
        }]));
      },
      decode({ shared, own }, representation, rows, context) {
        const privately = network.encodePrivately(own, rows, context);
        const outputs = network.outputs(own, representation, rows, privately);
        const penalties: { [name: string]: tf.Scalar } = {};
        if (!context.noise) return { outputs, penalties };
        if (λ > 0) {
          const losses = rows.map((of) => {
            const features = Object.values(representation[of.table]) as tf.Tensor[];
            return adversarialLoss(shared.discriminator as Dense, features, indexOf(of));
          });
          penalties.adversarial = tf.mul(tf.addN(losses), λ);
        }
        if (γ > 0) {
          const terms = rows.flatMap(({ table, tasks }) =>
            tasks.map((task) =>
              orthogonality(
                ofUnitLength(representation[table].features as tf.Tensor),
                ofUnitLength(privately[task]),
              )
            )
          );
          penalties.orthogonality = tf.mul(tf.addN(terms), γ);
        }
        return { outputs, penalties };
      },
    };
  },
});
