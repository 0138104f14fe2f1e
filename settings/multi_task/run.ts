import type { InputShape, LoadedDomains, Rows } from "../../datasets/dataset.ts";
import {
  type Arrays,
  type Execution,
  type Executor,
  type Feed,
  type NdArray,
  type Numbers,
  randomStreams,
  type Streams,
} from "../../engine/mod.ts";
import type { Trainer } from "../../methods/method.ts";
import type { ProblemTask, TasksProblem } from "../../methods/multi_task/_sharing.ts";
import { affinityOf, outputsOf } from "../../methods/multi_task/_trainer.ts";
import type { CurvePoint, TaskPredictions } from "../../records/record.ts";
import type { Selection } from "../../selection/selection.ts";
import { Checkpoints, resultsOf, type TaskScores } from "../_checkpoints.ts";
import { sharedInput } from "../_data.ts";
import { allFinite } from "../_finite.ts";
import { keptLabels, keptOutputs } from "../_kept_outputs.ts";
import { score } from "../_metrics.ts";
import { learningRateAt } from "../_protocol.ts";
import { sharedTrainer } from "../_trainers.ts";
import { Divergence, finite, type Log, train } from "../_training.ts";
import { trainingRows } from "../_views.ts";
import { type Catalogue, find } from "../catalogue.ts";
import type { Result, RunContext } from "../setting.ts";
import { createTrainer, problemsOf, sharingMethod, tasksIn } from "./networks.ts";
import type { TasksSpec } from "./suite.ts";
import {
  affinityRows,
  type TaskBatches,
  taskBatches,
  type TrainingSources,
} from "./task_batches.ts";
import { type ValidatedDomains, withValidation } from "./validation_rows.ts";

/**
 * Executes a run of several tasks.
 *
 * @param spec The run.
 * @param context The executor, the data and the log.
 */
export async function run(spec: TasksSpec, context: RunContext): Promise<Result> {
  const { catalogue, executor, load, log } = context;
  const { values, selections } = spec.protocol;
  const evaluation = await log.timed("data", async () => withValidation(await load(), spec));
  const tasks = tasksIn(spec, catalogue);
  const data: TaskViews = {
    input: sharedInput(evaluation),
    training: trainingSources(evaluation, tasks),
    evaluation,
  };
  const method = sharingMethod(spec.method.name, catalogue);
  const whole = taskBatches(data.training, tasks, values, false);
  const common = {
    curve: context.curve,
    catalogue,
    rules: selections.map((name) => find(catalogue, "selections", name)),
  };
  const problems = problemsOf(method, tasks);
  const { fineTuning = 0 } = spec.method;
  const parts = problems.length + (fineTuning ? tasks.length : 0);
  let done = 0;
  const inPart: Log = { ...log, progress: (part) => log.progress((done + part) / parts) };

  const checkpoints = new Map<string, Checkpoints>();
  for (const problem of problems) {
    const training = new NetworkTraining(spec, problem, data, {
      // A task trained alone gets as many updates as in training with the others.
      stepsPerEpoch: problem.tasks.length === tasks.length
        ? whole.stepsPerEpoch
        : whole.stepsOf.get(problem.tasks[0].name)!,
      epochs: values.epochs,
      ...common,
    });
    const params = await training.train(executor, inPart, fineTuning > 0);
    for (const { name } of problem.tasks) checkpoints.set(name, training.checkpoints);
    done++;
    for (const task of params ? tasks : []) {
      const tuning = new NetworkTraining(spec, problem, data, {
        stepsPerEpoch: whole.stepsOf.get(task.name)!,
        epochs: fineTuning,
        tuned: { task, params: params!, step: training.steps },
        ...common,
      });
      await tuning.train(executor, inPart, false);
      checkpoints.set(task.name, tuning.checkpoints);
      done++;
    }
  }

  return {
    ...resultsOf(tasks.map(({ name }) => ({ name, checkpoints: checkpoints.get(name)! }))),
    predictions: {
      tasks: Object.fromEntries(
        tasks.map((task): [string, TaskPredictions] => [task.name, {
          ...keptLabels(task, labelsOf(evaluation[task.source].test, task.name)),
          predicted: checkpoints.get(task.name)!.predictedOf(task.name),
        }]),
      ),
    },
  };
}

/** The data of a run: training sees the training rows alone, evaluation the others. */
interface TaskViews {
  readonly input: InputShape;
  readonly training: TrainingSources;
  readonly evaluation: {
    readonly [source: string]: Pick<ValidatedDomains[string], "validation" | "test">;
  };
}

/** Shows the training rows of each source with the labels of its tasks. */
export function trainingSources(
  data: LoadedDomains,
  tasks: readonly ProblemTask[],
): TrainingSources {
  const bySource = Map.groupBy(tasks, ({ source }) => source);
  return Object.fromEntries(
    [...bySource].map(([source, own]) => [
      source,
      trainingRows(data[source], own.map(({ name }) => name)),
    ]),
  );
}

/** Length, start and curve of a network's training. */
interface TrainingOptions {
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  /** In fine-tuning: the one task, its initial parameters, and the number of steps that these were trained. */
  readonly tuned?: { readonly task: ProblemTask; readonly params: Arrays; readonly step: number };
  /** Receives the checkpoints. */
  readonly curve: CurvePoint[];
  readonly catalogue: Catalogue;
  /** The selection rules. */
  readonly rules: readonly Selection[];
}

/** The training of one network: of all its tasks from the start, or of one task from the network of all. */
class NetworkTraining {
  readonly checkpoints: Checkpoints;
  readonly steps: number;
  /** The tasks that are trained and evaluated. */
  readonly #tasks: readonly ProblemTask[];
  readonly #batches: TaskBatches;
  readonly #trainer: Trainer;
  readonly #random: Streams;

  constructor(
    readonly spec: TasksSpec,
    readonly problem: TasksProblem,
    readonly data: TaskViews,
    readonly options: TrainingOptions,
  ) {
    const { protocol, method, seed } = spec;
    const { tuned, stepsPerEpoch, epochs, catalogue, rules } = options;
    const { readsUnlabelled } = sharingMethod(method.name, catalogue);
    this.#tasks = tuned ? [tuned.task] : problem.tasks;
    this.#random = randomStreams(seed);
    this.#batches = taskBatches(
      data.training,
      this.#tasks,
      protocol.values,
      readsUnlabelled && !tuned,
    );
    this.#trainer = sharedTrainer(
      createTrainer,
      { method, protocol },
      problem,
      data.input,
      catalogue,
      { unlabelled: this.#batches.unlabelled, from: tuned?.params },
    );
    this.steps = stepsPerEpoch * epochs;
    this.checkpoints = new Checkpoints(this.#tasks, rules);
  }

  /**
   * Trains, and evaluates every checkpoint.
   *
   * @param keep True to return the network's parameters at the end.
   */
  async train(executor: Executor, log: Log, keep: boolean): Promise<Arrays | undefined> {
    let kept: Arrays | undefined;
    const { stepsPerEpoch } = this.options;
    const training = {
      trainer: this.#trainer,
      tables: this.#batches.tables,
      steps: this.steps,
      stepsBefore: this.options.tuned?.step,
      stepsPerCheckpoint: stepsPerEpoch * this.spec.protocol.values.checkpointEvery,
      feeds: () => this.#feeds(),
    };
    await train(training, executor, this.#random, log, {
      checkpoint: (execution, step, training) =>
        log.timed("evaluate", () => this.#evaluate(execution, step, training)),
      async end(execution) {
        if (keep) kept = ((await execution.state()).params as { network: Arrays }).network;
      },
    });
    return kept;
  }

  *#feeds(): Generator<Feed, undefined> {
    const { protocol } = this.spec;
    const rows = this.#batches.rows(this.#random);
    // Each purpose has its own stream, so that all weightings and rules get the same dropout masks.
    const noise = {
      dropout: this.#random("noise"),
      weighting: this.#random("noise/weighting"),
      rule: this.#random("noise/rule"),
    };
    for (let step = 0; step < this.steps; step++) {
      const progress = step / this.steps;
      yield {
        rows: rows.next().value!,
        scalars: {
          learning_rate: learningRateAt(protocol, progress),
          epoch_ends: (step + 1) % this.options.stepsPerEpoch === 0 ? 1 : 0,
          ...this.#trainer.schedule(progress),
        },
        noise,
      };
    }
  }

  async #evaluate(execution: Execution, step: number, training: Numbers): Promise<void> {
    const { curve } = this.options;
    const scores = await this.#scores(execution, step);
    this.checkpoints.add(step, { scores });
    const tasks = this.#tasks.map(({ name, metric }) => {
      const { validation, test } = scores.get(name)!;
      return [name, { validation, test: test[metric] }] as const;
    });
    const alone = this.#tasks.length < this.problem.all.length;
    const { sharesParameters } = sharingMethod(this.spec.method.name, this.options.catalogue);
    merge(curve, {
      step,
      // A network of some of the tasks has another objective than the others.
      training: alone ? withoutObjective(training) : training,
      tasks: Object.fromEntries(tasks),
      ...(sharesParameters && this.#tasks.length > 1
        ? { affinity: await this.#affinity(execution, step) }
        : {}),
    });
  }

  async #scores(execution: Execution, step: number): Promise<Map<string, TaskScores>> {
    const scores = new Map<string, TaskScores>();
    for (const source of new Set(this.#tasks.map((task) => task.source))) {
      const { validation, test } = this.data.evaluation[source];
      const held = await this.#outputs(execution, source, validation, step);
      const tested = await this.#outputs(execution, source, test, step);
      for (const task of this.#tasks.filter((task) => task.source === source)) {
        const outputs = tested.get(task.name)!;
        const labels = labelsOf(test, task.name);
        const onHeld = score(
          { ...task, furtherMetrics: [] },
          held.get(task.name)!,
          labelsOf(validation, task.name),
        );
        scores.set(task.name, {
          validation: onHeld[task.metric]!,
          test: score(task, outputs, labels),
          predicted: keptOutputs(task, outputs, labels),
        });
      }
    }
    return scores;
  }

  /** Computes the outputs of a source's tasks for its parts, by task. */
  async #outputs(
    execution: Execution,
    source: string,
    parts: readonly Rows[],
    step: number,
  ): Promise<Map<string, NdArray[]>> {
    const tasks = this.problem.tasks.filter((task) => task.source === source);
    const outputs = new Map<string, NdArray[]>(tasks.map(({ name }) => [name, []]));
    for (const { x } of parts) {
      const all = await execution.predict(x, source);
      // The last step's update can explode after its loss was reported.
      if (!allFinite(all.data)) {
        throw new Divergence("The predictions were not finite", step);
      }
      let from = 0;
      for (const task of tasks) {
        const width = outputsOf(task);
        outputs.get(task.name)!.push(columnsOf(all, from, width));
        from += width;
      }
    }
    return outputs;
  }

  async #affinity(execution: Execution, step: number): Promise<CurvePoint["affinity"]> {
    const measured = await execution.measure({
      rows: affinityRows(this.#batches, this.spec.protocol.values.batch, this.#random),
      scalars: this.#trainer.schedule(step / this.steps),
    });
    const cosines = finite(measured);
    const names = this.#tasks.map(({ name }) => name);
    return Object.fromEntries(names.flatMap((task, i) => {
      const others = names.slice(i + 1).flatMap((other): [string, number][] => {
        const cosine = cosines[affinityOf(task, other)];
        return cosine === undefined ? [] : [[other, cosine]];
      });
      return others.length ? [[task, Object.fromEntries(others)]] : [];
    }));
  }
}

function labelsOf(parts: readonly Rows[], task: string): NdArray[] {
  return parts.map(({ y }) => y[task]);
}

/** Selects some of the places along the last axis. */
function columnsOf({ shape, data }: NdArray, from: number, width: number): NdArray {
  const all = shape.at(-1)!;
  const rows = data.length / all;
  const taken = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) taken[row * width + i] = data[row * all + from + i];
  }
  return { shape: [...shape.slice(0, -1), width], data: taken };
}

function withoutObjective({ loss: _, ...others }: Numbers): Numbers {
  return others;
}

/** Inserts a point into a curve, and merges it with the point of other networks at the same step. */
function merge(curve: CurvePoint[], point: CurvePoint): void {
  const at = curve.findIndex(({ step }) => step === point.step);
  if (at < 0) {
    curve.push(point);
    curve.sort((a, b) => a.step - b.step);
  } else {
    const present = curve[at];
    curve[at] = {
      ...present,
      training: { ...present.training, ...point.training },
      tasks: { ...present.tasks, ...point.tasks },
    };
  }
}
