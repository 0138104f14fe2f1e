/** Runs for the tests of the reports: made up, not trained. */
import type { Metric } from "../descriptors/metrics.ts";
import type {
  AdaptationProtocol,
  AdaptationSpec,
  CurvePoint,
  MethodSpec,
  Named,
  PlannedRun,
  RuleSpec,
  RunRecord,
  TasksProtocol,
  TasksSpec,
} from "../records/record.ts";
import type { PublishedTable } from "../suites/published/paper.ts";

/** A protocol with two selection rules. */
export const protocol: AdaptationProtocol = {
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

/** What all records say alike. */
const unmeasured: Pick<RunRecord, "seconds" | "environment" | "startedAt"> = {
  seconds: { data: 0, compile: 0, train: 0, evaluate: 0 },
  environment: {
    commit: "0a1b2c3",
    versions: { deno: "2.9.6" },
    device: "wasm",
    threads: 1,
    cpu: "a processor",
    os: "linux",
  },
  startedAt: "2026-01-01T00:00:00.000Z",
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
      const spec: AdaptationSpec = {
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
        ...unmeasured,
        ...fate === "diverged" ? { error: { message: "the loss is NaN", step: 412 } } : {},
        ...fate === "failed" ? { error: { message: "out of\nmemory" } } : {},
      };
      return fate === "not_run" ? { id, spec } : { id, spec, record };
    })
  );
}

/** A protocol of several tasks with two selection rules. */
export const tasksProtocol: TasksProtocol = {
  encoder: { name: "mlp", values: { hidden: 100 } },
  optimizer: { name: "adam", learningRate: 0.001 },
  schedule: { name: "constant" },
  epochs: 20,
  checkpointEvery: 1,
  batch: 32,
  selections: ["last", "validation"],
  order: "joint",
  temperature: 1,
};

/** Tasks that are learned together, with the metric of each. */
export interface ExampleGroup {
  readonly name: string;
  readonly tasks: { readonly [task: string]: Metric };
}

/** What becomes of a run: the metric of each task, the same under all rules; or why there is none. */
export type TasksFate = readonly number[] | Exclude<Fate, number>;

/** What a run saw at its checkpoints, by pair of tasks. */
export type Affinities = readonly CurvePoint["affinity"][];

/**
 * Plans runs of one method on one group, and makes those that are to be made.
 *
 * @param method The method, or its name where it is run plainly.
 * @param group The tasks.
 * @param fates What becomes of them, one for each seed from 0.
 * @param affinities What each seed saw; nothing unless given.
 */
export function planTasks(
  method: string | MethodSpec,
  group: ExampleGroup,
  fates: readonly TasksFate[],
  affinities: readonly Affinities[] = [],
): PlannedRun[] {
  const described = typeof method === "string" ? { name: method, values: {} } : method;
  const sum: RuleSpec = { name: "sum", values: {}, over: "parameters" };
  const spec: Omit<TasksSpec, "seed"> = {
    suite: { name: "example_tasks", version: 1 },
    dataset: { name: "example_tasks", version: 1, content: "generated" },
    problem: {
      name: group.name,
      sources: [group.name],
      tasks: Object.entries(group.tasks).map(([name, metric]) => ({ name, metrics: [metric] })),
    },
    method: { weighting: { name: "equal", values: {} }, rule: sum, fineTuning: 0, ...described },
    protocol: tasksProtocol,
    metrics: 1,
  };
  return fates.map((fate, seed): PlannedRun => {
    const id = `${described.name}-${group.name}-${seed}`;
    if (fate === "not_run") return { id, spec: { ...spec, seed } };
    const metrics = typeof fate === "string" ? [] : spec.problem.tasks.map((task, i) => {
      const measured = { [task.metrics[0]]: fate[i] };
      return [task.name, { last: measured, validation: measured }];
    });
    return {
      id,
      spec: { ...spec, seed },
      record: {
        id,
        spec: { ...spec, seed },
        status: typeof fate === "string" ? fate : "ok",
        metrics: Object.fromEntries(metrics),
        selected: {},
        curve: (affinities[seed] ?? []).map((affinity, i) => ({ step: i, training: {}, affinity })),
        ...unmeasured,
        ...typeof fate === "string" ? { error: { message: "it went wrong" } } : {},
      },
    };
  });
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

/** A published table of errors by task; lower is better. */
export const publishedErrors: PublishedTable = {
  ...published,
  table: "Table 2",
  metric: "error on the test rows",
  columns: {
    STL: { status: "primary", source: "page 5" },
    "FS-MTL": { status: "primary", source: "page 5" },
  },
  rows: { books: { STL: 20.4, "FS-MTL": 18 }, dvd: { STL: 17, "FS-MTL": 16.2 } },
  methods: { STL: "single_task", "FS-MTL": "hard_sharing" },
};
