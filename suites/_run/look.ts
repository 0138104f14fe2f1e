import type { Labelled } from "../../datasets/dataset.ts";
import type { Execution, NdArray, Numbers } from "../../engine/mod.ts";
import { accuracy, argMax } from "../metrics.ts";
import type { CurvePoint } from "../record.ts";
import type { Checkpoints } from "./checkpoints.ts";
import { Divergence } from "./training.ts";

/** What a classifier is looked at with, and where that is written down. */
export interface LookOptions {
  readonly validation: Labelled | undefined;
  readonly test: Labelled;
  /** Is filled. */
  readonly curve: CurvePoint[];
  /** Are shown every checkpoint. */
  readonly checkpoints: Checkpoints;
}

/**
 * Looks at the checkpoints of a classifier.
 *
 * @returns What is called at each of them.
 * @throws {Divergence} If a prediction is not finite.
 */
export function lookAt(
  { validation, test, curve, checkpoints }: LookOptions,
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
    checkpoints.see(point, predicted);
  };
}
