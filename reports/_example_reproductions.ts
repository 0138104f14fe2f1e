/** A paper with a table and a claim for the tests of reproductions: made up. */
import type {
  ComparedClaim,
  ComparedTable,
  Experiment,
  PublishedPaper,
  PublishedTable,
} from "../suites/published/paper.ts";
import type { ExperimentRuns } from "./reproduction.ts";
import { plan, planTasks, published } from "./_example_runs.ts";

/** Two methods on pairs. */
export const experiment: Experiment = {
  bench: [["example", "--methods", "source_only,dann"]],
  seeds: "3",
  secondsPerRun: 10,
  differences: [{ what: "Optimizer", paper: "SGD at 1e-3", ours: "Adam at 1e-3 | 64 rows" }],
};

/** Accuracies in percent of one run each; `svm` stands for none of ours. */
export const table: PublishedTable = {
  ...published,
  unit: "%",
  higherIsBetter: true,
  columns: {
    nn: { status: "primary", source: "page 17", runs: 1 },
    dann: { status: "unverified", source: "recalled", runs: 1 },
    svm: { status: "secondary", source: "a README", runs: 1 },
  },
  rows: {
    "a-b": { nn: 79.0, dann: 84.2, svm: 79.9 },
    "b-a": { nn: 72.1, dann: null, svm: 74.3 },
    "c-a": { nn: 60.0, dann: 65.0, svm: 55.0 },
  },
};

/** The table beside the experiment; `b-a` and `c-a` are tested on the same examples. */
export const compared: ComparedTable = {
  table,
  experiment,
  quantity: "accuracy",
  recorded: "accuracy",
  selection: "last",
  arms: { nn: { method: "source_only" }, dann: { method: "dann" } },
  others: { svm: "Graft has no linear SVM" },
  testSets: {
    "a-b": { name: "b", size: 4000 },
    "b-a": { name: "a" },
    "c-a": { name: "a" },
  },
};

/** That dann is better on a-b. */
export const claim: ComparedClaim = {
  where: "Section 5",
  text: "DANN adapts",
  status: "primary",
  source: "paper text",
  experiment,
  tested: "dann is above source_only",
  recorded: "accuracy",
  squared: false,
  selection: "last",
  greater: [{ label: "dann", arm: { method: "dann" }, problems: ["a-b"] }],
  less: [{ label: "source_only", arm: { method: "source_only" }, problems: ["a-b"] }],
};

/** The paper, with something that cannot be run and a table of constants besides. */
export const paper: PublishedPaper = {
  id: "ganin2016",
  paper: published.paper,
  tables: [
    compared,
    { table: { ...table, table: "Table 2" }, lacks: "a suite of digits", data: "MNIST" },
  ],
  claims: [claim, {
    ...{ where: "Section 6", text: "It scales", status: "secondary", source: "a blog" },
    ...{ lacks: "a larger network", data: "ImageNet" },
  }],
  constants: [{
    ...published,
    table: "Section 5.1",
    metric: "constants (not results)",
    columns: { paper: { status: "primary", source: "page 5" } },
    rows: { lambda: { paper: 6 }, seed: { paper: null } },
    methods: {},
  }],
};

/** Runs of the experiment: two pairs of three are planned. */
export const runs = [
  ...plan("source_only", { "a-b": [0.785, 0.79, 0.8], "b-a": [0.66, 0.662, 0.664] }),
  ...plan("dann", { "a-b": [0.83, 0.84, 0.85], "b-a": ["not_run", 0.7, 0.71] }),
];

/** The runs with what is to be known of them. */
export const experimentRuns: ExperimentRuns = {
  runs,
  notes: ["example leaves out c: not found"],
  testSizes: new Map([["a-b", 3000], ["b-a", 2000]]),
  commands: ["deno task bench example --methods source_only,dann --seeds 3"],
  commandOf: new Map(
    runs.map(({ id, spec }) => [id, `deno task bench --seeds ${spec.seed}-${spec.seed}`]),
  ),
};

/** Tasks of which an error is recorded, and an RMSE. */
export const taskRuns = [
  ...planTasks("single_task", { name: "reviews", tasks: { books: "error", dvd: "error" } }, [
    [0.2, 0.3],
    [0.22, 0.28],
    [0.21, 0.29],
  ]),
  ...planTasks("hard_sharing", { name: "p=1", tasks: { "p=1:a": "rmse", "p=1:b": "rmse" } }, [
    [2, 4],
    [1, 3],
    [3, 3],
  ]),
];
