import type { Execution, Executor, Feed, Numbers, Streams, Tables } from "../../engine/mod.ts";
import type { Trainer } from "../../methods/method.ts";
import type { RunRecord } from "../record.ts";
import { take } from "./batches.ts";

/**
 * Steps per call of the executor: progress is told, and interruptions are noticed, in between. A call takes about
 * so many milliseconds; the first takes the least steps. Of several steps a call holds one more copy of the state.
 */
const STEPS_PER_CALL = { least: 1, most: 256, milliseconds: 1000 };

/** A loss or a prediction that is not finite. */
export class Divergence extends Error {
  constructor(what: string, readonly step: number) {
    super(`${what} at step ${step}`);
  }
}

/** Where a run writes down what it sees, finished or not. */
export interface Log {
  /** Adds the time that some work takes to a phase. */
  timed<T>(phase: keyof RunRecord["seconds"], work: () => Promise<T>): Promise<T>;
  /** Is told the part of the run that is done, in [0, 1]. */
  progress(part: number): void | Promise<void>;
}

/** A training, up to how it is looked at. */
export interface Training {
  readonly trainer: Trainer;
  readonly tables: Tables;
  readonly steps: number;
  /** Steps that what is trained has seen before, which count on; none unless given. */
  readonly stepsBefore?: number;
  /** Steps from one checkpoint to the next. */
  readonly stepsPerCheckpoint: number;
  /** Whose rows it is trained on, where a run trains more than once: what an error says. */
  readonly on?: string;
  /** Starts the feeds of the steps anew. */
  feeds(): Iterator<Feed, undefined>;
}

/** What is done with a training besides. */
export interface Looks {
  /** Looks at the initial model. */
  start?(execution: Execution): Promise<void>;
  /** Looks at a checkpoint; `training` has the means of what the steps since the last one reported. */
  checkpoint(execution: Execution, step: number, training: Numbers): Promise<void>;
  /** Takes from the last model what is to outlive it. */
  end?(execution: Execution): Promise<void>;
}

/**
 * Trains, and looks at the model before, at every checkpoint and at the end.
 *
 * @param training What is trained.
 * @param executor What runs it.
 * @param random The streams that the initial state is drawn from.
 * @param log Is told times and progress.
 * @param looks What is looked at.
 * @throws {Divergence} If a loss is not finite.
 */
export async function train(
  { trainer, tables, steps, stepsBefore = 0, stepsPerCheckpoint, on, feeds }: Training,
  executor: Executor,
  random: Streams,
  log: Log,
  looks: Looks,
): Promise<void> {
  const execution = await log.timed("compile", () => executor.start(trainer, random, tables));
  try {
    const [first] = take(feeds(), 1);
    await log.timed("compile", () => execution.prepare(first));
    await looks.start?.(execution);
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
      await looks.checkpoint(execution, stepsBefore + step, means(reports));
    }
    await looks.end?.(execution);
  } finally {
    execution.dispose();
  }
}

/** Of each name the mean over the reports that have it. */
function means(reports: readonly Numbers[]): Numbers {
  const names = new Set(reports.flatMap((report) => Object.keys(report)));
  return finite(Object.fromEntries([...names].map((name) => {
    const values = reports.flatMap((report) => report[name] ?? []);
    return [name, values.reduce((sum, value) => sum + value, 0) / values.length];
  })));
}

/** The numbers that a record can keep. */
export function finite(numbers: Numbers): Numbers {
  return Object.fromEntries(Object.entries(numbers).filter(([, value]) => Number.isFinite(value)));
}
