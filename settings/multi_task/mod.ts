import type { ProblemSpec } from "../../records/record.ts";
import { applyingTo, heldOutFact } from "../_domains_protocol.ts";
import { checkEncoder } from "../_encoder_fit.ts";
import { namesIn } from "../_variants.ts";
import type { Setting } from "../setting.ts";
import { checkCombination } from "./combinations.ts";
import { checkData } from "./data_checks.ts";
import { checkTransform, datasetOf } from "../_data.ts";
import { checkNetworks, tasksIn, tasksOf } from "./networks.ts";
import { run } from "./run.ts";
import { type MultiTaskSuite, parameters, type TaskGroup, type TasksSpec } from "./suite.ts";
import { sharingVariants, variantArguments } from "./variants.ts";

/** Several tasks are learned together, or each alone. */
const multiTask: Setting<MultiTaskSuite, TasksSpec> = {
  name: "multi_task",
  title: "several tasks",
  question: "Does a method learn several tasks together better than each alone?",
  baseline: "single_task",
  words: { problem: "task", problems: "tasks", tested: "test rows", held: "validation rows" },
  relativeGains: true,
  protocol: parameters,
  options: {
    tasks: { value: "A,B", describe: "learn the tasks of these domains" },
    weightings: {
      value: "A,B",
      describe: "run each sharing pattern with each of these weightings",
      names: "weightings",
    },
    rules: {
      value: "A,B@representation",
      describe:
        "run each sharing pattern with each gradient rule, over the shared parameters or over the representation",
      names: "gradientRules",
    },
    "fine-tune": {
      value: "EPOCHS",
      describe: "run each sharing pattern once more, then fine-tune each task alone",
    },
  },
  picks: "tasks",
  tables: { chosenFor: "one", targeted: false },
  isBound: () => false,
  applies({ order }, dataset) {
    const { temperature, ...others } = parameters;
    return applyingTo(dataset, order === "sampled" ? { ...others, temperature } : others);
  },
  problems(suite, options, found) {
    const asked = options.tasks === undefined ? undefined : namesIn("--tasks", options.tasks);
    const { name, dataset } = suite;
    for (const source of asked ?? []) {
      if (dataset.has(source)) continue;
      throw new RangeError(
        `Cannot run '${source}' of ${name}: there are ${dataset.domains.join(", ")}`,
      );
    }
    return suite.groups(asked ?? found).map((group) => problemOf(suite, group));
  },
  methods(suite, asked, problem, catalogue) {
    return sharingVariants(suite, asked, problem.tasks.length, this, catalogue);
  },
  check(spec, catalogue) {
    const { protocol, method } = spec;
    const tasks = tasksIn(spec, catalogue);
    const { inputKind } = datasetOf(spec, catalogue);
    checkTransform(spec, catalogue);
    checkEncoder(protocol.encoder.name, inputKind, tasks, catalogue);
    checkCombination(method, protocol.values, tasks, catalogue);
    checkNetworks(spec, catalogue);
  },
  checkData,
  facts({ values: { order, temperature, transform, validation } }) {
    const orders = {
      joint: "all in every step",
      in_turn: "in turn",
      sampled: `sampled by size at temperature ${temperature}`,
    };
    return [
      ["tasks", orders[order]],
      ...transform === "none" ? [] : [["inputs", transform] as const],
      ...validation === undefined ? [] : [heldOutFact(validation, "training rows")],
    ];
  },
  argumentsOf: ({ problem, method }) => [
    ...["--tasks", problem.sources.join(",")],
    ...variantArguments(method),
  ],
  run,
};

function problemOf(suite: MultiTaskSuite, { name, sources }: TaskGroup): ProblemSpec {
  const tasks = tasksOf(suite.dataset, sources).map(({ name, metric, furtherMetrics }) => ({
    name,
    metrics: [metric, ...furtherMetrics],
  }));
  return { name, sources, tasks };
}

export default multiTask;
