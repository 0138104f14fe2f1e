import { caruana1997 } from "../descriptors/papers.ts";
import { defineWeighting, memoryless } from "./weighting.ts";

/**
 * The plain sum of the losses: w_k = 1.
 *
 * What multi-task learning begins with (Caruana 1997), and what every other weighting is compared with. `joint`
 * is false: no loss needs another.
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
