import type { InputShape, ReadFile, TaskData, TaskFamily } from "../../datasets/dataset.ts";
import { datasets } from "../../datasets/mod.ts";
import { encoders } from "../../encoders/mod.ts";
import {
  type Arrays,
  createOptimizer,
  mapTree,
  type NdArray,
  randomStreams,
  tf,
} from "../../engine/mod.ts";
import { gradientRules } from "../../methods/multi_task/gradient_rules/mod.ts";
import type { Trainer } from "../../methods/method.ts";
import type {
  Network,
  NetworkParams,
  ProblemTask,
  TasksProblem,
} from "../../methods/multi_task/_sharing.ts";
import { lossKind, multiTaskTrainer } from "../../methods/multi_task/_trainer.ts";
import { weightings } from "../../methods/multi_task/weightings/mod.ts";
import type { TasksSpec } from "../../records/record.ts";
import { problemsOf, sharingMethod, tasksOf } from "./expand.ts";

/**
 * Loads the data of all tasks of a run.
 *
 * @param spec The run.
 * @param read Reads the content of the sources' files.
 */
export function loadTasks(spec: TasksSpec, read: ReadFile): Promise<TaskData> {
  return familyOf(spec).load(spec.problem.sources, read, randomStreams(spec.seed));
}

/** The input shapes of the families' samples, kept because every run of a report asks for them. */
const sampleInputs = new WeakMap<TaskFamily, InputShape>();

/**
 * Makes a run's networks and their trainers for the family's sample, so that an error of a method or a weighting
 * appears before anything runs.
 *
 * @param spec The run.
 * @throws {RangeError} If the method does not fit the tasks or the encoder, or a weighting the number of tasks,
 * with the reason.
 */
export function checkNetworks(spec: TasksSpec): void {
  const family = familyOf(spec);
  const input = sampleInputs.get(family) ?? family.sample(randomStreams(0)).input;
  sampleInputs.set(family, input);
  for (const problem of problemsOf(sharingMethod(spec.method.name), tasksIn(spec))) {
    createTrainer(spec, problem, { input });
  }
}

/** Returns the dataset family of a run's sources. */
export function familyOf({ dataset }: TasksSpec): TaskFamily {
  return datasets[dataset.name] as TaskFamily;
}

/** Returns the tasks of a run, in order. */
export function tasksIn(spec: TasksSpec): ProblemTask[] {
  return tasksOf({ dataset: familyOf(spec) }, spec.problem.sources);
}

function createNetwork(spec: TasksSpec, problem: TasksProblem, input: InputShape): Network {
  const { method, protocol } = spec;
  const { create, widths } = encoders[protocol.encoder.name];
  const { values } = protocol.encoder;
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
  return sharingMethod(method.name).create(method.values, problem, {
    encoder: create(values, input),
    widened,
  });
}

/** Makes the trainer; with given initial parameters it uses equal weights and the sum of the gradients. */
export function createTrainer(
  spec: TasksSpec,
  problem: TasksProblem,
  { input }: Pick<TaskData, "input">,
  from?: Arrays,
): Trainer {
  const { method: { weighting, rule }, protocol } = spec;
  const network = createNetwork(spec, problem, input);
  const kinds = problem.tasks.map(lossKind);
  const common = {
    problem,
    inTurn: protocol.order === "in_turn",
    optimizer: createOptimizer(protocol.optimizer, true),
  };
  if (from) {
    return multiTaskTrainer({
      ...common,
      network: { ...network, init: () => mapTree(tensorOf, from) as NetworkParams },
      weighting: weightings.equal.create({}, kinds),
    });
  }
  return multiTaskTrainer({
    ...common,
    network,
    weighting: weightings[weighting!.name].create(weighting!.values, kinds),
    ...(rule!.name === "sum" ? {} : {
      rule: {
        bound: gradientRules[rule!.name].create(rule!.values, problem.tasks.length),
        over: rule!.over,
      },
    }),
  });
}

const tensorOf = ({ shape, data }: NdArray): tf.Tensor => tf.tensor(data, [...shape]);
