import type { DomainData, Task } from "../../datasets/dataset.ts";
import {
  concatenate,
  type Feed,
  type NdArray,
  randomStreams,
  type Streams,
} from "../../engine/mod.ts";
import { type GeneralisationMethod, tableOf } from "../../methods/domain_generalisation/_method.ts";
import type { Trainer } from "../../methods/method.ts";
import { checkBatch } from "../_batches.ts";
import { Checkpoints, resultsOf } from "../_checkpoints.ts";
import { sharedInput } from "../_data.ts";
import { classifierParts, domainTasks } from "../_domains.ts";
import { checkpointEvaluator, classPredictions } from "../_evaluation.ts";
import { feedsOf } from "../_feeds.ts";
import { type DividedRows, drawRows, labelledRows } from "../_labelled_rows.ts";
import { sharedTrainer } from "../_trainers.ts";
import { train } from "../_training.ts";
import { hiddenView, type LabelledView, labelledView } from "../_views.ts";
import { type Catalogue, find } from "../catalogue.ts";
import type { Result, RunContext } from "../setting.ts";
import type { GeneralisationSpec, GeneralisationValues } from "./suite.ts";

/**
 * Executes a run of domain generalisation: every step has a batch of each domain but the one that is left out. An epoch
 * has as many steps as the domains have batches on average.
 *
 * The score on validation rows is that of the held-out rows of all training domains together (the training-domain
 * validation of Gulrajani & Lopez-Paz 2021, which is the mean over the domains).
 *
 * @param spec The run.
 * @param context The executor, the data and the log.
 */
export async function run(spec: GeneralisationSpec, context: RunContext): Promise<Result> {
  const { catalogue, executor, load, curve, log } = context;
  const { protocol: { values, selections }, problem } = spec;
  const random = randomStreams(spec.seed);
  const tasks = domainTasks(spec, catalogue);
  const data = await log.timed("data", load);
  const rows = problem.sources.map((domain, i) =>
    sourceRows(data[domain], tasks.sources[i], domain, values, random)
  );
  const tables = Object.fromEntries(
    rows.map(({ training: { x, y } }, i) => [tableOf(i), { x, y }]),
  );
  const sizes = rows.map(({ training }) => training.y.data.length);
  for (const size of sizes) checkBatch(size, values.batch);
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  const stepsPerEpoch = Math.floor(mean / values.batch);
  const steps = stepsPerEpoch * values.epochs;
  const trainer = sharedTrainer(
    createTrainer,
    methodOf(spec, catalogue),
    spec.method.values,
    problem.sources.length,
    spec.protocol,
    sharedInput(data),
    tasks.target,
    catalogue,
  );

  // Only what follows sees the domain that is left out.
  const target = data[problem.target];
  const [{ name }] = problem.tasks;
  const rules = selections.map((name) => find(catalogue, "selections", name));
  const evaluation = {
    name,
    task: tasks.target,
    validation: together(rows.flatMap(({ validation }) => validation ?? [])),
    test: labelledView(target, "test", tasks.target),
    unlabelled: hiddenView(target, "train"),
    curve,
    checkpoints: new Checkpoints([{ name, metric: tasks.target.metric }], rules),
  };
  const evaluate = checkpointEvaluator(evaluation);
  const training = {
    trainer,
    tables,
    steps,
    stepsPerCheckpoint: stepsPerEpoch * values.checkpointEvery,
    feeds: () =>
      withNoise(
        feedsOf(spec.protocol, values.batch, trainer, tables, random, steps),
        { method: random("noise/method") },
      ),
  };
  await train(training, executor, random, log, {
    checkpoint: (execution, step, training) =>
      log.timed("evaluate", () => evaluate(execution, step, training)),
  });
  return { ...resultsOf([evaluation]), predictions: classPredictions(evaluation) };
}

/** Returns the method of a run. */
export function methodOf(
  { method }: GeneralisationSpec,
  catalogue: Catalogue,
): GeneralisationMethod {
  return find(catalogue, "methods", method.name) as GeneralisationMethod;
}

function createTrainer(
  method: GeneralisationMethod,
  values: GeneralisationSpec["method"]["values"],
  domains: number,
  ...parts: Parameters<typeof classifierParts>
): Trainer {
  const [problem, ...others] = classifierParts(...parts);
  return method.create(values, { ...problem, domains }, ...others);
}

/** Adds to feeds the streams of the methods' random numbers. */
function* withNoise(
  feeds: Iterable<Feed>,
  noise: NonNullable<Feed["noise"]>,
): Generator<Feed, undefined> {
  for (const feed of feeds) yield { ...feed, noise };
}

/**
 * Returns the rows of a training domain, at most as many as the protocol says, and those held out of them.
 *
 * @throws {RangeError} If the protocol asks for validation rows and there would be none.
 */
export function sourceRows(
  data: DomainData,
  task: Task,
  domain: string,
  values: Pick<GeneralisationValues, "rows" | "validation">,
  random: Streams,
): DividedRows {
  const drawn = drawRows(data, values.rows, random(`rows/${domain}`));
  return labelledRows(drawn, task, { domain, values, random });
}

/** Joins views, one after another; `undefined` if there is none. */
function together(views: readonly LabelledView[]): LabelledView | undefined {
  if (views.length === 0) return undefined;
  return {
    x: concatenate(views.map(({ x }) => x)),
    y: concatenate(views.map(({ y }) => y)) as NdArray,
  };
}
