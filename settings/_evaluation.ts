import type { Labelled } from "../datasets/dataset.ts";
import type { Execution, NdArray, Numbers } from "../engine/mod.ts";
import { accuracy, argMax } from "./_metrics.ts";
import type { CurvePoint } from "../records/record.ts";
import type { Checkpoints } from "./_checkpoints.ts";
import { Divergence } from "./_training.ts";

/** The rows that a classifier is evaluated on, and the destinations of its results. */
export interface EvaluationOptions {
  readonly validation: Labelled | undefined;
  readonly test: Labelled;
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
  { validation, test, curve, checkpoints }: EvaluationOptions,
): (execution: Execution, step: number, training: Numbers) => Promise<void> {
  return async (execution, step, training) => {
    const classesOf = async (x: NdArray): Promise<number[]> => {
      const logits = await execution.predict(x);
      // The last step's update can explode after its loss was reported.
      if (!logits.data.every(Number.isFinite)) {
        throw new Divergence("The predictions were not finite", step);
      }
      return argMax(logits);
    };
    const predicted = await classesOf(test.x);
    const point = {
      step,
      training,
      ...(validation
        ? { validation: accuracy(await classesOf(validation.x), validation.y.data) }
        : {}),
      test: accuracy(predicted, test.y.data),
    };
    curve.push(point);
    checkpoints.add(point, predicted);
  };
}
