import type { DomainData, DomainFamily } from "../../datasets/dataset.ts";
import { datasets } from "../../datasets/mod.ts";
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
import type { MultiTaskMethod } from "../../methods/multi_task/_sharing.ts";
import type { AdaptationMethod } from "../../methods/unsupervised_adaptation/_method.ts";

/** Returns the methods of a setting. */
function methodsOf<M extends Method>(setting: M["setting"]): M[] {
  return Object.values(methods).filter((method): method is M => method.setting === setting);
}

/** The methods of each setting, the families between whose domains they run, and the families of several tasks. */
export const adaptationMethods = methodsOf<AdaptationMethod>("unsupervised_adaptation");
export const transferMethods = methodsOf<TransferMethod>("inductive_transfer");
export const sharingMethods = methodsOf<MultiTaskMethod>("multi_task");
export const domainFamilies = Object.values(datasets)
  .filter((family) => family.kind === "domains");
export const taskFamilies = Object.values(datasets).filter((family) => family.kind === "tasks");

/** Returns the number of inputs of a row. */
export function inputsOf({ input: { shape } }: DomainFamily): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Returns all fitting combinations of method, encoder and family, the narrowest inputs first. */
export function placesOf<M>(methods: readonly M[]) {
  const families = domainFamilies.toSorted((a, b) => inputsOf(a) - inputsOf(b));
  return families.flatMap((family) =>
    Object.values(encoders).filter(({ inputs }) => inputs.includes(family.input.kind))
      .flatMap((encoder) => methods.map((method) => ({ method, encoder, family })))
  );
}

/** One training of a method on a family's sample. */
export interface Tiny {
  readonly executor: Executor;
  readonly family: DomainFamily;
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

/** Returns two samples of a family; the second is shifted if its inputs are coordinates. */
export function tinyDomains(family: DomainFamily): { source: DomainData; target: DomainData } {
  const source = family.sample(randomStreams(1));
  const target = family.sample(randomStreams(2));
  if (family.input.kind === "points") {
    for (const { x } of [target.train, target.test]) {
      for (let i = 0; i < x.data.length; i++) x.data[i] += 0.5;
    }
  }
  return { source, target };
}

/** Returns values of an encoder at which steps on a family's sample are fast: for images this width. */
export function quickValues(
  { widths }: Encoder,
  { input }: DomainFamily,
  width: number,
): Overrides {
  return input.kind === "images" ? Object.fromEntries(widths.map((name) => [name, width])) : {};
}

/**
 * Returns the values at which a method is tested: a method that copies layers with one layer and with all; a method
 * with a wide discriminator, slow in plain JavaScript, with a narrow one.
 */
export function triedValues(
  { family, method, encoder, encoderValues }: Omit<Tiny, "executor" | "steps">,
): Overrides[] {
  const width = method.params.discriminator_width?.default ?? 0;
  if (Number(width) > 100) return [{ discriminator_width: 16 }];
  if (method.setting !== "inductive_transfer" || !method.pretrained) return [{}];
  const { layers } = encoder.create(bind(encoder, encoderValues), family.input);
  return [...new Set([1, layers.length])].map((depth) => ({ depth }));
}

/** Makes the method's trainer for the family's problem. */
export function trainerOf(tiny: Tiny): Trainer {
  const { family, method, encoder, source = {} } = tiny;
  // A method of adaptation has no pre-trained source.
  return method.create(
    bind(method, tiny.values),
    { inputShape: family.input.shape, classes: family.classes.length },
    encoder.create(bind(encoder, tiny.encoderValues), family.input),
    createOptimizer(optimizerOf(tiny)),
    source,
  );
}

/** Pre-trains the encoder on the source's rows for a few steps, for a method that copies layers. */
export async function withSource(tiny: Tiny): Promise<Tiny> {
  if (tiny.method.setting !== "inductive_transfer" || !tiny.method.pretrained) return tiny;
  const { x, y } = tinyDomains(tiny.family).source.train;
  const learning = { ...tiny, method: fromScratch, values: {}, steps: 12, seed: 1000 };
  const { end } = await trainOn({ labelled: { x, y } }, learning);
  return { ...tiny, source: (end.params as Arrays).encoder as Arrays };
}

/** Returns the tables and columns that a method reads, and no others. */
export function tablesOf({ family, method }: Tiny): Tables {
  const domains = tinyDomains(family);
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
