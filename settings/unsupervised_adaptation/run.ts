import type { DomainData } from "../../datasets/dataset.ts";
import { type Execution, randomStreams, type Streams, type Tables } from "../../engine/mod.ts";
import type { Trainer } from "../../methods/method.ts";
import type { AdaptationMethod } from "../../methods/unsupervised_adaptation/_method.ts";
import type { FeatureView, Plane } from "../../records/record.ts";
import { checkBatch } from "../_batches.ts";
import { Checkpoints, resultsOf } from "../_checkpoints.ts";
import { sharedInput } from "../_data.ts";
import { type ByRole, classifierParts, pairTasks, type Role, rolesIn } from "../_domains.ts";
import { checkpointEvaluator, classPredictions } from "../_evaluation.ts";
import { viewFeatures } from "./features.ts";
import { feedsOf, rowsOf } from "../_feeds.ts";
import { drawRows, labelledRows } from "../_labelled_rows.ts";
import { planeOf } from "./plane.ts";
import { sharedTrainer } from "../_trainers.ts";
import { train } from "../_training.ts";
import { hiddenView, labelledView } from "../_views.ts";
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
  const random = randomStreams(spec.seed);
  const method = methodOf(spec, catalogue);
  const tasks = pairTasks(spec, catalogue);
  const { domains, input } = await log.timed("data", async () => {
    const data = await load();
    return { domains: drawnRows(rolesIn(data, spec), values, random), input: sharedInput(data) };
  });
  const reads = labelledDomain(method);
  const { training: { x, y }, validation } = labelledRows(domains[reads], tasks[reads], {
    domain: reads,
    values,
    random,
  });
  const unlabelled = hiddenView(domains.target, "train");
  const tables: Tables = {
    [reads]: { x, y },
    ...(method.reads.target === "unlabelled" ? { target: { x: unlabelled.x } } : {}),
  };
  for (const rows of Object.values(tables).map(rowsOf)) checkBatch(rows, values.batch);
  const stepsPerEpoch = Math.floor(rowsOf(tables[reads]) / values.batch);
  const steps = stepsPerEpoch * values.epochs;
  const trainer = sharedTrainer(
    createTrainer,
    method,
    spec.method.values,
    spec.protocol,
    input,
    tasks.target,
    catalogue,
  );

  // Only what follows sees labels that are hidden from the method.
  const shown = (role: Role, split: "train" | "test") =>
    labelledView(domains[role], split, tasks[role]);
  const tests = { source: shown("source", "test"), target: shown("target", "test") };
  const [{ name }] = problem.tasks;
  const rules = selections.map((name) => find(catalogue, "selections", name));
  const evaluation = {
    name,
    task: tasks.target,
    validation,
    validated: tasks[reads],
    test: tests.target,
    unlabelled,
    curve,
    checkpoints: new Checkpoints([{ name, metric: tasks.target.metric }], rules),
  };
  const evaluate = checkpointEvaluator(evaluation);
  // A view shows the classes of both domains.
  const view = tasks.target.unlabelled
    ? () => Promise.resolve(undefined)
    : viewFeatures(tests.source, tests.target, random);
  const distance = measureDistance(tests.source.x, tests.target.x, random);
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
      const drawable = input.shape.join() === "2" && tasks.target.classes.length === 2 &&
        !tasks.target.unlabelled;
      if (!drawable) return;
      const points = [shown("source", "train"), shown("target", "train")] as const;
      plane = await log.timed("evaluate", () => planeOf(execution, ...points));
    },
  });
  return {
    ...resultsOf([evaluation]),
    predictions: {
      ...classPredictions(evaluation),
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

function createTrainer(
  method: AdaptationMethod,
  values: AdaptationSpec["method"]["values"],
  ...parts: Parameters<typeof classifierParts>
): Trainer {
  return method.create(values, ...classifierParts(...parts));
}

/** Returns the method of a run. */
export function methodOf({ method }: AdaptationSpec, catalogue: Catalogue): AdaptationMethod {
  return find(catalogue, "methods", method.name) as AdaptationMethod;
}

/** Limits the training rows of both domains to the number of the protocol. */
export function drawnRows(
  { source, target }: ByRole<DomainData>,
  { rows }: Pick<AdaptationValues, "rows">,
  random: Streams,
): ByRole<DomainData> {
  return {
    source: drawRows(source, rows, random("rows/source")),
    target: drawRows(target, rows, random("rows/target")),
  };
}

/** Returns the domain whose labels a method reads. */
export function labelledDomain({ reads }: AdaptationMethod): Role {
  return reads.source === "labelled" ? "source" : "target";
}
