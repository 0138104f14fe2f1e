import type { Study } from "../study.ts";
import accuracyByCost from "./accuracy_by_cost.ts";
import criticalDifference from "./critical_difference.ts";
import decisionBoundaries from "./decision_boundaries.ts";
import depthCurves from "./depth_curves.ts";
import featuresByAdaptation from "./features_by_adaptation.ts";
import type { Figure, FigureKind } from "./figure.ts";
import gainByAffinity from "./gain_by_affinity.ts";
import gainIntervals from "./gain_intervals.ts";
import gainWaterfall from "./gain_waterfall.ts";
import gainsByProblem from "./gains_by_problem.ts";
import labelsCurves from "./labels_curves.ts";
import selectionGaps from "./selection_gaps.ts";
import trainingCurves from "./training_curves.ts";
import transferByRelatedness from "./transfer_by_relatedness.ts";

/** All kinds of figures, the most telling first. */
export const figureKinds: readonly FigureKind[] = [
  gainsByProblem,
  gainIntervals,
  gainWaterfall,
  criticalDifference,
  transferByRelatedness,
  depthCurves,
  labelsCurves,
  gainByAffinity,
  accuracyByCost,
  trainingCurves,
  selectionGaps,
  featuresByAdaptation,
  decisionBoundaries,
];

/**
 * Draws all there is to see of a study.
 *
 * @param study The study.
 * @returns The figures, the most telling first.
 */
export function figuresOf(study: Study): Figure[] {
  return figureKinds.flatMap((kind) => kind.draw(study));
}
