import { liu2017 as paper } from "../../descriptors/papers.ts";
import { definePaper, type PublishedTable } from "./paper.ts";
import sizes from "./asp_mtl_acl2017_table1.json" with { type: "json" };
import errors from "./asp_mtl_acl2017_table2.json" with { type: "json" };
import transfers from "./asp_mtl_acl2017_table3.json" with { type: "json" };

/** Adversarial multi-task learning of texts. */
export default definePaper({
  name: "liu2017",
  paper,
  tables: [
    {
      table: errors as PublishedTable,
      experiment: {
        bench: [[
          ...["fudan_reviews", "--methods"],
          "single_task,hard_sharing,shared_private,adversarial_shared_private",
        ]],
        seeds: "3",
        secondsPerRun: 360,
        differences: [
          {
            what: "Encoder",
            paper: "an LSTM, size not stated",
            ours: "a convolutional network: windows of 3, 4 and 5 words, 100 channels each",
          },
          {
            what: "Word vectors",
            paper: "200 numbers a word, from GloVe",
            ours: "100 numbers a word, random",
          },
          {
            what: "Tasks learned together",
            paper: "16",
            ours: "those whose files are available",
          },
          {
            what: "Training rows",
            paper: "the unmodified files",
            ours: "without those whose text is that of a test row or of an earlier training row",
          },
          {
            what: "Optimizer",
            paper: "not stated; learning rate 0.01, chosen of 0.1 and 0.01",
            ours: "Adam at 1e-3",
          },
          { what: "Batch", paper: "16 rows", ours: "32 rows" },
          {
            what: "Length",
            paper: "not stated",
            ours: "6 epochs, then the checkpoint that is best on validation rows",
          },
          {
            what: "Weight of the adversarial and the orthogonality loss (asp_mtl)",
            paper: "0.05 and 0.01, chosen in [0.01, 0.1]; sums over rows",
            ours: "0.05 and 0.01; means over rows, of features scaled to length 1",
          },
        ],
      },
      quantity: "error",
      recorded: "error",
      selection: "validation",
      arms: {
        lstm: { method: "single_task" },
        fs_mtl: { method: "hard_sharing" },
        sp_mtl: { method: "shared_private" },
        asp_mtl: { method: "adversarial_shared_private" },
      },
      others: {
        bilstm: "another encoder of single tasks: our runs are compared with lstm",
        slstm: "another encoder of single tasks: our runs are compared with lstm",
        avg: "the mean of three encoders of single tasks: our runs are compared with lstm",
        mt_dnn:
          "shared layers over a bag of words, another encoder: our runs are compared with fs_mtl",
        mt_cnn: "shares a part of the word vectors alone (Collobert & Weston 2008)",
      },
      testSets: Object.fromEntries(
        Object.entries(sizes.rows).map(([name, { test }]) => [name, { name, size: test }]),
      ),
    },
    {
      table: transfers as PublishedTable,
      lacks: "a method that freezes shared layers for a new task",
      data: "Fudan reviews",
    },
  ],
  claims: [],
  constants: [sizes as PublishedTable],
});
