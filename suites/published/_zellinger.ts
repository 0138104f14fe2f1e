import type { Experiment, ProtocolDifference } from "./paper.ts";

/** Returns the runs under the protocol of Zellinger et al. 2017 and 2019, as far as a bench can follow it. */
export function zellingerExperiment(
  methods: readonly string[],
  differences: readonly ProtocolDifference[],
): Experiment {
  return {
    bench: [[
      ...["amazon_reviews", "--methods", methods.join(",")],
      ...["--encoder", "mlp:width=50,activation=sigmoid,initializer=fan_in"],
      ...methods.includes("cmd") ? ["--param", "cmd.bound=none"] : [],
      ...["--protocol", "batch=300,epochs=200,checkpointEvery=4,validation=0.3"],
    ]],
    seeds: "5",
    secondsPerRun: 9,
    differences: [
      ...differences,
      {
        what: "Inputs",
        paper: "5000 features of mSDA's amazon.mat, no transformation stated",
        ours: "log1p of the counts",
      },
      { what: "Optimizer", paper: "Adagrad with Keras' defaults", ours: "Adam at 1e-3" },
      {
        what: "Length",
        paper:
          "up to 1500 epochs, stopped after 10 without a better loss on source validation rows, then the checkpoint of the best accuracy there (the authors' code)",
        ours:
          "200 epochs, then of every fourth checkpoint the one of the best accuracy on source validation rows",
      },
      {
        what: "Validation rows",
        paper: "the last 30 % of the source's training rows (the authors' code)",
        ours: "30 % of them, drawn by the seed",
      },
      {
        what: "Order of the rows",
        paper: "the same in every epoch (the authors' code)",
        ours: "redrawn in every epoch",
      },
      {
        what: "Initial weights",
        paper:
          "LeCun's uniform ones after one epoch of SGD at 0.1, the same for all methods (the authors' code)",
        ours: "uniform within ±1/√inputs, the same for all methods of a seed",
      },
      {
        what: "Repetitions",
        paper: "in the authors' code they differ in the initial weights alone",
        ours: "seeds differ in weights, validation rows and order",
      },
    ],
  };
}
