import type { Dataset, InputShape } from "../../datasets/dataset.ts";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import type { Encoder } from "../../encoders/encoder.ts";
import { encoders } from "../../encoders/mod.ts";
import {
  type Arrays,
  createOptimizer,
  type Execution,
  type Executor,
  type Feed,
  type Numbers,
  type OptimizerSpec,
  randomStreams,
  type Tables,
} from "../../engine/mod.ts";
import type { TransferMethod } from "../../methods/inductive_transfer/_method.ts";
import fromScratch from "../../methods/inductive_transfer/from_scratch.ts";
import type { Method, Trainer } from "../../methods/method.ts";
import { methods } from "../../methods/mod.ts";
import { sampleOf } from "../../settings/_data.ts";
import { suites } from "../../suites/mod.ts";
import type { Suite } from "../../suites/suite.ts";
import { type OneTask, oneTask } from "../one_task.ts";
import type { MultiTaskMethod } from "../../methods/multi_task/_sharing.ts";
import type { AdaptationMethod } from "../../methods/unsupervised_adaptation/_method.ts";

/** Returns the methods of a setting. */
function methodsOf<M extends Method>(setting: M["setting"]): M[] {
  return Object.values(methods).filter((method): method is M => method.setting === setting);
}

/** The methods of each setting, the datasets of the suites between domains, and those of the suites of several tasks. */
export const adaptationMethods = methodsOf<AdaptationMethod>("unsupervised_adaptation");
export const transferMethods = methodsOf<TransferMethod>("inductive_transfer");
export const sharingMethods = methodsOf<MultiTaskMethod>("multi_task");
export const pairedDatasets = datasetsOf((setting) => setting !== "multi_task");
export const jointDatasets = datasetsOf((setting) => setting === "multi_task");

function datasetsOf(wanted: (setting: Suite["setting"]) => boolean): readonly Dataset[] {
  const of = Object.values(suites).filter(({ setting }) => wanted(setting));
  return [...new Set(of.map(({ dataset }) => dataset))];
}

/** Returns the input of a dataset's sample. */
export function inputOf(dataset: Dataset): InputShape {
  return Object.values(sampleOf(dataset))[0].input;
}

/** Returns the classes of a dataset's first domain. */
export function classesOf(dataset: Dataset): readonly string[] {
  return dataset.tasks(dataset.domains[0])[0].classes;
}

/** Returns the number of inputs of a row. */
export function inputsOf(dataset: Dataset): number {
  return inputOf(dataset).shape.reduce((product, size) => product * size, 1);
}

/** Returns all fitting combinations of method, encoder and dataset, the narrowest inputs first. */
export function placesOf<M>(methods: readonly M[]) {
  return pairedDatasets.toSorted((a, b) => inputsOf(a) - inputsOf(b)).flatMap((dataset) =>
    Object.values(encoders)
      .filter(({ inputs, perWord }) => inputs.includes(dataset.inputKind) && !perWord)
      .flatMap((encoder) => methods.map((method) => ({ method, encoder, dataset })))
  );
}

/** One training of a method on a dataset's sample. */
export interface Tiny {
  readonly executor: Executor;
  readonly dataset: Dataset;
  readonly method: AdaptationMethod | TransferMethod;
  readonly values?: Overrides;
  /** The pre-trained encoder that layers are copied from, see {@linkcode withSource}. */
  readonly source?: Arrays;
  readonly encoder: Encoder;
  readonly encoderValues?: Overrides;
  readonly optimizer?: OptimizerSpec;
  readonly steps: number;
  readonly batch?: number;
  readonly seed?: number;
}

/** The result of a training. */
export interface Trained {
  readonly start: Arrays;
  readonly end: Arrays;
  readonly reports: readonly Numbers[];
}

/** Returns the first two domains of a dataset's sample. */
export function tinyDomains(dataset: Dataset): { source: OneTask; target: OneTask } {
  const [source, target] = Object.entries(dataset.sample(randomStreams(1)))
    .map(([domain, data]) => oneTask(data, domain));
  return { source, target };
}

/** Returns values of an encoder at which steps on a dataset's sample are fast: for images and words this width. */
export function quickValues({ widths }: Encoder, { inputKind }: Dataset, width: number): Overrides {
  const wide = inputKind === "images" || inputKind === "words";
  return wide ? Object.fromEntries(widths.map((name) => [name, width])) : {};
}

/**
 * Returns the values at which a method is tested: a method that copies layers with one layer and with all; a method
 * with a wide discriminator, slow in plain JavaScript, with a narrow one.
 */
export function triedValues(
  { dataset, method, encoder, encoderValues }: Omit<Tiny, "executor" | "steps">,
): Overrides[] {
  const width = method.params.discriminator_width?.default ?? 0;
  if (Number(width) > 100) return [{ discriminator_width: 16 }];
  if (method.setting !== "inductive_transfer" || !method.pretrained) return [{}];
  const { layers } = encoder.create(bind(encoder, encoderValues), inputOf(dataset));
  return [...new Set([1, layers.length])].map((depth) => ({ depth }));
}

/** Makes the method's trainer for the dataset's problem. */
export function trainerOf(tiny: Tiny): Trainer {
  const { dataset, method, encoder, source = {} } = tiny;
  const input = inputOf(dataset);
  // A method of adaptation has no pre-trained source.
  return method.create(
    bind(method, tiny.values),
    { inputShape: input.shape, classes: classesOf(dataset).length },
    encoder.create(bind(encoder, tiny.encoderValues), input),
    createOptimizer(optimizerOf(tiny)),
    source,
  );
}

/** Pre-trains the encoder on the source's rows for a few steps, for a method that copies layers. */
export async function withSource(tiny: Tiny): Promise<Tiny> {
  if (tiny.method.setting !== "inductive_transfer" || !tiny.method.pretrained) return tiny;
  const { x, y } = tinyDomains(tiny.dataset).source.train;
  const learning = { ...tiny, method: fromScratch, values: {}, steps: 12, seed: 1000 };
  const { end } = await trainOn({ labelled: { x, y } }, learning);
  return { ...tiny, source: (end.params as Arrays).encoder as Arrays };
}

/** Returns the tables and columns that a method reads, and no others. */
export function tablesOf({ dataset, method }: Tiny): Tables {
  const domains = tinyDomains(dataset);
  if (method.setting === "inductive_transfer") {
    const { x, y } = domains.target.train;
    return { labelled: { x, y } };
  }
  return Object.fromEntries(
    (["source", "target"] as const).filter((domain) => method.reads[domain] !== "none")
      .map((domain) => {
        const { x, y } = domains[domain].train;
        const columns: Arrays = { x };
        return [domain, method.reads[domain] === "labelled" ? { ...columns, y } : columns];
      }),
  );
}

/** Returns each step's rows, drawn from a separate stream for each table, and its scalars. */
export function feedsOf(tiny: Tiny, trainer: Trainer, tables: Tables): Feed[] {
  const { steps, batch = 16, seed = 0 } = tiny;
  const random = randomStreams(seed);
  const { learningRate } = optimizerOf(tiny);
  const streams = Object.keys(tables).map((table) => [table, random(`batches/${table}`)] as const);
  return Array.from({ length: steps }, (_, step) => ({
    rows: Object.fromEntries(
      streams.map(([table, stream]) => {
        const rows = (tables[table].x as { shape: readonly number[] }).shape[0];
        return [table, stream.permutation(rows).subarray(0, batch)];
      }),
    ),
    scalars: { learning_rate: learningRate, ...trainer.schedule(step / steps) },
  }));
}

/**
 * Runs a training.
 *
 * @param tiny The training.
 * @param inspect Called with the execution before it is disposed of.
 */
export function trainTiny(
  tiny: Tiny,
  inspect?: (execution: Execution) => Promise<void>,
): Promise<Trained> {
  return trainOn(tablesOf(tiny), tiny, inspect);
}

async function trainOn(
  tables: Tables,
  tiny: Tiny,
  inspect?: (execution: Execution) => Promise<void>,
): Promise<Trained> {
  const trainer = trainerOf(tiny);
  const execution = await tiny.executor.start(trainer, randomStreams(tiny.seed ?? 0), tables);
  try {
    const start = await execution.state();
    const reports = await execution.train(feedsOf(tiny, trainer, tables));
    await inspect?.(execution);
    return { start, end: await execution.state(), reports };
  } finally {
    execution.dispose();
  }
}

function optimizerOf({ optimizer }: Tiny): OptimizerSpec {
  return optimizer ?? { name: "adam", learningRate: 0.01 };
}
