import type { Task } from "../datasets/dataset.ts";
import type { AnyArray, Execution, NdArray, Numbers } from "../engine/mod.ts";
import type { CurvePoint, Predictions } from "../records/record.ts";
import type { Checkpoints } from "./_checkpoints.ts";
import { allFinite } from "./_finite.ts";
import { keptLabels, keptOutputs } from "./_kept_outputs.ts";
import { score } from "./_metrics.ts";
import { Divergence } from "./_training.ts";
import type { HiddenView, LabelledView } from "./_views.ts";

/** The rows that a classifier is evaluated on, and the destinations of its results. */
export interface EvaluationOptions {
  /** The name of the task's results in the record. */
  readonly name: string;
  readonly task: Task;
  readonly validation: LabelledView | undefined;
  /** The task of the validation rows, if their metric is another one; by default {@linkcode task}. */
  readonly validated?: Task;
  readonly test: LabelledView;
  /** The target's training rows, for rules that read outputs on them. */
  readonly unlabelled: HiddenView;
  /** Receives every checkpoint. */
  readonly curve: CurvePoint[];
  /** Receives every checkpoint and its predictions. */
  readonly checkpoints: Checkpoints;
}

/**
 * Makes a function that evaluates a classifier at a checkpoint.
 *
 * @throws {Divergence} (from the function) If a prediction is not finite.
 */
export function checkpointEvaluator(
  { name, task, validation, validated = task, test, unlabelled, curve, checkpoints }:
    EvaluationOptions,
): (execution: Execution, step: number, training: Numbers) => Promise<void> {
  return async (execution, step, training) => {
    const outputsOf = async (x: AnyArray): Promise<NdArray> => {
      const logits = await execution.predict(x);
      // The last step's update can explode after its loss was reported.
      if (!allFinite(logits.data)) {
        throw new Divergence("The predictions were not finite", step);
      }
      return logits;
    };
    const scoresOf = (task: Task, outputs: NdArray, { y }: LabelledView) =>
      score(task, [outputs], [y]) as { readonly [metric: string]: number };
    const outputs = await outputsOf(test.x);
    const scores = scoresOf(task, outputs, test);
    const onHeld = async ({ x, y }: LabelledView) =>
      scoresOf({ ...validated, furtherMetrics: [] }, await outputsOf(x), {
        x,
        y,
      })[validated.metric];
    const held = validation ? { validation: await onHeld(validation) } : {};
    curve.push({ step, training, tasks: { [name]: { ...held, test: scores[task.metric] } } });
    const predicted = keptOutputs(task, [outputs], [test.y]);
    checkpoints.add(step, {
      scores: new Map([[name, { ...held, test: scores, predicted }]]),
      ...(checkpoints.rules.some(({ reads }) => reads === "unlabelled")
        ? { unlabelled: await outputsOf(unlabelled.x) }
        : {}),
    });
  };
}

/** Returns the predictions of a classifier as they are recorded. */
export function classPredictions(
  { name, task, test, checkpoints }: EvaluationOptions,
): Pick<Predictions, "tasks"> {
  const predicted = checkpoints.predictedOf(name);
  return { tasks: { [name]: { ...keptLabels(task, [test.y]), predicted } } };
}
