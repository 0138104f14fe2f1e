import { definePaper, type PublishedTable } from "./paper.ts";
import { amazonTests } from "./_amazon_tests.ts";
import { zellingerExperiment } from "./_zellinger.ts";
import table from "./mann_insci2019_amazon.json" with { type: "json" };

const repeated = "repeats Zellinger et al. 2017: see zellinger2017";

/** Moment alignment: the journal's extension of central moment discrepancy. */
export default definePaper({
  name: "zellinger2019",
  paper: table.paper,
  tables: [{
    table: table as PublishedTable,
    experiment: zellingerExperiment(["coral"], [{
      what: "CORAL",
      paper: "not known: the table has not been read in the paper itself",
      ours: "the loss of Sun & Saenko 2016 on the hidden units, weight 1",
    }]),
    quantity: "accuracy",
    recorded: "accuracy",
    selection: "source_validation",
    arms: { coral: { method: "coral" } },
    others: {
      nn: repeated,
      mmd: repeated,
      cmd: repeated,
      dann: "quoted from Ganin et al. 2016: see ganin2016",
      tca: "Graft has no transfer component analysis",
    },
    testSets: amazonTests,
  }],
  claims: [],
  constants: [],
});
