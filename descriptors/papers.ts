import type { Paper } from "./paper.ts";

/** Domain-adversarial training: the method, its baselines and the moons. */
export const ganin2016: Paper = {
  title: "Domain-Adversarial Training of Neural Networks",
  authors: [
    "Ganin",
    "Ustinova",
    "Ajakan",
    "Germain",
    "Larochelle",
    "Laviolette",
    "Marchand",
    "Lempitsky",
  ],
  venue: "JMLR 17(59):1-35",
  year: 2016,
  url: "https://jmlr.org/papers/v17/15-239.html",
};
