import type { DomainData, Labelled, ReadFile } from "../datasets/dataset.ts";
import { datasets } from "../datasets/mod.ts";
import { encoders } from "../encoders/mod.ts";
import {
  createOptimizer,
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
import { Checkpoints } from "./_checkpoints.ts";
import { accuracy, argMax } from "./metrics.ts";
import type {
  CurvePoint,
  Environment,
  Plane,
  Predictions,
  Protocol,
  RunRecord,
  RunSpec,
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
  const log1p = ({ x, y }: Labelled): Labelled => {
    const logs = new Float32Array(x.data.length);
    // Counts are nearly all zero, whose logarithm is in its place already.
    for (let i = 0; i < logs.length; i++) if (x.data[i] !== 0) logs[i] = Math.log1p(x.data[i]);
    return { x: { shape: x.shape, data: logs }, y };
  };
  return { train: log1p(data.train), test: log1p(data.test) };
}

/**
 * Executes one run.
 *
 * A loss or a prediction that is not finite ends the run as `diverged`, an exception as `failed`;
 * both are records too, so this function does not throw.
 *
 * @param spec The run.
 * @param options The executor, the environment and the data.
 */
export async function run(spec: RunSpec, options: RunOptions): Promise<RunResult> {
  const startedAt = new Date().toISOString();
  const id = runId(spec);
  const seconds = { data: 0, compile: 0, train: 0, evaluate: 0 };
  const curve: CurvePoint[] = [];
  const record = (
    end: Pick<RunRecord, "status" | "metrics" | "selected" | "error">,
  ): RunRecord => ({
    id,
    spec,
    status: end.status,
    metrics: end.metrics,
    selected: end.selected,
    curve,
    seconds,
    environment: options.environment,
    startedAt,
    ...(end.error ? { error: end.error } : {}),
  });

  try {
    const { checkpoints, labels, plane } = await execute(spec, options, {
      curve,
      async timed(phase, work) {
        const start = performance.now();
        try {
          return await work();
        } finally {
          seconds[phase] += (performance.now() - start) / 1000;
        }
      },
    });
    const { selected, scores, predicted } = checkpoints;
    return {
      record: record({ status: "ok", metrics: { [spec.problem.name]: scores }, selected }),
      predictions: { id, labels, predicted, ...(plane ? { plane } : {}) },
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const ended = error instanceof Divergence
      ? { status: "diverged" as const, error: { message, step: error.step } }
      : { status: "failed" as const, error: { message } };
    return { record: record({ ...ended, metrics: {}, selected: {} }) };
  }
}

/** A loss or a prediction that is not finite. */
class Divergence extends Error {
  constructor(what: string, readonly step: number) {
    super(`${what} at step ${step}`);
  }
}

/** Where a run writes down what it sees, finished or not. */
interface Log {
  readonly curve: CurvePoint[];
  /** Adds the time that some work takes to a phase. */
  timed<T>(phase: keyof RunRecord["seconds"], work: () => Promise<T>): Promise<T>;
}

/** What a run that ended well has to show. */
interface Executed {
  readonly checkpoints: Checkpoints;
  readonly labels: readonly number[];
  readonly plane?: Plane;
}

async function execute(spec: RunSpec, options: RunOptions, log: Log): Promise<Executed> {
  const { protocol } = spec;
  const random = randomStreams(spec.seed);
  const method = methods[spec.method.name];
  const [source, target] = await log.timed("data", async () => [
    await options.load(spec.problem.source),
    await options.load(spec.problem.target),
  ]);
  const { tables, labelled, validation } = split(method, source, target, protocol, random);
  for (const rows of Object.values(tables).map(rowsOf)) {
    if (rows < protocol.batch) {
      throw new RangeError(
        `Cannot fill a batch of ${protocol.batch} rows: the training split has ${rows}`,
      );
    }
  }
  const stepsPerEpoch = Math.floor(rowsOf(tables[labelled]) / protocol.batch);
  const steps = stepsPerEpoch * protocol.epochs;
  const trainer = createTrainer(spec, method);
  const feeds = feedsOf(spec, trainer, tables, random, steps);
  const checkpoints = new Checkpoints(protocol.selections);

  const execution = await log.timed(
    "compile",
    () => options.executor.start(trainer, random, tables),
  );
  try {
    const [first] = take(feedsOf(spec, trainer, tables, random, steps), 1);
    await log.timed("compile", () => execution.prepare(first));
    for (let step = 0; step < steps;) {
      const until = Math.min(steps, step + stepsPerEpoch * protocol.checkpointEvery);
      const reports: Numbers[] = [];
      while (step < until) {
        const some = take(feeds, Math.min(STEPS_PER_CALL, until - step));
        const numbers = await log.timed("train", () => execution.train(some));
        const bad = numbers.findIndex(({ loss }) => !Number.isFinite(loss));
        if (bad >= 0) throw new Divergence(`The loss was ${numbers[bad].loss}`, step + bad + 1);
        reports.push(...numbers);
        step += some.length;
        await options.onProgress?.(step / steps);
      }
      await log.timed("evaluate", async () => {
        const classesOf = async (x: NdArray): Promise<number[]> => {
          const logits = await execution.predict(x);
          // The last step's update can explode after its loss was reported.
          if (!logits.data.every(Number.isFinite)) {
            throw new Divergence("The predictions were not finite", step);
          }
          return argMax(logits);
        };
        const predicted = await classesOf(target.test.x);
        const point: CurvePoint = {
          step,
          training: means(reports),
          ...(validation
            ? { validation: accuracy(await classesOf(validation.x), validation.y.data) }
            : {}),
          test: accuracy(predicted, target.test.y.data),
        };
        log.curve.push(point);
        checkpoints.see(point, predicted);
      });
    }
    const labels = [...target.test.y.data];
    const { classes } = datasets[spec.dataset.name];
    const drawable = source.train.x.shape[1] === 2 && classes.length === 2;
    if (!drawable) return { checkpoints, labels };
    const plane = await log.timed(
      "evaluate",
      () => planeOf(execution, source.train, target.train),
    );
    return { checkpoints, labels, plane };
  } finally {
    execution.dispose();
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
): { tables: Tables; labelled: "source" | "target"; validation?: Labelled } {
  const labelled = method.reads.source === "labelled" ? "source" : "target";
  const { x, y } = (labelled === "source" ? source : target).train;
  const order = random(`validation/${labelled}`).permutation(x.shape[0]);
  const held = Math.round(protocol.validation * order.length);
  if (held === 0 && protocol.validation > 0) {
    throw new RangeError(
      `Cannot hold out validation rows: ${protocol.validation} of ${order.length} rows is none`,
    );
  }
  const pick = (rows: Int32Array): Labelled & { [column: string]: NdArray } => ({
    x: takeRows(x, rows),
    y: takeRows(y, rows),
  });
  const training = pick(order.subarray(held));
  return {
    labelled,
    ...(held ? { validation: pick(order.subarray(0, held)) } : {}),
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
    [table, batches(rowsOf(columns), batch, random(`batches/${table}`))] as const
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
  while (true) {
    const order = random.permutation(rows);
    for (let at = 0; at + size <= rows; at += size) yield order.subarray(at, at + size);
  }
}

function take(feeds: Iterator<Feed, undefined>, count: number): Feed[] {
  return Array.from({ length: count }, () => feeds.next().value!);
}

function rowsOf(table: Tables[string]): number {
  return (table.x as NdArray).shape[0];
}

function means(reports: readonly Numbers[]): Numbers {
  return Object.fromEntries(
    Object.keys(reports[0]).map((name) => [
      name,
      reports.reduce((sum, report) => sum + report[name], 0) / reports.length,
    ]),
  );
}
