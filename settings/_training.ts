import type { Execution, Executor, Feed, Numbers, Streams, Tables } from "../engine/mod.ts";
import type { Trainer } from "../methods/method.ts";
import type { RunRecord } from "../records/record.ts";
import { take } from "./_batches.ts";

/**
 * Steps per call of the executor. Between calls, progress is reported and interruptions are noticed. The first call
 * has the least steps, later ones as many as take about `milliseconds`. A call of several steps holds one more copy
 * of the state.
 */
const STEPS_PER_CALL = { least: 1, most: 256, milliseconds: 1000 };

/** A loss or a prediction that is not finite. */
export class Divergence extends Error {
  constructor(what: string, readonly step: number) {
    super(`${what} at step ${step}`);
  }
}

/** The log of a run's times and progress. */
export interface Log {
  /** Adds the time that some work takes to a phase. */
  timed<T>(phase: keyof RunRecord["seconds"], work: () => Promise<T>): Promise<T>;
  /** Reports the fraction of the run that is done, in [0, 1]. */
  progress(part: number): void | Promise<void>;
}

/**
 * A phase of a run: a trainer, the rows that it learns from, the number of its steps, and the steps that its parameters
 * have been trained before, in an earlier phase. Its feeds are an iterator: of batches of resident tables, or of any
 * other rows that are made while it runs.
 */
export interface Phase {
  readonly trainer: Trainer;
  readonly tables: Tables;
  readonly steps: number;
  /** Number of earlier steps of the trained parameters, added to the reported steps; by default 0. */
  readonly stepsBefore?: number;
  /** Steps from one checkpoint to the next. */
  readonly stepsPerCheckpoint: number;
  /** Name of the training rows in error messages, if a run trains more than once. */
  readonly on?: string;
  /** Starts the feeds of the steps from the beginning. */
  feeds(): Iterator<Feed, undefined>;
}

/** Functions that are called during a phase. */
export interface PhaseHooks {
  /** Receives the initial model. */
  start?(execution: Execution): Promise<void>;
  /** Receives each checkpoint; `training` has the means of what the steps since the last one reported. */
  checkpoint(execution: Execution, step: number, training: Numbers): Promise<void>;
  /** Receives the final model before it is disposed of. */
  end?(execution: Execution): Promise<void>;
}

/**
 * Trains a model and calls hooks at the start, at every checkpoint and at the end.
 *
 * @param phase The phase.
 * @param executor The executor of the phase.
 * @param random The streams of the initial state.
 * @param log Receives times and progress.
 * @param hooks The hooks.
 * @throws {Divergence} If a loss is not finite.
 */
export async function train(
  { trainer, tables, steps, stepsBefore = 0, stepsPerCheckpoint, on, feeds }: Phase,
  executor: Executor,
  random: Streams,
  log: Log,
  hooks: PhaseHooks,
): Promise<void> {
  const execution = await log.timed("compile", () => executor.start(trainer, random, tables));
  try {
    const [first] = take(feeds(), 1);
    await log.timed("compile", () => execution.prepare(first));
    await hooks.start?.(execution);
    const all = feeds();
    let perCall = STEPS_PER_CALL.least;
    for (let step = 0; step < steps;) {
      const until = Math.min(steps, step + stepsPerCheckpoint);
      const reports: Numbers[] = [];
      while (step < until) {
        const some = take(all, Math.min(perCall, until - step));
        const began = performance.now();
        const numbers = await log.timed("train", () => execution.train(some));
        const each = (performance.now() - began) / some.length;
        const { least, most, milliseconds } = STEPS_PER_CALL;
        perCall = Math.round(Math.min(most, Math.max(least, milliseconds / each)));
        const bad = numbers.findIndex(({ loss }) => !Number.isFinite(loss));
        if (bad >= 0) {
          const what = on === undefined ? "The loss" : `The loss on ${on}`;
          throw new Divergence(`${what} was ${numbers[bad].loss}`, stepsBefore + step + bad + 1);
        }
        for (const ofStep of numbers) reports.push(ofStep);
        step += some.length;
        await log.progress(step / steps);
      }
      await hooks.checkpoint(execution, stepsBefore + step, means(reports));
    }
    await hooks.end?.(execution);
  } finally {
    execution.dispose();
  }
}

/** Returns for each name the mean over the reports that have it, and that are not NaN as the loss of an absent task is. */
function means(reports: readonly Numbers[]): Numbers {
  const names = new Set(reports.flatMap((report) => Object.keys(report)));
  return finite(Object.fromEntries([...names].map((name) => {
    const values = reports.flatMap((report) => report[name] ?? [])
      .filter((value) => !Number.isNaN(value));
    return [name, values.reduce((sum, value) => sum + value, 0) / values.length];
  })));
}

/** Keeps the finite numbers, which a record can hold. */
export function finite(numbers: Numbers): Numbers {
  return Object.fromEntries(Object.entries(numbers).filter(([, value]) => Number.isFinite(value)));
}
