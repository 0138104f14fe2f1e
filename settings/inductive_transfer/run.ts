import type { DomainData, Task } from "../../datasets/dataset.ts";
import {
  type Arrays,
  type Execution,
  leaves,
  randomStreams,
  type Streams,
} from "../../engine/mod.ts";
import type { TransferMethod } from "../../methods/inductive_transfer/_method.ts";
import fromScratch from "../../methods/inductive_transfer/from_scratch.ts";
import type { Trainer } from "../../methods/method.ts";
import type { Labels } from "../../records/record.ts";
import { checkBatch } from "../_batches.ts";
import { Checkpoints, resultsOf } from "../_checkpoints.ts";
import { sharedInput } from "../_data.ts";
import { classifierParts, pairTasks, rolesIn } from "../_domains.ts";
import { checkpointEvaluator, classPredictions } from "../_evaluation.ts";
import { feedsOf, rowsOf } from "../_feeds.ts";
import { sharedTrainer } from "../_trainers.ts";
import { Divergence, type Log, train } from "../_training.ts";
import { hiddenView, type LabelledView, labelledView, rowsAt } from "../_views.ts";
import { type Catalogue, find } from "../catalogue.ts";
import type { Result, RunContext } from "../setting.ts";
import type { TransferSpec } from "./suite.ts";

/**
 * Executes a run of inductive transfer: trains a network on the source if the method copies layers, then
 * the method on the target.
 *
 * The curve is the target's; the time of both trainings is recorded. If source and target are the same, the source's
 * network is trained without the rows that are held out for validation.
 *
 * @param spec The run.
 * @param context The executor, the data and the log.
 */
export async function run(spec: TransferSpec, context: RunContext): Promise<Result> {
  const { catalogue, executor, load, curve, log } = context;
  const { protocol, problem } = spec;
  const { pretraining: before, epochs, validation: heldOut } = protocol.values;
  const [from] = problem.sources;
  const random = randomStreams(spec.seed);
  const method = methodOf(spec, catalogue);
  const tasks = pairTasks(spec, catalogue);
  const earlier = method.pretrained ? before : 0;
  const whole = earlier + epochs;
  const after = (epochs: number, of: number): Log => ({
    ...log,
    progress: (part) => log.progress((epochs + part * of) / whole),
  });

  const data = await log.timed("data", load);
  const input = sharedInput(data);
  const { source: first, target } = rolesIn(data, spec);
  const { training: learned, validation, held, epochRows } = targetRows(target, tasks.target, {
    labels: problem.labels,
    validation: heldOut,
    random,
  });
  const trainerOf = (method: TransferMethod, values: Values, source: Arrays, task: Task) =>
    sharedTrainer(createTrainer, method, values, source, protocol, input, task, catalogue);
  let source: Arrays = {};
  if (method.pretrained) {
    const all = labelledView(first, "train", tasks.source);
    // Validation rows are held out of the source's training, too, if source and target are the same.
    const rows = from === problem.target ? withoutRows(all, held) : all;
    const pretraining = trainingOf(trainerOf(fromScratch, {}, {}, tasks.source), rows, {
      on: "the source",
      // New layers of the target's network must not start with the initial weights of the source's.
      random: (purpose) => random(`source/${purpose}`),
      protocol,
      epochs: before,
      epochRows: rows.y.data.length,
    });
    await train(pretraining, executor, pretraining.random, after(0, before), {
      checkpoint: () => Promise.resolve(),
      end: async (execution) => {
        source = await encoderOf(execution, pretraining.steps);
      },
    });
  }

  const training = trainingOf(
    trainerOf(method, spec.method.values, source, tasks.target),
    learned,
    { random, protocol, epochs, epochRows },
  );
  const [{ name }] = problem.tasks;
  const rules = protocol.selections.map((name) => find(catalogue, "selections", name));
  const evaluation = {
    name,
    task: tasks.target,
    validation,
    test: labelledView(target, "test", tasks.target),
    unlabelled: hiddenView(target, "train"),
    curve,
    checkpoints: new Checkpoints([{ name, metric: tasks.target.metric }], rules),
  };
  const evaluate = checkpointEvaluator(evaluation);
  await train(training, executor, random, after(earlier, epochs), {
    checkpoint: (execution, step, training) =>
      log.timed("evaluate", () => evaluate(execution, step, training)),
  });
  return {
    ...resultsOf([evaluation]),
    predictions: classPredictions(evaluation),
  };
}

type Values = TransferSpec["method"]["values"];

function createTrainer(
  method: TransferMethod,
  values: Values,
  source: Arrays,
  ...parts: Parameters<typeof classifierParts>
): Trainer {
  return method.create(values, ...classifierParts(...parts), source);
}

/** Returns the method of a run. */
export function methodOf({ method }: TransferSpec, catalogue: Catalogue): TransferMethod {
  return find(catalogue, "methods", method.name) as TransferMethod;
}

/** Options of a classifier's training on labelled rows. */
interface TrainingOptions {
  /** Name of the rows in error messages, if they are not the target's. */
  readonly on?: string;
  readonly random: Streams;
  readonly protocol: TransferSpec["protocol"];
  readonly epochs: number;
  /** Number of rows that determines the steps of an epoch. */
  readonly epochRows: number;
}

function trainingOf(
  trainer: Trainer,
  rows: LabelledView,
  { on, random, protocol, epochs, epochRows }: TrainingOptions,
) {
  const { values } = protocol;
  const tables = { labelled: { x: rows.x, y: rows.y } };
  checkBatch(epochRows, values.batch);
  const stepsPerEpoch = Math.floor(epochRows / values.batch);
  const steps = stepsPerEpoch * epochs;
  // With fewer labelled rows than a batch, every step uses all of them.
  const batch = Math.min(values.batch, rowsOf(tables.labelled));
  return {
    trainer,
    tables,
    steps,
    stepsPerCheckpoint: stepsPerEpoch * values.checkpointEvery,
    on,
    feeds: () => feedsOf(protocol, batch, trainer, tables, random, steps),
    random,
  };
}

/** Returns the encoder's parameters after `steps` steps. */
async function encoderOf(execution: Execution, steps: number): Promise<Arrays> {
  const { params: { encoder } } = await execution.state() as { params: { encoder: Arrays } };
  // The last step's update can explode after its loss was reported.
  if (leaves(encoder).some(([, { data }]) => data.some((value) => !Number.isFinite(value)))) {
    throw new Divergence("The network trained on the source was not finite", steps);
  }
  return encoder;
}

/** The numbers of a domain's labelled and held-out rows. */
export interface LabelNumbers {
  readonly labels: Labels;
  /** The fraction of each class's labelled rows that is held out; 0 for none. */
  readonly validation: number;
  readonly random: Streams;
}

/**
 * Returns the target's labelled rows for training and for validation. All validation rows of its own are used, if it has
 * some, and otherwise a part of the labelled rows is held out; neither if the protocol's part is 0.
 *
 * @param data The target.
 * @param task The task of its labels.
 * @param numbers The numbers of labelled and held-out rows.
 * @returns The rows, and the number of rows that determines the steps of an epoch.
 * @throws {RangeError} If a class has too few rows, or if no rows would be left for validation or for training.
 */
export function targetRows(
  data: DomainData,
  task: Task,
  { validation, ...numbers }: Omit<LabelNumbers, "validation"> & Partial<LabelNumbers>,
): SplitRows & { readonly epochRows: number } {
  const rows = labelledView(data, "train", task);
  const all = rows.x.shape[0];
  if (data.validation && validation !== 0) {
    return {
      ...splitLabelled(rows, { ...numbers, validation: 0 }),
      validation: labelledView(data, "validation", task),
      epochRows: all,
    };
  }
  const part = validation ?? 0;
  return {
    ...splitLabelled(rows, { ...numbers, validation: part }),
    epochRows: all - Math.round(part * all),
  };
}

/** The labelled rows of a domain in two parts: training and validation. */
export interface SplitRows {
  readonly training: LabelledView;
  /** Rows held out of all training; absent if there are none. */
  readonly validation?: LabelledView;
  /** The indices of the validation rows among all rows of the domain. */
  readonly held: readonly number[];
}

/**
 * Chooses the labelled rows of a domain: the first of each class in one random order, of which the last are held out
 * for validation. The training rows for few labels are among those for more labels.
 *
 * @param rows The domain's training rows.
 * @param split The numbers of labelled and held-out rows.
 * @throws {RangeError} If a class has too few rows, or if no rows would be left for validation or for training.
 */
export function splitLabelled(
  rows: LabelledView,
  { labels, validation, random }: LabelNumbers,
): SplitRows {
  const { y } = rows;
  const order = random("labelled").permutation(y.data.length);
  const classes = [...Map.groupBy(order, (row) => y.data[row]).values()].map((rows) => {
    const labelled = labels === "all" ? rows.length : labels;
    if (labelled > rows.length) {
      throw new RangeError(
        `Cannot label ${labelled} rows of each class: one has ${rows.length}`,
      );
    }
    const cut = labelled - Math.round(validation * labelled);
    return { training: rows.slice(0, cut), held: rows.slice(cut, labelled) };
  });
  const training = classes.flatMap(({ training }) => training);
  const held = classes.flatMap(({ held }) => held);
  if (training.length === 0) {
    throw new RangeError(
      `Cannot hold out validation rows: ${validation} of ${labels} rows of each class leaves none to train on`,
    );
  }
  if (held.length === 0 && validation > 0) {
    throw new RangeError(
      `Cannot hold out validation rows: ${validation} of ${labels} rows of each class is none`,
    );
  }
  return {
    training: rowsAt(rows, training),
    ...(held.length ? { validation: rowsAt(rows, held) } : {}),
    held,
  };
}

function withoutRows(rows: LabelledView, places: readonly number[]): LabelledView {
  const left = new Set(places);
  return rowsAt(rows, [...rows.y.data.keys()].filter((row) => !left.has(row)));
}
