import assert from "node:assert/strict";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import mlp from "../../encoders/mlp.ts";
import {
  type Arrays,
  createOptimizer,
  type Execution,
  type Executor,
  type Feed,
  leaves,
  mapTree,
  type NdArray,
  type Numbers,
  type OptimizerSpec,
  type Random,
  randomStreams,
  type Tables,
  type Tensors,
  tf,
} from "../../engine/mod.ts";
import type { Trainer } from "../../methods/method.ts";
import type {
  Encoders,
  MultiTaskMethod,
  ProblemTask,
  TasksProblem,
} from "../../methods/multi_task/_sharing.ts";
import { multiTaskTrainer, type RuleUse } from "../../methods/multi_task/_trainer.ts";
import singleTask from "../../methods/multi_task/single_task.ts";
import equal from "../../methods/multi_task/weightings/equal.ts";
import type { Weighting } from "../../methods/multi_task/weightings/weighting.ts";
import { assertClose } from "../golden/close.ts";

/** Number of features of a row. */
export const INPUTS = 4;

/** Number of rows of each source. */
const ROWS = 40;

const kinds = {
  regression: { classes: [], metric: "rmse" },
  classification: { classes: ["a", "b", "c"], metric: "accuracy" },
} as const;

/** Makes a task, by default of the lowest level. */
export function task(
  name: string,
  source: string,
  kind: keyof typeof kinds,
  level = 1,
): ProblemTask {
  return { name, source, kind, ...kinds[kind], furtherMetrics: [], level };
}

/** Makes a problem whose run has just these tasks. */
export function problemOf(tasks: readonly ProblemTask[]): TasksProblem {
  return { tasks, all: tasks };
}

/** Two tasks with labels on the same rows. */
export const together: TasksProblem = problemOf([
  task("height", "people", "regression"),
  task("size", "people", "classification", 2),
]);

/** Three tasks with rows of their own. */
export const separate: TasksProblem = problemOf([
  task("colour", "roses", "classification"),
  task("weight", "apples", "regression"),
  task("kind", "birds", "classification", 2),
]);

/** Makes the tables of a problem's sources with learnable labels, and optionally unlabelled rows. */
export function tablesOf({ tasks }: TasksProblem, unlabelled = false): Tables {
  const sources = new Set(tasks.map(({ source }) => source));
  return Object.fromEntries([...sources].flatMap((source) => {
    const random = randomStreams(7)(source);
    const x = normal(random, [ROWS, INPUTS]);
    const y = Object.fromEntries(
      tasks.filter((task) => task.source === source).map((task) => [task.name, labels(task, x)]),
    );
    const further: [string, Arrays][] = unlabelled
      ? [[`${source}~unlabelled`, { x: normal(random, [ROWS, INPUTS]) }]]
      : [];
    return [[source, { x, y }], ...further];
  }));
}

function normal(random: Random, shape: readonly number[]): NdArray {
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, data: Float32Array.from({ length: size }, () => random.normal()) };
}

/** Makes labels: numbers that are linear in the inputs, or classes derived from such numbers. */
function labels({ name, kind }: ProblemTask, { shape: [rows], data }: NdArray): NdArray {
  const random = randomStreams(8)(name);
  const weights = Array.from({ length: INPUTS }, () => random.normal());
  const numbers = Array.from(
    { length: rows },
    (_, row) => weights.reduce((sum, weight, i) => sum + weight * data[row * INPUTS + i], 0),
  );
  return {
    shape: [rows],
    data: kind === "regression"
      ? Float32Array.from(numbers)
      : Int32Array.from(numbers, (number) => number < -0.5 ? 0 : number < 0.5 ? 1 : 2),
  };
}

/** Encoders that are perceptrons of any width. */
export function perceptrons(values: Overrides = {}, inputs: number = INPUTS): Encoders {
  const bound = bind(mlp, { depth: 2, width: 6, activation: "tanh", ...values });
  const of = (width: number) =>
    mlp.create({ ...bound, width }, { kind: "numbers", shape: [inputs] });
  return {
    encoder: of(bound.width),
    widened: (factor) => of(Math.max(1, Math.round(factor * bound.width))),
  };
}

/** One training of a multi-task method on one of the problems. */
export interface Sharing {
  readonly method: MultiTaskMethod;
  readonly values?: Overrides;
  readonly problem: TasksProblem;
  readonly encoders?: Encoders;
  readonly weighting?: Weighting;
  readonly weights?: Overrides;
  readonly rule?: RuleUse;
  readonly inTurn?: boolean;
  readonly optimizer?: OptimizerSpec;
  readonly steps?: number;
  readonly batch?: number;
  /** The tables that the steps read; default: all. */
  readonly only?: readonly string[];
}

const ADAM: OptimizerSpec = { name: "adam", learningRate: 0.01 };

/** Makes the trainer of a training. */
export function sharingTrainer(sharing: Sharing): Trainer {
  const { method, problem, encoders = perceptrons(), weighting = equal } = sharing;
  return multiTaskTrainer({
    problem,
    network: method.create(bind(method, sharing.values), problem, encoders),
    weighting: weighting.create(
      bind(weighting, sharing.weights),
      problem.tasks.map(({ kind }) => kind === "regression" ? "squared_error" : "cross_entropy"),
    ),
    rule: sharing.rule,
    inTurn: sharing.inTurn ?? false,
    unlabelled: Object.fromEntries(
      problem.tasks.map(({ source }) => [source, `${source}~unlabelled`]),
    ),
    optimizer: createOptimizer(sharing.optimizer ?? ADAM, true),
  });
}

/** Returns each step's rows, scalars and noise streams. */
export function sharingFeeds(sharing: Sharing, trainer: Trainer): Feed[] {
  const { problem, method, steps = 12, batch = 8, optimizer = ADAM } = sharing;
  const tables = sharing.only ?? Object.keys(tablesOf(problem, method.readsUnlabelled));
  const random = randomStreams(5);
  const streams = tables.map((table) => [table, random(`batches/${table}`)] as const);
  return Array.from({ length: steps }, (_, step) => ({
    rows: Object.fromEntries(
      streams.map(([table, stream]) => [table, stream.permutation(ROWS).subarray(0, batch)]),
    ),
    scalars: {
      learning_rate: optimizer.learningRate,
      epoch_ends: step % 5 === 0 ? 1 : 0,
      ...trainer.schedule(step / steps),
    },
    noise: Object.fromEntries(
      ["dropout", "weighting", "rule"].map((purpose) => [
        purpose,
        random(`noise/${purpose}/${step}`),
      ]),
    ),
  }));
}

/** Returns all rows as one batch of tensors. */
export function batchOf(problem: TasksProblem, { readsUnlabelled }: MultiTaskMethod): Tensors {
  return mapTree(
    ({ shape, data }: NdArray) =>
      tf.tensor(data, [...shape], data instanceof Int32Array ? "int32" : "float32"),
    tablesOf(problem, readsUnlabelled) as Arrays,
  );
}

/** The result of a training. */
export interface Shared {
  readonly start: Arrays;
  readonly end: Arrays;
  readonly reports: readonly Numbers[];
}

/**
 * Runs a training.
 *
 * @param inspect Called with the execution before it is disposed of.
 */
export async function trainSharing(
  executor: Executor,
  sharing: Sharing,
  inspect?: (execution: Execution) => Promise<void>,
): Promise<Shared> {
  const trainer = sharingTrainer(sharing);
  const tables = tablesOf(sharing.problem, sharing.method.readsUnlabelled);
  const execution = await executor.start(trainer, randomStreams(3), tables);
  try {
    const start = await execution.state();
    const reports = await execution.train(sharingFeeds(sharing, trainer));
    await inspect?.(execution);
    return { start, end: await execution.state(), reports };
  } finally {
    execution.dispose();
  }
}

/**
 * Returns the problems that a method solves: all tasks together, or each in a separate network with the rows of
 * its source.
 */
export function problemsOf({ networks }: MultiTaskMethod, problem: TasksProblem): TasksProblem[] {
  return networks === "all"
    ? [problem]
    : problem.tasks.map((task) => ({ tasks: [task], all: problem.tasks }));
}

/**
 * Asserts that two trees have the same leaves, to a tolerance relative to a leaf's largest number, or to 0.1 if that
 * is larger.
 */
export function assertAlike(actual: Arrays, expected: Arrays, relative: number): void {
  const present = new Map(leaves(actual));
  assert.deepEqual([...present.keys()].sort(), leaves(expected).map(([path]) => path).sort());
  for (const [path, { shape, data }] of leaves(expected)) {
    const leaf = present.get(path)!;
    assert.deepEqual(leaf.shape, shape, path);
    const largest = Array.from(data).reduce((most, x) => Math.max(most, Math.abs(x)), 0.1);
    try {
      assertClose(leaf.data, data, relative, largest);
    } catch (error) {
      assert.fail(`${path}: ${(error as Error).message}`);
    }
  }
}

/**
 * Asserts that a method with its sharing disabled trains each task's network exactly as single_task does, bit for bit
 * except for the sign of zero.
 *
 * @param encoderOf Returns the path of a task's encoder in the method's parameters.
 */
export async function assertFollowsSingleTask(
  executor: Executor,
  sharing: Sharing,
  encoderOf: (task: string) => string,
): Promise<void> {
  const { problem } = sharing;
  const followed = await trainSharing(executor, { ...sharing, steps: 30 });
  const actual = new Map(leaves(followed.end));
  for (const [i, part] of problemsOf(singleTask, problem).entries()) {
    const { name, source } = problem.tasks[i];
    const alone = await trainSharing(executor, {
      ...sharing,
      method: singleTask,
      values: {},
      problem: part,
      steps: 30,
    });
    const loss = `loss.${name}`;
    const losses = (reports: readonly Numbers[]) => reports.map((report) => report[loss]);
    assert.deepEqual(losses(followed.reports), losses(alone.reports), `${loss}, ${source}`);
    const expected = leaves(alone.end).filter(([path]) => path.startsWith("params/"));
    assert.ok(expected.length >= 6, `${expected.length} leaves`);
    for (const [path, { data }] of expected) {
      const place = path.replace(`own/${name}/encoder`, encoderOf(name));
      const leaf = actual.get(place);
      assert.ok(leaf, place);
      const differing = data.findIndex((value, i) => value !== leaf.data[i]);
      assert.equal(differing, -1, `${place} differs at ${differing}`);
    }
  }
}
