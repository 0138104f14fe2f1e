import { kendall2018 } from "../../../descriptors/papers.ts";
import { numbersIn } from "../../../descriptors/parameters.ts";
import { tf } from "../../../engine/mod.ts";
import { defineWeighting, memoryless } from "./weighting.ts";

/**
 * A sum of the losses with fixed weights, L = Σ_k w_k L_k (eq. 1 of Kendall et al. 2018, who argue against
 * choosing them by hand).
 *
 * The weights are used unscaled: `weights=0.5` halves the whole objective. `joint` is false: each term depends on
 * its own loss alone. The term of an absent task is zero; its weight is not divided among the others.
 *
 * @throws {RangeError} (from `create`) If there are several weights and their number is not that of the tasks.
 * @see {@link https://arxiv.org/abs/1705.07115}
 */
export default defineWeighting({
  name: "fixed",
  title: "Fixed weights",
  paper: kendall2018,
  joint: false,
  params: {
    weights: {
      kind: "numbers",
      default: "1",
      range: [0, 1e6],
      grid: ["1", "0.5"],
      describe:
        "weights in the order of the tasks, such as 1:0.5:2; a single number applies to all",
    },
  },
  create({ weights }, { length: count }) {
    const given = numbersIn(weights);
    if (given.length !== 1 && given.length !== count) {
      throw new RangeError(
        `Cannot weigh ${count} tasks: fixed.weights must be one number or ${count}, current value is '${weights}'`,
      );
    }
    return {
      ...memoryless,
      terms: (losses, { tasks }) =>
        tf.mul(losses, tf.tensor1d(tasks.map((task) => given[task] ?? given[0]))),
    };
  },
});
