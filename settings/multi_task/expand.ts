import type { Task } from "../../datasets/dataset.ts";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import { encoders } from "../../encoders/mod.ts";
import type { GradientRule } from "../../methods/multi_task/gradient_rules/gradient_rule.ts";
import { gradientRules } from "../../methods/multi_task/gradient_rules/mod.ts";
import { methods } from "../../methods/mod.ts";
import type {
  MultiTaskMethod,
  ProblemTask,
  TasksProblem,
} from "../../methods/multi_task/_sharing.ts";
import { weightings } from "../../methods/multi_task/weightings/mod.ts";
import { checkEncoder } from "../_encoder_fit.ts";
import { METRICS_VERSION } from "../_metrics.ts";
import type {
  MethodSpec,
  Named,
  RuleSpec,
  RunSpec,
  TasksProblemSpec,
  TasksProtocol,
  TasksSpec,
} from "../../records/record.ts";
import type { MultiTaskSuite, TaskGroup } from "../../suites/suite.ts";

/** The part of a suite of several tasks that is run. */
export interface SelectedTasks {
  readonly groups: readonly TaskGroup[];
  /** SHA-256 over the contents of the files of a group; `generated` if there are none. */
  content(group: TaskGroup): string;
  /** Methods with their weightings and gradient rules; by default the suite's own methods. */
  readonly methods?: readonly TaskVariant[];
  readonly seeds: readonly number[];
  /** Changes of the suite's protocol; by default none. */
  readonly protocol?: Partial<TasksProtocol>;
}

/** A method with the parameters that differ from the suite's, a weighting and a gradient rule. */
export interface TaskVariant {
  readonly name: string;
  readonly values: Overrides;
  /** By default `equal`. */
  readonly weighting?: Described;
  /** By default `sum`. */
  readonly rule?: Described & { readonly over?: RuleSpec["over"] };
  readonly fineTuning?: number;
}

/** A name, and values that differ from its defaults. */
interface Described {
  readonly name: string;
  readonly values?: Overrides;
}

/**
 * Expands a suite of several tasks to its runs; nothing is run.
 *
 * @param suite The suite.
 * @param selected The part of it that is run.
 * @returns The runs: by group, then seed, then method, so that rivals lie close together.
 * @throws {RangeError} If a name is unknown, a value is not allowed, or a combination is not meaningful.
 */
export function expandTasks(suite: MultiTaskSuite, selected: SelectedTasks): TasksSpec[] {
  const protocol = tasksProtocolOf(suite, selected.protocol);
  return selected.groups.flatMap((group) => {
    const tasks = tasksOf(suite, group.sources);
    const variants = (selected.methods ?? suiteTaskVariants(suite)).map((variant) =>
      methodSpecOf(suite, variant, tasks.length)
    );
    checkEncoder(protocol.encoder.name, suite.dataset.inputKind, tasks);
    for (const variant of variants) checkCombination(variant, protocol, tasks);
    const problem: TasksProblemSpec = {
      name: group.name,
      sources: group.sources,
      tasks: tasks.map(({ name, metric, furtherMetrics }) => ({
        name,
        metrics: [metric, ...furtherMetrics],
      })),
    };
    const content = selected.content(group);
    return selected.seeds.flatMap((seed) =>
      variants.map((method): TasksSpec => ({
        suite: { name: suite.name, version: suite.version },
        dataset: { name: suite.dataset.name, version: suite.dataset.version, content },
        problem,
        method,
        protocol,
        seed,
        metrics: METRICS_VERSION,
      }))
    );
  });
}

/** Returns the suite's own grid of methods. */
export function suiteTaskVariants(suite: MultiTaskSuite): TaskVariant[] {
  return Object.keys(suite.methods).map((name) => ({ name, values: {} }));
}

/** Returns the tasks of some sources, in order. */
export function tasksOf(
  { dataset }: Pick<MultiTaskSuite, "dataset">,
  sources: readonly string[],
): ProblemTask[] {
  return sources.flatMap((source) =>
    dataset.tasks(source).map((task: Task): ProblemTask => ({ ...task, source }))
  );
}

/**
 * Returns a suite's complete protocol.
 *
 * @param suite The suite.
 * @param changes Changes of the suite's protocol.
 */
export function tasksProtocolOf(
  suite: MultiTaskSuite,
  changes: Partial<TasksProtocol> = {},
): TasksProtocol {
  const protocol = { ...suite.protocol, ...changes };
  const { name, values } = protocol.encoder;
  return { ...protocol, encoder: { name, values: bind(encoders[name], values) } };
}

/** Finds a method of several tasks by its name. */
export function sharingMethod(name: string): MultiTaskMethod {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method?.setting === "multi_task") return method;
  const known = Object.values(methods).filter(({ setting }) => setting === "multi_task");
  throw new RangeError(
    `Cannot run method '${name}' on several tasks: the methods are ${
      known.map(({ name }) => name).join(", ")
    }`,
  );
}

/** Returns the problems of a method's networks: one of all tasks, or one of each. */
export function problemsOf(
  { networks }: Pick<MultiTaskMethod, "networks">,
  tasks: readonly ProblemTask[],
): TasksProblem[] {
  const together = networks === "all" ? [tasks] : tasks.map((task) => [task]);
  return together.map((tasks_) => ({ tasks: tasks_, all: tasks }));
}

/** True for a run of several tasks. */
export function isOfTasks(spec: RunSpec): spec is TasksSpec {
  return "tasks" in spec.problem;
}

function methodSpecOf(suite: MultiTaskSuite, variant: TaskVariant, tasks: number): MethodSpec {
  const { name, values } = variant;
  const weighting = variant.weighting ?? { name: "equal" };
  const rule = variant.rule ?? { name: "sum" };
  return {
    name,
    values: bind(sharingMethod(name), { ...suite.methods[name], ...values }),
    weighting: stated(known(weightings, "weighting", weighting.name), weighting.values, tasks),
    rule: {
      ...stated(known(gradientRules, "gradient rule", rule.name), rule.values, tasks),
      over: rule.over ?? "parameters",
    },
    fineTuning: variant.fineTuning ?? 0,
  };
}

/** Returns an entry's complete description: a value for every parameter, and its version if that is not 1. */
function stated(
  entry: Pick<GradientRule, "name" | "params" | "version">,
  changes: Overrides | undefined,
  tasks: number,
): Named {
  const { name, version = 1 } = entry;
  const ofTasks = typeof version === "number" ? version : version(tasks);
  return { name, values: bind(entry, changes), ...(ofTasks > 1 ? { version: ofTasks } : {}) };
}

function known<E>(entries: { readonly [name: string]: E }, kind: string, name: string): E {
  if (Object.hasOwn(entries, name)) return entries[name];
  throw new RangeError(
    `Cannot find ${kind} '${name}': there are ${Object.keys(entries).join(", ")}`,
  );
}

/**
 * Refuses combinations that are not meaningful.
 *
 * @param method The method with its weighting and rule.
 * @param protocol The protocol.
 * @param tasks The tasks of the run.
 * @throws {RangeError} With the reason.
 */
export function checkCombination(
  { name, weighting, rule, fineTuning }: MethodSpec,
  { order }: Pick<TasksProtocol, "order">,
  tasks: readonly ProblemTask[],
): void {
  const { networks, sharesParameters } = sharingMethod(name);
  const { joint, readsGradients, excludesRules } = weightings[weighting!.name];
  const { excludesWeightings } = gradientRules[rule!.name];
  const weighs = weighting!.name !== "equal";
  const combines = rule!.name !== "sum";
  const alone = networks === "each" || tasks.length === 1;
  const lone = networks === "each"
    ? `with ${name} every task is learned alone`
    : "there is one task";
  const refusals: [boolean, string, string][] = [
    [weighs && alone, weighting!.name, lone],
    [combines && alone, rule!.name, lone],
    [fineTuning! > 0 && alone, "fine-tuning", lone],
    [combines && !sharesParameters, rule!.name, `with ${name} no parameters are shared`],
    [
      readsGradients === true && !sharesParameters,
      weighting!.name,
      `it reads the gradients in shared parameters, and with ${name} none are shared`,
    ],
    [
      weighs && joint && order !== "joint",
      weighting!.name,
      `it needs the losses of all tasks in every step, and the order is ${order}`,
    ],
    [
      combines && order !== "joint",
      rule!.name,
      `it needs the gradients of all tasks in every step, and the order is ${order}`,
    ],
    [
      weighs && combines && excludesRules !== undefined,
      `${weighting!.name} with ${rule!.name}`,
      `${weighting!.name} works with no gradient rule: ${excludesRules}`,
    ],
    [
      weighs && combines && excludesWeightings !== undefined,
      `${rule!.name} with ${weighting!.name}`,
      `${rule!.name} works with no weighting: ${excludesWeightings}`,
    ],
    [
      !combines && rule!.over === "representation",
      `${rule!.name} over the representation`,
      "it follows the same gradients as over the parameters",
    ],
    [
      combines && rule!.over === "representation" &&
      new Set(tasks.map(({ source }) => source)).size > 1,
      `${rule!.name} over the representation`,
      "the tasks are labelled on different rows, whose representations have nothing in common",
    ],
  ];
  for (const [applies, what, why] of refusals) {
    if (applies) throw new RangeError(`Cannot run ${name} with ${what}: ${why}`);
  }
}
