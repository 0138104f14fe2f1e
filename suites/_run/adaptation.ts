import type { DomainData, DomainFamily, Labelled, ReadFile } from "../../datasets/dataset.ts";
import { datasets } from "../../datasets/mod.ts";
import { encoders } from "../../encoders/mod.ts";
import {
  createOptimizer,
  type Executor,
  type Feed,
  type NdArray,
  randomStreams,
  scheduled,
  type Streams,
  type Tables,
  takeRows,
} from "../../engine/mod.ts";
import type { AdaptationMethod, Trainer } from "../../methods/method.ts";
import { accuracy, argMax } from "../metrics.ts";
import type {
  AdaptationProtocol,
  AdaptationSpec,
  CurvePoint,
  FeatureView,
  Plane,
  Predictions,
  RunRecord,
} from "../record.ts";
import { adaptationMethod } from "../spec.ts";
import { batches } from "./batches.ts";
import { Checkpoints } from "./checkpoints.ts";
import { viewFeatures } from "./features.ts";
import { planeOf } from "./plane.ts";
import { Divergence, type Log, train } from "./training.ts";

/** What a run that ended well has to show. */
export interface Result extends Pick<RunRecord, "metrics" | "selected"> {
  readonly predictions: Omit<Predictions, "id">;
}

/**
 * Executes a run of adaptation.
 *
 * @param spec The run.
 * @param executor What runs it.
 * @param load Gives a domain's data, transformed.
 * @param curve Is filled, and keeps what was seen where the run does not end well.
 * @param log Is told times and progress.
 */
export async function adapt(
  spec: AdaptationSpec,
  executor: Executor,
  load: (domain: string) => Promise<DomainData>,
  curve: CurvePoint[],
  log: Log,
): Promise<Result> {
  const { protocol, problem } = spec;
  const random = randomStreams(spec.seed);
  const method = adaptationMethod(spec.method.name);
  const [source, target] = await log.timed("data", async () => [
    await load(problem.source),
    await load(problem.target),
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
  const checkpoints = new Checkpoints(protocol.selections);
  const view = viewFeatures(source.test, target.test, random);
  let before: FeatureView | undefined;
  let after: FeatureView | undefined;
  let plane: Plane | undefined;

  const training = {
    trainer,
    tables,
    steps,
    stepsPerCheckpoint: stepsPerEpoch * protocol.checkpointEvery,
    feeds: () => feedsOf(spec, trainer, tables, random, steps),
  };
  await train(training, executor, random, log, {
    async start(execution) {
      before = await log.timed("evaluate", () => view(execution));
    },
    checkpoint: (execution, step, training) =>
      log.timed("evaluate", async () => {
        const classesOf = async (x: NdArray): Promise<number[]> => {
          const logits = await execution.predict(x);
          // The last step's update can explode after its loss was reported.
          if (!logits.data.every(Number.isFinite)) {
            throw new Divergence("The predictions were not finite", step);
          }
          return argMax(logits);
        };
        const predicted = await classesOf(target.test.x);
        const point = {
          step,
          training,
          ...(validation
            ? { validation: accuracy(await classesOf(validation.x), validation.y.data) }
            : {}),
          test: accuracy(predicted, target.test.y.data),
        };
        curve.push(point);
        checkpoints.see(point, predicted);
      }),
    async end(execution) {
      after = await log.timed("evaluate", () => view(execution));
      const { classes } = familyOf(spec);
      const drawable = source.train.x.shape[1] === 2 && classes.length === 2;
      if (!drawable) return;
      plane = await log.timed("evaluate", () => planeOf(execution, source.train, target.train));
    },
  });
  const { selected, scores, predicted } = checkpoints;
  const labels = [...target.test.y.data];
  return {
    metrics: { [problem.name]: scores },
    selected,
    predictions: {
      labels,
      predicted,
      ...(plane ? { plane } : {}),
      ...(before && after ? { features: { before, after } } : {}),
    },
  };
}

/**
 * Loads one domain of a run and applies the protocol's transform.
 *
 * @param spec The run.
 * @param domain One of its two domains.
 * @param read Gives the content of the domain's files.
 */
export async function loadDomain(
  spec: AdaptationSpec,
  domain: string,
  read: ReadFile,
): Promise<DomainData> {
  const data = await familyOf(spec).load(domain, read, randomStreams(spec.seed));
  if (spec.protocol.transform === "none") return data;
  const log1p = ({ x, y }: Labelled): Labelled => {
    const logs = new Float32Array(x.data.length);
    // Counts are nearly all zero, whose logarithm is in its place already.
    for (let i = 0; i < logs.length; i++) if (x.data[i] !== 0) logs[i] = Math.log1p(x.data[i]);
    return { x: { shape: x.shape, data: logs }, y };
  };
  return { train: log1p(data.train), test: log1p(data.test) };
}

function familyOf({ dataset }: AdaptationSpec): DomainFamily {
  return datasets[dataset.name] as DomainFamily;
}

function createTrainer(spec: AdaptationSpec, method: AdaptationMethod): Trainer {
  const { input, classes } = familyOf(spec);
  const { encoder, optimizer } = spec.protocol;
  return method.create(
    spec.method.values,
    { inputShape: input.shape, classes: classes.length },
    encoders[encoder.name].create(encoder.values, input),
    createOptimizer(optimizer),
  );
}

/** Gives a method the rows that it reads, and holds validation rows out of the labelled ones. */
function split(
  method: AdaptationMethod,
  source: DomainData,
  target: DomainData,
  protocol: AdaptationProtocol,
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
  spec: AdaptationSpec,
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

function rowsOf(table: Tables[string]): number {
  return (table.x as NdArray).shape[0];
}
