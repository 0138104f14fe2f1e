import { definePaper, type PublishedTable } from "./paper.ts";
import { amazonTests } from "./_amazon_tests.ts";
import { zellingerExperiment } from "./_zellinger.ts";
import table from "./cmd_iclr2017_table1.json" with { type: "json" };

/** Central moment discrepancy. */
export default definePaper({
  name: "zellinger2017",
  paper: table.paper,
  tables: [{
    table: table as PublishedTable,
    experiment: zellingerExperiment(["source_only", "mmd", "cmd"], [{
      what: "MMD",
      paper:
        "one Gaussian kernel; its width and MMD's weight by reverse validation, of 10 values each",
      ours: "five Gaussian kernels around the mean squared distance, weight 1",
    }]),
    quantity: "accuracy",
    recorded: "accuracy",
    selection: "source_validation",
    arms: { nn: { method: "source_only" }, mmd: { method: "mmd" }, cmd: { method: "cmd" } },
    others: {
      vfae: "quoted from Louizos et al. 2016; Graft has no variational fair autoencoder",
      dann: "quoted from Ganin et al. 2016: see ganin2016",
    },
    testSets: amazonTests,
  }],
  claims: [],
  constants: [],
});
