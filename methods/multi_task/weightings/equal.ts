import { caruana1997 } from "../../../descriptors/papers.ts";
import { defineWeighting, memoryless } from "./weighting.ts";

/**
 * The plain sum of the losses: w_k = 1.
 *
 * The starting point of multi-task learning (Caruana 1997) and the baseline of every other weighting. `joint` is
 * false: each term depends on its own loss alone. The term of an absent task is zero.
 *
 * @see {@link https://doi.org/10.1023/A:1007379606734}
 */
export default defineWeighting({
  name: "equal",
  title: "Equal weights",
  paper: caruana1997,
  joint: false,
  params: {},
  create: () => ({ ...memoryless, terms: (losses) => losses }),
});
