import type { DomainData, DomainFamily } from "../../datasets/dataset.ts";
import { datasets } from "../../datasets/mod.ts";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import type { Encoder } from "../../encoders/encoder.ts";
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
import type { AdaptationMethod, Trainer } from "../../methods/method.ts";
import { methods } from "../../methods/mod.ts";

/** The methods of adaptation, the families that they are for, and those of several tasks. */
export const adaptationMethods = Object.values(methods)
  .filter((method) => method.setting === "unsupervised_adaptation");
export const domainFamilies = Object.values(datasets)
  .filter((family) => family.kind === "domains");
export const taskFamilies = Object.values(datasets).filter((family) => family.kind === "tasks");

/** One training of a method on a family's sample. */
export interface Tiny {
  readonly executor: Executor;
  readonly family: DomainFamily;
  readonly method: AdaptationMethod;
  readonly values?: Overrides;
  readonly encoder: Encoder;
  readonly encoderValues?: Overrides;
  readonly optimizer?: OptimizerSpec;
  readonly steps: number;
  readonly batch?: number;
  readonly seed?: number;
}

/** What came of it. */
export interface Trained {
  readonly start: Arrays;
  readonly end: Arrays;
  readonly reports: readonly Numbers[];
}

/** Two samples of a family, the second moved a little where its inputs are coordinates. */
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

/** Makes the method's trainer for the family's problem. */
export function trainerOf(tiny: Tiny): Trainer {
  const { family, method, encoder } = tiny;
  return method.create(
    bind(method, tiny.values),
    { inputShape: family.input.shape, classes: family.classes.length },
    encoder.create(bind(encoder, tiny.encoderValues), family.input),
    createOptimizer(optimizerOf(tiny)),
  );
}

/** The tables that a method reads, and no column more. */
export function tablesOf({ family, method }: Tiny): Tables {
  const domains = tinyDomains(family);
  return Object.fromEntries(
    (["source", "target"] as const).filter((domain) => method.reads[domain] !== "none")
      .map((domain) => {
        const { x, y } = domains[domain].train;
        const columns: Arrays = { x };
        return [domain, method.reads[domain] === "labelled" ? { ...columns, y } : columns];
      }),
  );
}

/** Each step's rows, from a stream of each table's own, and its scalars. */
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
 * Trains.
 *
 * @param tiny What and how.
 * @param look Is given the execution before it is disposed of.
 */
export async function trainTiny(
  tiny: Tiny,
  look?: (execution: Execution) => Promise<void>,
): Promise<Trained> {
  const trainer = trainerOf(tiny);
  const tables = tablesOf(tiny);
  const execution = await tiny.executor.start(trainer, randomStreams(tiny.seed ?? 0), tables);
  try {
    const start = await execution.state();
    const reports = await execution.train(feedsOf(tiny, trainer, tables));
    await look?.(execution);
    return { start, end: await execution.state(), reports };
  } finally {
    execution.dispose();
  }
}

function optimizerOf({ optimizer }: Tiny): OptimizerSpec {
  return optimizer ?? { name: "adam", learningRate: 0.01 };
}
