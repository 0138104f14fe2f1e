import { navon2022 } from "../../../descriptors/papers.ts";
import { tf } from "../../../engine/mod.ts";
import { defineWeighting, memoryless } from "./weighting.ts";

/** Keeps the logarithm and its derivative finite where a loss is zero. */
const EPSILON = 1e-8;

/**
 * The sum of the losses' logarithms, Σ_k log L_k, whose gradient does not depend on the units of the losses.
 *
 * A baseline of Navon et al. 2022 (§6), called SI there. A loss is scaled by 1/L_k, so that a nearly solved task
 * contributes as much as an unsolved one.
 *
 * `joint` is false: a term depends on its own loss alone. The term of an absent task is zero, not the logarithm of zero.
 * Departure: 1e-8 is added to each loss (the paper: nothing).
 *
 * @see {@link https://arxiv.org/abs/2202.01017}
 */
export default defineWeighting({
  name: "scale_invariant",
  title: "Scale-invariant",
  paper: navon2022,
  joint: false,
  params: {},
  create: () => ({ ...memoryless, terms: (losses) => tf.log(tf.add(losses, EPSILON)) }),
});
