import type { DomainData, Labelled } from "../../datasets/dataset.ts";
import {
  type Execution,
  type Executor,
  type Random,
  randomStreams,
  type Streams,
  type Tables,
  takeRows,
} from "../../engine/mod.ts";
import type { AdaptationMethod } from "../../methods/method.ts";
import type {
  AdaptationProtocol,
  AdaptationSpec,
  CurvePoint,
  FeatureView,
  Plane,
  Predictions,
  RunRecord,
} from "../../records/record.ts";
import { adaptationMethod } from "./expand.ts";
import { checkBatch } from "../_batches.ts";
import { Checkpoints } from "../_checkpoints.ts";
import { measureDistance } from "./domain_distance.ts";
import { classifierParts, familyOf } from "../_domains.ts";
import { checkpointEvaluator } from "../_evaluation.ts";
import { viewFeatures } from "./features.ts";
import { feedsOf, rowsOf } from "../_feeds.ts";
import { planeOf } from "./plane.ts";
import { type Log, train } from "../_training.ts";

/** The results of a run that ended well. */
export interface Result extends Pick<RunRecord, "metrics" | "selected" | "domainDistance"> {
  readonly predictions: Omit<Predictions, "id">;
}

/** Measurements of the encoder's features in both domains. */
interface FeatureMeasurements {
  readonly view?: FeatureView;
  readonly distance?: number;
}

/**
 * Executes a run of adaptation.
 *
 * @param spec The run.
 * @param executor The executor of the run.
 * @param load Loads a domain's data, transformed.
 * @param curve Receives the checkpoints, and keeps them if the run fails.
 * @param log Receives times and progress.
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
    drawRows(await load(problem.source), protocol, random("rows/source")),
    drawRows(await load(problem.target), protocol, random("rows/target")),
  ]);
  const { tables, labelled, validation } = split(method, source, target, protocol, random);
  for (const rows of Object.values(tables).map(rowsOf)) checkBatch(rows, protocol.batch);
  const stepsPerEpoch = Math.floor(rowsOf(tables[labelled]) / protocol.batch);
  const steps = stepsPerEpoch * protocol.epochs;
  const trainer = method.create(spec.method.values, ...classifierParts(spec));
  const checkpoints = new Checkpoints(protocol.selections);
  const evaluate = checkpointEvaluator({ validation, test: target.test, curve, checkpoints });
  const view = viewFeatures(source.test, target.test, random);
  const distance = measureDistance(source.test.x, target.test.x, random);
  const measureFeatures = (execution: Execution): Promise<FeatureMeasurements> =>
    log.timed("evaluate", async () => ({
      view: await view(execution),
      distance: await distance?.(execution),
    }));
  let before: FeatureMeasurements = {};
  let after: FeatureMeasurements = {};
  let plane: Plane | undefined;

  const training = {
    trainer,
    tables,
    steps,
    stepsPerCheckpoint: stepsPerEpoch * protocol.checkpointEvery,
    feeds: () => feedsOf(protocol, trainer, tables, random, steps),
  };
  await train(training, executor, random, log, {
    async start(execution) {
      before = await measureFeatures(execution);
    },
    checkpoint: (execution, step, training) =>
      log.timed("evaluate", () => evaluate(execution, step, training)),
    async end(execution) {
      after = await measureFeatures(execution);
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
      ...(before.view && after.view
        ? { features: { before: before.view, after: after.view } }
        : {}),
    },
    ...(before.distance !== undefined && after.distance !== undefined
      ? { domainDistance: { before: before.distance, after: after.distance } }
      : {}),
  };
}

/** Limits a domain's training rows to the number of the protocol. */
export function drawRows(
  data: DomainData,
  { rows: most }: AdaptationProtocol,
  random: Random,
): DomainData {
  const { x, y } = data.train;
  if (most === undefined || most >= x.shape[0]) return data;
  const rows = random.permutation(x.shape[0]).subarray(0, most);
  return { train: { x: takeRows(x, rows), y: takeRows(y, rows) }, test: data.test };
}

/** Selects the rows that a method reads, and holds validation rows out of the labelled ones. */
function split(
  method: AdaptationMethod,
  source: DomainData,
  target: DomainData,
  protocol: AdaptationProtocol,
  random: Streams,
): { tables: Tables; labelled: "source" | "target"; validation?: Labelled } {
  const labelled = labelledDomain(method);
  const { train } = labelled === "source" ? source : target;
  const { training, validation } = holdOutLabelled(train, labelled, protocol, random);
  return {
    labelled,
    ...(validation ? { validation } : {}),
    tables: {
      [labelled]: { ...training },
      ...(method.reads.target === "unlabelled" ? { target: { x: target.train.x } } : {}),
    },
  };
}

/** Returns the domain whose labels a method reads. */
export function labelledDomain({ reads }: AdaptationMethod): "source" | "target" {
  return reads.source === "labelled" ? "source" : "target";
}

/**
 * Holds validation rows out of the labelled ones.
 *
 * @throws {RangeError} If the protocol asks for validation rows and there would be none.
 */
export function holdOutLabelled(
  { x, y }: Labelled,
  labelled: "source" | "target",
  protocol: AdaptationProtocol,
  random: Streams,
): { training: Labelled; validation?: Labelled } {
  const order = random(`validation/${labelled}`).permutation(x.shape[0]);
  const held = Math.round(protocol.validation * order.length);
  if (held === 0 && protocol.validation > 0) {
    throw new RangeError(
      `Cannot hold out validation rows: ${protocol.validation} of ${order.length} rows is none`,
    );
  }
  const pick = (rows: Int32Array): Labelled => ({ x: takeRows(x, rows), y: takeRows(y, rows) });
  return {
    training: pick(order.subarray(held)),
    ...(held ? { validation: pick(order.subarray(0, held)) } : {}),
  };
}
