import type { DomainData, Labelled } from "../../datasets/dataset.ts";
import {
  type Arrays,
  type Execution,
  type Executor,
  leaves,
  randomStreams,
  type Streams,
  takeRows,
} from "../../engine/mod.ts";
import type { Trainer } from "../../methods/method.ts";
import fromScratch from "../../methods/inductive_transfer/from_scratch.ts";
import type { CurvePoint, Labels, TransferProtocol, TransferSpec } from "../../records/record.ts";
import { transferMethod } from "./expand.ts";
import type { Result } from "../unsupervised_adaptation/run.ts";
import { checkBatch } from "../_batches.ts";
import { Checkpoints } from "../_checkpoints.ts";
import { classifierParts } from "../_domains.ts";
import { checkpointEvaluator } from "../_evaluation.ts";
import { feedsOf, rowsOf } from "../_feeds.ts";
import { Divergence, type Log, train } from "../_training.ts";

/**
 * Executes a run of inductive transfer: trains a network on the source if the method copies layers, then
 * the method on the target.
 *
 * The curve is the target's; the time of both trainings is recorded. If source and target are the same, the source's
 * network is trained without the rows that are held out for validation.
 *
 * @param spec The run.
 * @param executor The executor of the run.
 * @param load Loads a domain's data, transformed.
 * @param curve Receives the checkpoints, and keeps them if the run fails.
 * @param log Receives times and progress.
 */
export async function transfer(
  spec: TransferSpec,
  executor: Executor,
  load: (domain: string) => Promise<DomainData>,
  curve: CurvePoint[],
  log: Log,
): Promise<Result> {
  const { protocol, problem, method: { values } } = spec;
  const random = randomStreams(spec.seed);
  const method = transferMethod(spec.method.name);
  const parts = classifierParts(spec);
  const whole = method.pretrained ? protocol.pretraining + protocol.epochs : protocol.epochs;
  const after = (epochs: number, of: number): Log => ({
    ...log,
    progress: (part) => log.progress((epochs + part * of) / whole),
  });

  const target = await log.timed("data", () => load(problem.target));
  const { training: labelled, validation, held } = splitLabelled(target.train, {
    labels: problem.labels,
    validation: protocol.validation,
    random,
  });
  let source: Arrays = {};
  if (method.pretrained) {
    const { train: all } = await log.timed("data", () => load(problem.source));
    // Validation rows are held out of the source's training, too, if source and target are the same.
    const rows = problem.source === problem.target ? withoutRows(all, held) : all;
    const pretraining = trainingOf(fromScratch.create({}, ...parts, {}), rows, {
      on: "the source",
      // New layers of the target's network must not start with the initial weights of the source's.
      random: (purpose) => random(`source/${purpose}`),
      protocol,
      epochs: protocol.pretraining,
      epochRows: rows.y.data.length,
    });
    await train(pretraining, executor, pretraining.random, after(0, protocol.pretraining), {
      checkpoint: () => Promise.resolve(),
      end: async (execution) => {
        source = await encoderOf(execution, pretraining.steps);
      },
    });
  }

  const all = target.train.y.data.length;
  const training = trainingOf(method.create(values, ...parts, source), labelled, {
    random,
    protocol,
    epochs: protocol.epochs,
    epochRows: all - Math.round(protocol.validation * all),
  });
  const checkpoints = new Checkpoints(protocol.selections);
  const evaluate = checkpointEvaluator({ validation, test: target.test, curve, checkpoints });
  const before = method.pretrained ? protocol.pretraining : 0;
  await train(training, executor, random, after(before, protocol.epochs), {
    checkpoint: (execution, step, training) =>
      log.timed("evaluate", () => evaluate(execution, step, training)),
  });
  const { selected, scores, predicted } = checkpoints;
  return {
    metrics: { [problem.name]: scores },
    selected,
    predictions: { labels: [...target.test.y.data], predicted },
  };
}

/** Options of a classifier's training on labelled rows. */
interface TrainingOptions {
  /** Name of the rows in error messages, if they are not the target's. */
  readonly on?: string;
  readonly random: Streams;
  readonly protocol: TransferProtocol;
  readonly epochs: number;
  /** Number of rows that determines the steps of an epoch. */
  readonly epochRows: number;
}

function trainingOf(
  trainer: Trainer,
  rows: Labelled,
  { on, random, protocol, epochs, epochRows }: TrainingOptions,
) {
  const tables = { labelled: { x: rows.x, y: rows.y } };
  checkBatch(epochRows, protocol.batch);
  const stepsPerEpoch = Math.floor(epochRows / protocol.batch);
  const steps = stepsPerEpoch * epochs;
  // With fewer labelled rows than a batch, every step uses all of them.
  const batch = Math.min(protocol.batch, rowsOf(tables.labelled));
  return {
    trainer,
    tables,
    steps,
    stepsPerCheckpoint: stepsPerEpoch * protocol.checkpointEvery,
    on,
    feeds: () => feedsOf({ ...protocol, batch }, trainer, tables, random, steps),
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
export interface LabelledSplit {
  readonly labels: Labels;
  /** The fraction of each class's labelled rows that is held out; 0 for none. */
  readonly validation: number;
  readonly random: Streams;
}

/** The labelled rows of a domain in two parts: training and validation. */
export interface SplitRows {
  readonly training: Labelled;
  /** Rows held out of all training; absent if there are none. */
  readonly validation?: Labelled;
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
  rows: Labelled,
  { labels, validation, random }: LabelledSplit,
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
    training: someRows(rows, training),
    ...(held.length ? { validation: someRows(rows, held) } : {}),
    held,
  };
}

function someRows({ x, y }: Labelled, places: readonly number[]): Labelled {
  const indices = Int32Array.from(places);
  return { x: takeRows(x, indices), y: takeRows(y, indices) };
}

function withoutRows(rows: Labelled, places: readonly number[]): Labelled {
  const left = new Set(places);
  return someRows(rows, [...rows.y.data.keys()].filter((row) => !left.has(row)));
}
