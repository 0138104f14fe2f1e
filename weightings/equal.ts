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
  paper: {
    title: "Multitask Learning",
    authors: ["Caruana"],
    venue: "Machine Learning 28:41-75",
    year: 1997,
    url: "https://doi.org/10.1023/A:1007379606734",
  },
  joint: false,
  params: {},
  create: () => ({ ...memoryless, terms: (losses) => losses }),
});
