import type { Labelled } from "../datasets/dataset.ts";
import type { Execution, NdArray, Numbers } from "../engine/mod.ts";
import type { CurvePoint, Predictions } from "../records/record.ts";
import { accuracy, argMax } from "./_metrics.ts";
import type { Checkpoints } from "./_checkpoints.ts";
import { Divergence } from "./_training.ts";

/** The rows that a classifier is evaluated on, and the destinations of its results. */
export interface EvaluationOptions {
  /** The evaluated task's name in the record. */
  readonly task: string;
  readonly validation: Labelled | undefined;
  readonly test: Labelled;
  /** Inputs of the target's training rows, for rules that read its outputs. */
  readonly unlabelled?: NdArray;
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
  { task, validation, test, unlabelled, curve, checkpoints }: EvaluationOptions,
): (execution: Execution, step: number, training: Numbers) => Promise<void> {
  return async (execution, step, training) => {
    const outputsOf = async (x: NdArray): Promise<NdArray> => {
      const logits = await execution.predict(x);
      // The last step's update can explode after its loss was reported.
      if (!logits.data.every(Number.isFinite)) {
        throw new Divergence("The predictions were not finite", step);
      }
      return logits;
    };
    const classesOf = async (x: NdArray) => argMax(await outputsOf(x));
    const predicted = await classesOf(test.x);
    const held = validation
      ? { validation: accuracy(await classesOf(validation.x), validation.y.data) }
      : {};
    const onTest = accuracy(predicted, test.y.data);
    curve.push({ step, training, tasks: { [task]: { ...held, test: onTest } } });
    checkpoints.add(step, {
      scores: new Map([[task, { ...held, test: { accuracy: onTest }, predicted }]]),
      ...(unlabelled && checkpoints.rules.some(({ reads }) => reads === "unlabelled")
        ? { unlabelled: await outputsOf(unlabelled) }
        : {}),
    });
  };
}

/** Returns the predictions of a classifier as they are recorded. */
export function classPredictions(
  task: string,
  { y }: Labelled,
  checkpoints: Checkpoints,
): Pick<Predictions, "tasks"> {
  const { predicted } = checkpoints.of(task);
  return { tasks: { [task]: { labels: [...y.data], predicted } } };
}
