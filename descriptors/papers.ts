import type { Paper } from "./paper.ts";

/** Domain-adversarial training: the method, its baselines and the moons dataset. */
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

/** Multi-task learning: the idea and the baselines. */
export const caruana1997: Paper = {
  title: "Multitask Learning",
  authors: ["Caruana"],
  venue: "Machine Learning 28:41-75",
  year: 1997,
  url: "https://doi.org/10.1023/A:1007379606734",
};

/** Mixtures of experts, and synthetic tasks with adjustable correlation. */
export const ma2018: Paper = {
  title: "Modeling Task Relationships in Multi-task Learning with Multi-gate Mixture-of-Experts",
  authors: ["Ma", "Zhao", "Yi", "Chen", "Hong", "Chi"],
  venue: "KDD, 1930-1939",
  year: 2018,
  url: "https://doi.org/10.1145/3219819.3220007",
};

/** Low-level tasks supervised at low layers, and the tagger. */
export const sogaard2016: Paper = {
  title: "Deep multi-task learning with low level tasks supervised at lower layers",
  authors: ["Søgaard", "Goldberg"],
  venue: "ACL (P16-2038)",
  year: 2016,
  url: "https://aclanthology.org/P16-2038/",
};

/** Losses weighted by uncertainty, or by fixed weights. */
export const kendall2018: Paper = {
  title: "Multi-Task Learning Using Uncertainty to Weigh Losses for Scene Geometry and Semantics",
  authors: ["Kendall", "Gal", "Cipolla"],
  venue: "CVPR",
  year: 2018,
  url: "https://arxiv.org/abs/1705.07115",
};

/** Multi-task learning as bargaining. */
export const navon2022: Paper = {
  title: "Multi-Task Learning as a Bargaining Game",
  authors: ["Navon", "Shamsian", "Achituve", "Maron", "Kawaguchi", "Chechik", "Fetaya"],
  venue: "ICML",
  year: 2022,
  url: "https://arxiv.org/abs/2202.01017",
};

/** Multi-task learning as multi-objective optimisation: the gradient rule and its images. */
export const sener2018: Paper = {
  title: "Multi-Task Learning as Multi-Objective Optimization",
  authors: ["Sener", "Koltun"],
  venue: "NeurIPS",
  year: 2018,
  url: "https://arxiv.org/abs/1810.04650",
};

/** Shared and private features of texts, and the reviews. */
export const liu2017: Paper = {
  title: "Adversarial Multi-task Learning for Text Classification",
  authors: ["Liu", "Qiu", "Huang"],
  venue: "ACL, 1-10",
  year: 2017,
  url: "https://aclanthology.org/P17-1001/",
};

/** Transferability of features: freezing and fine-tuning the first n layers. */
export const yosinski2014: Paper = {
  title: "How transferable are features in deep neural networks?",
  authors: ["Yosinski", "Clune", "Bengio", "Lipson"],
  venue: "NIPS 27:3320-3328",
  year: 2014,
  url: "https://arxiv.org/abs/1411.1792",
};
