import { type ClaimTerm, definePaper, type Experiment, type PublishedTable } from "./paper.ts";
import halves from "./yosinski_nips2014_base_halves.json" with { type: "json" };
import curves from "./yosinski_nips2014_figure2.json" with { type: "json" };
import runs from "./yosinski_nips2014_fine_tuned_runs.json" with { type: "json" };

const experiment: Experiment = {
  bench: [["fashion_halves", "--labels", "all"]],
  seeds: "5",
  secondsPerRun: 17,
  differences: [
    {
      what: "Halves",
      paper: "of ImageNet's classes, 500 each, drawn at random",
      ours: "of Fashion-MNIST's classes, 5 each, drawn by the seed",
    },
    {
      what: "Network",
      paper: "AlexNet: 8 layers, of which 1 to 7 are copied",
      ours: "two convolutions and a dense layer below the head, of which 1 to 3 are copied",
    },
    {
      what: "Optimizer",
      paper: "SGD with momentum, the learning rate lowered in steps (the authors' code)",
      ours: "Adam at 1e-3, 64 rows a step",
    },
    {
      what: "Length",
      paper: "450 000 steps for each network",
      ours: "3 epochs, about 1260 steps, for each network",
    },
    {
      what: "Accuracy",
      paper: "mean of the ten best validation accuracies of a run",
      ours: "test accuracy after the last step",
    },
    {
      what: "New layers",
      paper: "initialised at random, as at the start of any network",
      ours:
        "the same for all methods of a seed, and different from the initial weights of the source's network",
    },
  ],
};

const tested = {
  experiment,
  recorded: "accuracy",
  squared: false,
  selection: "last",
} as const;

const term = (label: string, method: string, depth: number, problem: string): ClaimTerm => ({
  label,
  arm: { method, values: { depth } },
  problems: [problem],
});

const base = (problem: string): ClaimTerm => ({
  label: "base",
  arm: { method: "from_scratch" },
  problems: [problem],
});

const frozen = (n: number) => term(`A${n}B`, "feature_extraction", n, "A-B all");
const frozenSelf = (n: number) => term(`B${n}B`, "feature_extraction", n, "B-B all");
const tuned = (n: number) => term(`A${n}B+`, "fine_tuning", n, "A-B all");
const tunedSelf = (n: number) => term(`B${n}B+`, "fine_tuning", n, "B-B all");

const incomparable = {
  lacks: "a suite of ImageNet's halves; the shape of the curves is tested on Fashion-MNIST's",
  data: "ImageNet",
} as const;

/** Transferability of features by layer. */
export default definePaper({
  name: "yosinski2014",
  paper: curves.paper,
  tables: [curves, halves, runs].map((table) => ({
    table: table as PublishedTable,
    ...incomparable,
  })),
  claims: [
    {
      where: "Figure 2, AnB",
      text: "The more layers are copied from another task and frozen, the lower is the accuracy",
      status: "secondary",
      source: "column anb of the curves, derived from the authors' logs",
      ...tested,
      tested: "A1B is above A3B, with all labels; the order of the networks between is not tested",
      greater: [frozen(1)],
      less: [frozen(3)],
    },
    {
      where: "Abstract, on specialised layers",
      text: "Higher layers are specialised to their task, at the expense of the other",
      status: "primary",
      source: "paper's abstract",
      ...tested,
      tested:
        "with all three layers frozen, the target's own layers are better than those of the other half: " +
        "B3B above A3B",
      greater: [frozenSelf(3)],
      less: [frozen(3)],
    },
    {
      where: "Abstract, on co-adapted neurons",
      text:
        "Splitting a network between co-adapted neurons makes its upper layers hard to learn again",
      status: "primary",
      source: "paper's abstract",
      ...tested,
      tested:
        "with the network's own layers frozen, relearning those above loses accuracy: base above B2B",
      greater: [base("B-B all")],
      less: [frozenSelf(2)],
    },
    {
      where: "Figure 2, BnB+",
      text: "Fine-tuning a network's own layers recovers what freezing them has lost",
      status: "secondary",
      source: "columns bnb and bnb_plus of the curves, derived from the authors' logs",
      ...tested,
      tested: "B2B+ above B2B",
      greater: [tunedSelf(2)],
      less: [frozenSelf(2)],
    },
    {
      where: "Abstract, on fine-tuning",
      text: "Starting from transferred features of almost any number of layers improves " +
        "generalization, even after fine-tuning",
      status: "primary",
      source: "paper's abstract",
      ...tested,
      tested: "A1B+, A2B+ and A3B+ together are above three times base",
      greater: [tuned(1), tuned(2), tuned(3)],
      less: [base("A-B all"), base("A-B all"), base("A-B all")],
    },
  ],
  constants: [],
});
