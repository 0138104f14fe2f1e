import type { DomainData, Labelled } from "../../datasets/dataset.ts";
import {
  type Execution,
  type Random,
  randomStreams,
  type Streams,
  type Tables,
  takeRows,
} from "../../engine/mod.ts";
import type { AdaptationMethod } from "../../methods/unsupervised_adaptation/_method.ts";
import type { FeatureView, Plane } from "../../records/record.ts";
import { checkBatch } from "../_batches.ts";
import { Checkpoints, resultsOf } from "../_checkpoints.ts";
import { classifierParts, familyOf } from "../_domains.ts";
import { checkpointEvaluator, classPredictions } from "../_evaluation.ts";
import { viewFeatures } from "./features.ts";
import { feedsOf, rowsOf } from "../_feeds.ts";
import { planeOf } from "./plane.ts";
import { train } from "../_training.ts";
import { type Catalogue, find } from "../catalogue.ts";
import type { Result, RunContext } from "../setting.ts";
import { measureDistance } from "./domain_distance.ts";
import type { AdaptationSpec, AdaptationValues } from "./suite.ts";

/** Measurements of the encoder's features in both domains. */
interface FeatureMeasurements {
  readonly view?: FeatureView;
  readonly distance?: number;
}

/**
 * Executes a run of adaptation.
 *
 * @param spec The run.
 * @param context The executor, the data and the log.
 */
export async function run(spec: AdaptationSpec, context: RunContext): Promise<Result> {
  const { catalogue, executor, load, curve, log } = context;
  const { protocol: { values, selections }, problem } = spec;
  const [from] = problem.sources;
  const random = randomStreams(spec.seed);
  const method = methodOf(spec, catalogue);
  const [source, target] = await log.timed("data", async () => [
    drawRows(await load(from), values, random("rows/source")),
    drawRows(await load(problem.target), values, random("rows/target")),
  ]);
  const { tables, labelled, validation } = split(method, source, target, values, random);
  for (const rows of Object.values(tables).map(rowsOf)) checkBatch(rows, values.batch);
  const stepsPerEpoch = Math.floor(rowsOf(tables[labelled]) / values.batch);
  const steps = stepsPerEpoch * values.epochs;
  const trainer = method.create(spec.method.values, ...classifierParts(spec, catalogue));
  const [{ name: task }] = problem.tasks;
  const rules = selections.map((name) => find(catalogue, "selections", name));
  const checkpoints = new Checkpoints([{ name: task, metric: "accuracy" }], rules);
  const evaluate = checkpointEvaluator({
    task,
    validation,
    test: target.test,
    unlabelled: target.train.x,
    curve,
    checkpoints,
  });
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
    stepsPerCheckpoint: stepsPerEpoch * values.checkpointEvery,
    feeds: () => feedsOf(spec.protocol, values.batch, trainer, tables, random, steps),
  };
  await train(training, executor, random, log, {
    async start(execution) {
      before = await measureFeatures(execution);
    },
    checkpoint: (execution, step, training) =>
      log.timed("evaluate", () => evaluate(execution, step, training)),
    async end(execution) {
      after = await measureFeatures(execution);
      const { classes } = familyOf(spec, catalogue);
      const drawable = source.train.x.shape[1] === 2 && classes.length === 2;
      if (!drawable) return;
      plane = await log.timed("evaluate", () => planeOf(execution, source.train, target.train));
    },
  });
  return {
    ...resultsOf([{ name: task, checkpoints }]),
    predictions: {
      ...classPredictions(task, target.test, checkpoints),
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

/** Returns the method of a run. */
export function methodOf({ method }: AdaptationSpec, catalogue: Catalogue): AdaptationMethod {
  return find(catalogue, "methods", method.name) as AdaptationMethod;
}

/** Limits a domain's training rows to the number of the protocol. */
export function drawRows(
  data: DomainData,
  { rows: most }: Pick<AdaptationValues, "rows">,
  random: Random,
): DomainData {
  const { x, y } = data.train;
  if (most === 0 || most >= x.shape[0]) return data;
  const rows = random.permutation(x.shape[0]).subarray(0, most);
  return { train: { x: takeRows(x, rows), y: takeRows(y, rows) }, test: data.test };
}

/** Selects the rows that a method reads, and holds validation rows out of the labelled ones. */
function split(
  method: AdaptationMethod,
  source: DomainData,
  target: DomainData,
  values: AdaptationValues,
  random: Streams,
): { tables: Tables; labelled: "source" | "target"; validation?: Labelled } {
  const labelled = labelledDomain(method);
  const { train } = labelled === "source" ? source : target;
  const { training, validation } = holdOutLabelled(train, labelled, values, random);
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
  values: AdaptationValues,
  random: Streams,
): { training: Labelled; validation?: Labelled } {
  const order = random(`validation/${labelled}`).permutation(x.shape[0]);
  const held = Math.round(values.validation * order.length);
  if (held === 0 && values.validation > 0) {
    throw new RangeError(
      `Cannot hold out validation rows: ${values.validation} of ${order.length} rows is none`,
    );
  }
  const pick = (rows: Int32Array): Labelled => ({ x: takeRows(x, rows), y: takeRows(y, rows) });
  return {
    training: pick(order.subarray(held)),
    ...(held ? { validation: pick(order.subarray(0, held)) } : {}),
  };
}
