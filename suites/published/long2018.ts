import { definePaper, type Experiment, type PublishedTable } from "./paper.ts";
import table from "./cdan_neurips2018_digits.json" with { type: "json" };

const digits: Experiment = {
  bench: [[
    ...["digits", "--pairs", "mnist-usps,usps-mnist", "--methods", "cdan"],
    ...["--param", "cdan.entropy=off,on"],
  ]],
  seeds: "5",
  secondsPerRun: 25,
  differences: [
    {
      what: "Training rows",
      paper: "the whole training sets, 60 000 of MNIST and 7291 of USPS",
      ours:
        "the first 10 000 of MNIST and all 7291 of USPS, less a tenth of the source's that is " +
        "held out",
    },
    {
      what: "Images",
      paper: "one grey channel in [−1, 1] (the authors' code)",
      ours: "three equal channels in [0, 1]",
    },
    {
      what: "Network",
      paper: "20 and 50 channels, 500 units, dropout of a half (the authors' code)",
      ours: "10 and 20 channels, 100 units, no dropout",
    },
    {
      what: "Domain discriminator",
      paper: "two layers of 500 units with dropout of a half, a sigmoid (the authors' code)",
      ours: "one layer of 100 units, a softmax of two",
    },
    {
      what: "Optimizer",
      paper: "SGD at 0.01, halved every 5 epochs (MNIST → USPS) or 6, momentum 0.9, weight decay " +
        "5e-4 (the authors' code)",
      ours: "Adam at 1e-3 with β₁ = 0.5",
    },
    {
      what: "Length",
      paper: "50 epochs of the larger domain, 64 rows of each a step, 46 850 steps (the authors' " +
        "code)",
      ours:
        "6 epochs of the source, 64 rows of each domain a step: 840 steps from MNIST, 612 from " +
        "USPS",
    },
    {
      what: "λ",
      paper:
        "rising to 1 over 10 000 steps, after a first epoch without adaptation (the authors' " +
        "code)",
      ours: "rising to 1 over the whole training",
    },
    {
      what: "Which checkpoint",
      paper: "not stated; the authors' code prints test accuracy after every epoch",
      ours: "the last",
    },
  ],
};

/** Conditional adversarial domain adaptation. */
export default definePaper({
  name: "long2018",
  paper: table.paper,
  tables: [{
    table: table as PublishedTable,
    experiment: digits,
    quantity: "accuracy",
    recorded: "accuracy",
    selection: "last",
    arms: {
      cdan: { method: "cdan", values: { entropy: "off" } },
      cdan_e: { method: "cdan", values: { entropy: "on" } },
    },
    others: {},
    testSets: {
      "mnist-usps": { name: "usps", size: 2007 },
      "usps-mnist": { name: "mnist", size: 10_000 },
      "svhn-mnist": { name: "mnist", size: 10_000 },
    },
  }],
  claims: [],
  constants: [],
});
