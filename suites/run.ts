import type { DomainData, Labelled, ReadFile } from "../datasets/dataset.ts";
import { datasets } from "../datasets/mod.ts";
import { encoders } from "../encoders/mod.ts";
import {
  createOptimizer,
  type Execution,
  type Executor,
  type Feed,
  type NdArray,
  type Numbers,
  type Random,
  randomStreams,
  scheduled,
  type Streams,
  type Tables,
  takeRows,
} from "../engine/mod.ts";
import type { Method, Trainer } from "../methods/method.ts";
import { methods } from "../methods/mod.ts";
import { accuracy, argMax } from "./metrics.ts";
import type {
  CurvePoint,
  Environment,
  Predictions,
  Protocol,
  RunRecord,
  RunSpec,
  Selection,
} from "./record.ts";
import { planeOf } from "./_plane.ts";
import { runId } from "./spec.ts";

/** Steps per call of the executor: progress is told, and interruptions are noticed, in between. */
const STEPS_PER_CALL = 16;

/** A run's record, and its predictions where it ended well. */
export interface RunResult {
  readonly record: RunRecord;
  readonly predictions?: Predictions;
}

/** What a run needs from outside. */
export interface RunOptions {
  readonly executor: Executor;
  readonly environment: Environment;
  /** Gives a domain's data, transformed; see {@linkcode loadDomain}. */
  load(domain: string): Promise<DomainData>;
  /** Is told the part of the run that is done, in [0, 1]. */
  onProgress?(progress: number): void | Promise<void>;
}

/**
 * Loads one domain of a run and applies the protocol's transform.
 *
 * @param spec The run.
 * @param domain One of its two domains.
 * @param read Gives the content of the domain's files.
 */
export async function loadDomain(
  spec: RunSpec,
  domain: string,
  read: ReadFile,
): Promise<DomainData> {
  const data = await datasets[spec.dataset.name].load(domain, read, randomStreams(spec.seed));
  if (spec.protocol.transform === "none") return data;
  const log1p = ({ x, y }: Labelled): Labelled => ({
    x: { shape: x.shape, data: Float32Array.from(x.data, (v) => v === 0 ? 0 : Math.log1p(v)) },
    y,
  });
  return { train: log1p(data.train), test: log1p(data.test) };
}

/**
 * Executes one run.
 *
 * A loss that is not finite ends the run as `diverged`, an exception as `failed`; both are records
 * too, so this function does not throw.
 *
 * @param spec The run.
 * @param options The executor, the environment and the data.
 */
export async function run(spec: RunSpec, options: RunOptions): Promise<RunResult> {
  const { executor, environment } = options;
  const startedAt = new Date().toISOString();
  const clock = { data: 0, compile: 0, train: 0, evaluate: 0 };
  const timed = async <T>(phase: keyof typeof clock, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    try {
      return await work();
    } finally {
      clock[phase] += (performance.now() - start) / 1000;
    }
  };
  const curve: CurvePoint[] = [];
  let execution: Execution | undefined;

  const record = (
    end: Pick<RunRecord, "status" | "metrics" | "selected" | "error">,
  ): RunRecord => ({
    id: runId(spec),
    spec,
    status: end.status,
    metrics: end.metrics,
    selected: end.selected,
    curve,
    seconds: clock,
    environment,
    startedAt,
    ...(end.error ? { error: end.error } : {}),
  });
  const unfinished = (status: "diverged" | "failed", error: RunRecord["error"]): RunResult => ({
    record: record({ status, metrics: {}, selected: {}, error }),
  });

  try {
    const { protocol } = spec;
    const random = randomStreams(spec.seed);
    const method = methods[spec.method.name];
    const [source, target] = await timed("data", async () => [
      await options.load(spec.problem.source),
      await options.load(spec.problem.target),
    ]);
    const { tables, labelled, validation } = split(method, source, target, protocol, random);
    const trainer = createTrainer(spec, method);
    execution = await timed("compile", () => executor.start(trainer, random, tables));
    const running = execution;

    const rows = tables[labelled].x.shape as readonly number[];
    const stepsPerEpoch = Math.floor(rows[0] / protocol.batch);
    if (stepsPerEpoch === 0) {
      throw new RangeError(
        `Cannot fill a batch of ${protocol.batch} rows: the training split has ${rows[0]}`,
      );
    }
    const steps = stepsPerEpoch * protocol.epochs;
    const feeds = feedsOf(spec, trainer, tables, random, steps);
    const checkpoints = new Checkpoints(protocol.selections);

    for (let step = 0; step < steps;) {
      const until = Math.min(steps, step + stepsPerEpoch * protocol.checkpointEvery);
      const reports: Numbers[] = [];
      while (step < until) {
        const some: Feed[] = [];
        while (step + some.length < until && some.length < STEPS_PER_CALL) {
          some.push(feeds.next().value!);
        }
        const numbers = await timed("train", () => running.train(some));
        const bad = numbers.findIndex(({ loss }) => !Number.isFinite(loss));
        if (bad >= 0) {
          const message = `The loss was ${numbers[bad].loss} at step ${step + bad + 1}`;
          return unfinished("diverged", { message, step: step + bad + 1 });
        }
        reports.push(...numbers);
        step += some.length;
        await options.onProgress?.(step / steps);
      }
      await timed("evaluate", async () => {
        const predicted = argMax(await running.predict(target.test.x));
        const point: CurvePoint = {
          step,
          training: means(reports),
          validation: accuracy(
            argMax(await running.predict(validation.x)),
            validation.y.data,
          ),
          test: accuracy(predicted, target.test.y.data),
        };
        curve.push(point);
        checkpoints.see(point, predicted);
      });
    }

    const plane = source.train.x.shape[1] === 2
      ? await timed("evaluate", () => planeOf(running, source.train, target.train))
      : undefined;
    const { selected, scores, predicted } = checkpoints;
    const done = record({ status: "ok", metrics: { [spec.problem.name]: scores }, selected });
    return {
      record: done,
      predictions: {
        id: done.id,
        labels: [...target.test.y.data],
        predicted,
        ...(plane ? { plane } : {}),
      },
    };
  } catch (error) {
    return unfinished("failed", {
      message: error instanceof Error ? error.message : String(error),
    });
  } finally {
    execution?.dispose();
  }
}

function createTrainer(spec: RunSpec, method: Method): Trainer {
  const { input, classes } = datasets[spec.dataset.name];
  const { encoder, optimizer } = spec.protocol;
  return method.create(
    spec.method.values,
    { setting: method.setting, inputShape: input.shape, classes: classes.length },
    encoders[encoder.name].create(encoder.values, input.shape),
    createOptimizer(optimizer),
  );
}

/** Gives a method the rows that it reads, and holds validation rows out of the labelled ones. */
function split(
  method: Method,
  source: DomainData,
  target: DomainData,
  protocol: Protocol,
  random: Streams,
): { tables: Tables; labelled: "source" | "target"; validation: Labelled } {
  const labelled = method.reads.source === "labelled" ? "source" : "target";
  const { x, y } = (labelled === "source" ? source : target).train;
  const order = random(`validation/${labelled}`).permutation(x.shape[0]);
  const held = Math.round(protocol.validation * order.length);
  const pick = (rows: Int32Array): Labelled & { [column: string]: NdArray } => ({
    x: takeRows(x, rows),
    y: takeRows(y, rows),
  });
  const training = pick(order.subarray(held));
  return {
    labelled,
    validation: pick(order.subarray(0, held)),
    tables: {
      [labelled]: training,
      ...(method.reads.target === "unlabelled" ? { target: { x: target.train.x } } : {}),
    },
  };
}

/** The steps' feeds; each table has its own stream of row orders, so rivals see the same batches. */
function* feedsOf(
  spec: RunSpec,
  trainer: Trainer,
  tables: Tables,
  random: Streams,
  steps: number,
): Generator<Feed, undefined> {
  const { batch, optimizer, schedule } = spec.protocol;
  const orders = Object.entries(tables).map(([table, columns]) =>
    [table, batches((columns.x as NdArray).shape[0], batch, random(`batches/${table}`))] as const
  );
  for (let step = 0; step < steps; step++) {
    const progress = step / steps;
    yield {
      rows: Object.fromEntries(orders.map(([table, order]) => [table, order.next().value!])),
      scalars: {
        learning_rate: optimizer.learningRate * scheduled(schedule, progress),
        ...trainer.schedule(progress),
      },
    };
  }
}

/** Full batches out of one random order of the rows after another. */
function* batches(rows: number, size: number, random: Random): Generator<Int32Array, undefined> {
  if (rows < size) {
    throw new RangeError(`Cannot fill a batch of ${size} rows: the training split has ${rows}`);
  }
  while (true) {
    const order = random.permutation(rows);
    for (let at = 0; at + size <= rows; at += size) yield order.subarray(at, at + size);
  }
}

/** Keeps, for each selection rule, the checkpoint that it would choose so far. */
class Checkpoints {
  readonly selected: { [S in Selection]?: number } = {};
  readonly scores: { [S in Selection]?: { accuracy: number } } = {};
  readonly predicted: { [S in Selection]?: number[] } = {};
  readonly #best: { [S in Selection]?: number } = {};

  constructor(readonly selections: readonly Selection[]) {}

  see(point: CurvePoint, predicted: number[]): void {
    const value = { last: point.step, source_validation: point.validation, oracle: point.test };
    for (const rule of this.selections) {
      if (value[rule] <= (this.#best[rule] ?? -Infinity)) continue;
      this.#best[rule] = value[rule];
      this.selected[rule] = point.step;
      this.scores[rule] = { accuracy: point.test };
      this.predicted[rule] = predicted;
    }
  }
}

function means(reports: readonly Numbers[]): Numbers {
  return Object.fromEntries(
    Object.keys(reports[0]).map((name) => [
      name,
      reports.reduce((sum, report) => sum + report[name], 0) / reports.length,
    ]),
  );
}
