import type { Dataset, InputShape } from "../../datasets/dataset.ts";
import { type Arrays, mapTree, type NdArray, tf } from "../../engine/mod.ts";
import type { Trainer } from "../../methods/method.ts";
import type {
  MultiTaskMethod,
  Network,
  NetworkParams,
  ProblemTask,
  TasksProblem,
} from "../../methods/multi_task/_sharing.ts";
import {
  lossKind,
  multiTaskTrainer,
  type UnlabelledTables,
} from "../../methods/multi_task/_trainer.ts";
import equal from "../../methods/multi_task/weightings/equal.ts";
import { datasetOf, sampleOf, sharedInput } from "../_data.ts";
import { optimizerOf } from "../_protocol.ts";
import { type Catalogue, find, findMethod } from "../catalogue.ts";
import type { TasksSpec } from "./suite.ts";

/**
 * Makes a run's networks and their trainers for the dataset's sample, so that an error of a method or a weighting
 * appears before anything runs.
 *
 * @param spec The run.
 * @throws {RangeError} If the method does not fit the tasks or the encoder, a weighting the number of tasks, or if the
 * domains have different inputs, with the reason.
 */
export function checkNetworks(spec: TasksSpec, catalogue: Catalogue): void {
  const sample = Object.entries(sampleOf(datasetOf(spec, catalogue)));
  const read = sample.filter(([domain]) => spec.problem.sources.includes(domain));
  const input = sharedInput(Object.fromEntries(read.length ? read : sample));
  const method = sharingMethod(spec.method.name, catalogue);
  for (const problem of problemsOf(method, tasksIn(spec, catalogue))) {
    createTrainer(spec, problem, input, catalogue);
  }
}

/** Returns the tasks of a run, in order. */
export function tasksIn(spec: TasksSpec, catalogue: Catalogue): ProblemTask[] {
  return tasksOf(datasetOf(spec, catalogue), spec.problem.sources);
}

/** Returns the tasks of some domains, in order. */
export function tasksOf(
  dataset: Pick<Dataset, "tasks">,
  domains: readonly string[],
): ProblemTask[] {
  return domains.flatMap((source) =>
    dataset.tasks(source).map((task): ProblemTask => ({ ...task, source }))
  );
}

/** Finds a method of several tasks by its name. */
export function sharingMethod(name: string, catalogue: Catalogue): MultiTaskMethod {
  return findMethod(catalogue, { name: "multi_task", title: "several tasks" }, name);
}

/** Returns the problems of a method's networks: one of all tasks, or one of each. */
export function problemsOf(
  { networks }: Pick<MultiTaskMethod, "networks">,
  tasks: readonly ProblemTask[],
): TasksProblem[] {
  const together = networks === "all" ? [tasks] : tasks.map((task) => [task]);
  return together.map((tasks_) => ({ tasks: tasks_, all: tasks }));
}

function createNetwork(
  spec: Pick<TasksSpec, "method" | "protocol">,
  problem: TasksProblem,
  input: InputShape,
  catalogue: Catalogue,
): Network {
  const { method, protocol: { encoder } } = spec;
  const { create, widths } = find(catalogue, "encoders", encoder.name);
  const { values } = encoder;
  const widened = (factor: number) =>
    create(
      {
        ...values,
        ...Object.fromEntries(
          widths.map((name) => [name, Math.max(1, Math.round(factor * Number(values[name])))]),
        ),
      },
      input,
    );
  return sharingMethod(method.name, catalogue).create(method.values, problem, {
    encoder: create(values, input),
    widened,
  });
}

/** Options of {@linkcode createTrainer}. */
export interface TrainerOptions {
  /** The tables of unlabelled rows; by default there are none. */
  readonly unlabelled?: UnlabelledTables;
  /** Initial parameters; with them it uses equal weights and the sum of the gradients. */
  readonly from?: Arrays;
}

/** Makes the trainer of a network. */
export function createTrainer(
  spec: Pick<TasksSpec, "method" | "protocol">,
  problem: TasksProblem,
  input: InputShape,
  catalogue: Catalogue,
  { unlabelled, from }: TrainerOptions = {},
): Trainer {
  const { method: { weighting, rule }, protocol } = spec;
  const network = createNetwork(spec, problem, input, catalogue);
  const kinds = problem.tasks.map(lossKind);
  const common = {
    problem,
    inTurn: protocol.values.order === "in_turn",
    unlabelled,
    optimizer: optimizerOf(protocol, true),
  };
  if (from) {
    return multiTaskTrainer({
      ...common,
      network: { ...network, init: () => mapTree(tensorOf, from) as NetworkParams },
      weighting: equal.create({}, kinds),
    });
  }
  return multiTaskTrainer({
    ...common,
    network,
    weighting: find(catalogue, "weightings", weighting!.name).create(weighting!.values, kinds),
    ...(rule!.name === "sum" ? {} : {
      rule: {
        bound: find(catalogue, "gradientRules", rule!.name).create(
          rule!.values,
          problem.tasks.length,
        ),
        over: rule!.over,
      },
    }),
  });
}

const tensorOf = ({ shape, data }: NdArray): tf.Tensor => tf.tensor(data, [...shape]);
