/** A page's model for the tests: of made-up runs, in which everything goes wrong that can. */
import type { TopLevelSpec } from "vega-lite";
import type { Parameters } from "../../descriptors/parameters.ts";
import type { CurvePoint, PlannedRun } from "../../records/record.ts";
import { changed, described } from "../_example_changes.ts";
import { plan, planTasks, published } from "../_example_runs.ts";
import { studyOf } from "../_example_study.ts";
import type { Figure } from "../figures/figure.ts";
import type { PageModel } from "./model.ts";

/** What would run, were it not escaped. */
export const hostile = `</script><script>pwned = true</script><img src=x onerror="pwned = true">`;

/** Pairs of which all runs but some of one method are made. */
const pairs: PlannedRun[] = [
  ...plan("source_only", { "a-b": [0.7, 0.72, 0.71], "b-a": [0.6, 0.61, 0.62] }),
  ...plan("dann", { "a-b": [0.9, 0.93, 0.9], "b-a": [0.61, 0.6, 0.63] }),
  ...plan("mmd", { "a-b": [0.0975, 0.0981, 0.1], "b-a": [0.5, 0.52, 0.5] }),
  ...plan("coral", { "a-b": [0.8, "not_run", 0.81], "b-a": ["not_run", "not_run", "not_run"] }),
  ...plan("cmd", { "a-b": ["failed", 0.8, 0.8], "b-a": [0.7, "diverged", 0.7] }),
  ...plan("target_only", { "a-b": [1, 1, 1], "b-a": [1, 1, 1] }),
  ...plan({ name: "jan", values: { kind: hostile } }, {
    "a-b": [0.7, 0.7, 0.7],
    "b-a": [0.7, 0.7, 0.7],
  }),
  ...plan({ name: "jan", values: { kind: "plain" } }, {
    "a-b": [0.7, 0.7, 0.7],
    "b-a": [0.7, 0.7, 0.7],
  }),
];

/** Two tasks whose metrics differ in direction and unit. */
const mixed = { name: "first", tasks: { x: "accuracy", y: "rmse" } } as const;
const tasks: PlannedRun[] = [
  ...planTasks("single_task", mixed, [[0.5, 10], [0.52, 10.5]]),
  ...planTasks("hard_sharing", mixed, [[0.6, 9], [0.65, 9.5]]),
];

/** Two groups of as many tasks, of one metric. */
const groups: PlannedRun[] = ["left", "right"].flatMap((name) => {
  const group = { name, tasks: { x: "accuracy", y: "accuracy" } } as const;
  return [
    ...planTasks("single_task", group, [[0.5, 0.7], [0.5, 0.7]]),
    ...planTasks("hard_sharing", group, [[0.6, 0.6], [0.62, 0.62]]),
  ];
});

/** Three checkpoints of one task. */
const curveOf = (task: string): CurvePoint[] =>
  [1, 2, 3].map((step) => ({
    step,
    training: { loss: 1 / step },
    tasks: { [task]: { validation: 0.5 + step / 10, test: 0.4 + step / 10 } },
  }));

/** A drawing with an expression in it. */
const spec = {
  data: { values: [{ x: 1, y: 28, kind: "p" }, { x: 2, y: 55, kind: "q" }] },
  transform: [{ filter: "datum.y > 3" }],
  mark: "point",
  encoding: {
    x: { field: "x", type: "quantitative", axis: { labelExpr: "'x ' + datum.label" } },
    y: { field: "y", type: "quantitative" },
    color: { field: "kind", type: "nominal" },
  },
} as TopLevelSpec;

const params: Parameters = {
  weight: {
    kind: "number",
    default: 1,
    range: [0, 10],
    grid: [1],
    describe: `factor of the loss ${hostile}`,
  },
};

/** The commands of some runs. */
function commandsOf(runs: readonly PlannedRun[]): Map<string, string> {
  return new Map(runs.map(({ id }) => [id, `deno task bench --id '${id}'`]));
}

/** Studies with figures, published numbers, changes and departures. */
export function exampleModel(): PageModel {
  const withParams = described(pairs, ({ parts }) => ({
    parts: parts.map((part) => ({ ...part, params })),
  }));
  const adaptation = changed(withParams, ({ status, error, spec: { problem: { name } } }) => ({
    curve: curveOf(name),
    selected: { last: { [name]: 3 }, oracle: { [name]: 2 } },
    error: status === "failed" ? { message: `out of memory ${hostile}` } : error,
  }));
  const figures: Figure[] = ["one", "two"].map((name) => ({ name, title: `Figure ${name}`, spec }));
  return {
    studies: [
      {
        study: studyOf(adaptation, {
          title: `Pairs ${hostile}`,
          published: [published],
          departures: ["The paper has another optimizer: `--protocol` changes it."],
          changes: ["epochs: 3, the suite's 30"],
          commands: commandsOf(adaptation),
        }),
        figures,
      },
      { study: studyOf(groups, { name: "groups", title: "Groups" }), figures: [] },
      { study: studyOf(tasks, { title: "Tasks", commands: commandsOf(tasks) }), figures },
    ],
    generatedBy: `Made by a test ${hostile}`,
  };
}
