/** Runs for the tests of the reports: made up, not trained. */
import type {
  Environment,
  Named,
  PlannedRun,
  Protocol,
  PublishedTable,
  RunRecord,
} from "../suites/record.ts";

/** A protocol with two selection rules. */
export const protocol: Protocol = {
  encoder: { name: "mlp", values: { hidden: 100 } },
  optimizer: { name: "adam", learningRate: 0.001 },
  schedule: { name: "constant" },
  transform: "log1p",
  epochs: 30,
  checkpointEvery: 1,
  batch: 64,
  validation: 0.1,
  selections: ["last", "oracle"],
};

const environment: Environment = {
  commit: "0a1b2c3",
  versions: { deno: "2.9.6" },
  device: "wasm",
  threads: 1,
  cpu: "a processor",
  os: "linux",
};

/** What becomes of a run: an accuracy (the oracle's is 0.01 higher), or why there is none. */
export type Fate = number | "diverged" | "failed" | "not_run";

/** Results by problem, one for each seed from 0. */
export type Fates = { readonly [problem: string]: readonly Fate[] };

/**
 * Plans runs of one method, and makes those that are to be made.
 *
 * @param method The method, or its name where it has no parameters.
 * @param fates What becomes of them.
 */
export function plan(method: string | Named, fates: Fates): PlannedRun[] {
  const named = typeof method === "string" ? { name: method, values: {} } : method;
  return Object.entries(fates).flatMap(([name, bySeed]) =>
    bySeed.map((fate, seed) => {
      const [source, target] = name.split("-");
      const spec = {
        suite: { name: "example", version: 1 },
        dataset: { name: "example", version: 1, content: "generated" },
        problem: { name, source, target },
        method: named,
        protocol,
        seed,
        metrics: 1,
      };
      const id = [named.name, ...Object.values(named.values), name, seed].join("-");
      const record: RunRecord = {
        id,
        spec,
        status: fate === "diverged" || fate === "failed" ? fate : "ok",
        metrics: typeof fate === "number"
          ? { [name]: { last: { accuracy: fate }, oracle: { accuracy: fate + 0.01 } } }
          : {},
        selected: {},
        curve: [],
        seconds: { data: 0, compile: 0, train: 0, evaluate: 0 },
        environment,
        startedAt: "2026-01-01T00:00:00.000Z",
        ...fate === "diverged" ? { error: { message: "the loss is NaN", step: 412 } } : {},
        ...fate === "failed" ? { error: { message: "out of\nmemory" } } : {},
      };
      return fate === "not_run" ? { id, spec } : { id, spec, record };
    })
  );
}

/** A published table over two problems; `svm` stands for none of our methods. */
export const published: PublishedTable = {
  id: "example",
  paper: {
    title: "A Paper",
    authors: ["Ganin", "Ustinova", "Ajakan"],
    venue: "JMLR",
    year: 2016,
    url: "https://example.org/paper",
  },
  table: "Table 1(a)",
  metric: "target test accuracy",
  protocol: "As the paper says.",
  notes: "Single runs.",
  columns: {
    nn: { status: "primary", source: "page 17" },
    dann: { status: "unverified", source: "recalled" },
    svm: { status: "primary", source: "page 17" },
  },
  rows: {
    "a-b": { nn: 79, dann: 78.42, svm: 79.9 },
    "b-a": { nn: 72.1, dann: null, svm: 74.3 },
    "c-d": { nn: 10, dann: 10, svm: 10 },
  },
  methods: { nn: "source_only", dann: "dann" },
};
