/** Runs for the tests of the reports: made up, not trained. */
import type { Metric } from "../descriptors/metrics.ts";
import type { Paper } from "../descriptors/paper.ts";
import {
  type About,
  type CurvePoint,
  FORMAT,
  type MethodSpec,
  type Named,
  type PartFacts,
  type PartKind,
  type PlannedRun,
  type ProblemSpec,
  type RuleSpec,
  type RunRecord,
  type RunSpec,
} from "../records/record.ts";
import type { PublishedTable } from "../suites/published/paper.ts";
import { type ExampleSuite, pairsSuite, tasksSuite } from "./_example_suites.ts";

const rules: About["selections"] = {
  last: { title: "the model after the last step", bound: false },
  validation: { title: "the checkpoint that is best on validation rows", bound: false },
  oracle: { title: "chosen on the target's test labels: a bound, not a result", bound: true },
};

/** Methods that are upper bounds. */
const bounds = ["target_only", "bound"];

const paper: Paper = {
  title: "A Paper",
  authors: ["Ganin", "Ustinova", "Ajakan"],
  venue: "JMLR",
  year: 2016,
  url: "https://example.org/paper",
};

const partOf = (kind: PartKind, name: string): PartFacts => ({
  ...{ kind, name, title: `The ${kind} ${name}`, paper, params: {} },
});

/** The parts that are the same in all records. */
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

/**
 * Plans a run.
 *
 * @param suite Its suite.
 * @param part The rest of its spec.
 * @param result The result, if the run is made; it ends well unless its status says otherwise.
 */
export function planned(
  { spec: common, about: { baseline, words, relativeGains, protocol } }: ExampleSuite,
  { id, ...part }: Pick<RunSpec, "problem" | "method" | "seed"> & { readonly id: string },
  result?: Partial<RunRecord>,
): PlannedRun {
  const spec: RunSpec = { ...common, ...part };
  const { name, weighting, rule } = part.method;
  const about: About = {
    suite: { title: common.suite.name, tunedOn: [], departures: [], methods: [] },
    changes: [],
    baseline,
    bound: bounds.includes(name),
    parts: [
      partOf("method", name),
      ...weighting ? [partOf("weighting", weighting.name)] : [],
      ...rule ? [partOf("gradient_rule", rule.name)] : [],
      partOf("encoder", common.protocol.encoder.name),
    ],
    words,
    relativeGains,
    protocol,
    selections: Object.fromEntries(
      common.protocol.selections.map((selection) => [selection, rules[selection]]),
    ),
  };
  if (!result) return { id, spec, about };
  const record: RunRecord = {
    ...{ format: FORMAT, id, spec, status: "ok", about, metrics: {}, selected: {}, curve: [] },
    ...unmeasured,
    ...result,
  };
  return { id, spec, about, record };
}

/** The end of a run: an accuracy, or the reason why there is none. */
export type Fate = number | "diverged" | "failed" | "not_run";

/** Results by problem, one for each seed from 0. */
export type Fates = { readonly [problem: string]: readonly Fate[] };

/**
 * Plans runs of one method between domains, and makes those that are to be made.
 *
 * @param method The method, or its name where it has no parameters.
 * @param fates Their ends; the oracle's accuracies are 0.01 higher.
 */
export function plan(method: string | Named, fates: Fates): PlannedRun[] {
  return planPairs(pairsSuite, method, fates, 0.01, (name) => {
    const [source, target] = name.split("-");
    return { name, sources: [source], target };
  });
}

/**
 * Plans runs of one method between domains.
 *
 * @param suite Their suite, with two selection rules.
 * @param method The method, or its name where it has no parameters.
 * @param fates Their ends.
 * @param better The excess of the accuracy under the second rule.
 * @param problemOf Returns the problem of a name; its task is that of its name.
 */
export function planPairs(
  suite: ExampleSuite,
  method: string | Named,
  fates: Fates,
  better: number,
  problemOf: (name: string) => Omit<ProblemSpec, "tasks">,
): PlannedRun[] {
  const named = typeof method === "string" ? { name: method, values: {} } : method;
  const [first, second] = suite.spec.protocol.selections;
  return Object.entries(fates).flatMap(([name, bySeed]) =>
    bySeed.map((fate, seed) => {
      const id = [named.name, ...Object.values(named.values), name, seed].join("-");
      const problem = { ...problemOf(name), tasks: [{ name, metrics: ["accuracy"] as const }] };
      return planned(suite, { id, problem, method: named, seed }, resultOf(fate));

      function resultOf(fate: Fate): Partial<RunRecord> | undefined {
        switch (fate) {
          case "not_run":
            return undefined;
          case "diverged":
            return { status: fate, error: { message: "the loss is NaN", step: 412 } };
          case "failed":
            return { status: fate, error: { message: "out of\nmemory" } };
          default:
            return {
              metrics: {
                [name]: { [first]: { accuracy: fate }, [second]: { accuracy: fate + better } },
              },
            };
        }
      }
    })
  );
}

/** Tasks that are learned together, with the metric of each. */
export interface ExampleGroup {
  readonly name: string;
  readonly tasks: { readonly [task: string]: Metric };
}

/** The end of a run: the metric of each task, the same under all rules; or the reason why there is none. */
export type TasksFate = readonly number[] | Exclude<Fate, number>;

/** The cosines of a run's checkpoints. */
export type Affinities = readonly CurvePoint["affinity"][];

/**
 * Plans runs of one method on one group, and makes those that are to be made.
 *
 * @param method The method, or its name if the rest of it is as usual.
 * @param group The tasks.
 * @param fates Their ends, one for each seed from 0.
 * @param affinities The cosines of each seed; by default none.
 */
export function planTasks(
  method: string | MethodSpec,
  group: ExampleGroup,
  fates: readonly TasksFate[],
  affinities: readonly Affinities[] = [],
): PlannedRun[] {
  const described = typeof method === "string" ? { name: method, values: {} } : method;
  const sum: RuleSpec = { name: "sum", values: {}, over: "parameters" };
  const tasks = Object.entries(group.tasks);
  const part = {
    problem: {
      name: group.name,
      sources: [group.name],
      tasks: tasks.map(([name, metric]) => ({ name, metrics: [metric] })),
    },
    method: { weighting: { name: "equal", values: {} }, rule: sum, fineTuning: 0, ...described },
  };
  return fates.map((fate, seed): PlannedRun => {
    const run = { id: `${described.name}-${group.name}-${seed}`, ...part, seed };
    if (fate === "not_run") return planned(tasksSuite, run);
    const curve = (affinities[seed] ?? []).map((affinity, step) => ({
      ...{ step, training: {}, tasks: {}, affinity },
    }));
    if (typeof fate === "string") {
      return planned(tasksSuite, run, {
        ...{ status: fate, error: { message: "it went wrong" }, curve },
      });
    }
    const metrics = tasks.map(([name, metric], i) => {
      const measured = { [metric]: fate[i] };
      return [name, { last: measured, validation: measured }];
    });
    return planned(tasksSuite, run, { metrics: Object.fromEntries(metrics), curve });
  });
}

/** A published table over two problems; `svm` stands for none of our methods. */
export const published: PublishedTable = {
  id: "example",
  paper,
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
