import { sogaard2016 as paper } from "../../descriptors/papers.ts";
import { definePaper, type PublishedTable } from "./paper.ts";
import table from "./sogaard_goldberg_acl2016_chunking.json" with { type: "json" };

/** Low tasks supervised at low layers. */
export default definePaper({
  name: "sogaard2016",
  paper,
  tables: [{
    table: table as PublishedTable,
    experiment: {
      bench: [[
        ...["english_tagging", "--tasks", "conll2000"],
        ...["--methods", "single_task,hard_sharing,hierarchical_sharing"],
      ]],
      seeds: "3",
      secondsPerRun: 110,
      differences: [
        {
          what: "Order",
          paper: "a task drawn at random, then a sentence",
          ours: "both tasks in every update, 64 sentences",
        },
        { what: "Optimizer", paper: "SGD", ours: "Adam at 5e-3, gradients of at most length 5" },
        { what: "Word vectors", paper: "pre-trained", ours: "random" },
        {
          what: "Length",
          paper: "not known",
          ours: "3 epochs, then the checkpoint that is best on validation rows",
        },
      ],
    },
    quantity: "span_f1",
    recorded: "span_f1",
    selection: "validation",
    arms: {
      single_task: { method: "single_task" },
      pos_outer: { method: "hard_sharing" },
      pos_inner: { method: "hierarchical_sharing" },
    },
    others: {},
    testSets: { chunk: { name: "conll2000" } },
  }],
  claims: [],
  constants: [],
});
