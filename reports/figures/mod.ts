// Written by `deno task gen`: edit the entries, not this file.
import accuracyByCost from "./accuracy_by_cost.ts";
import criticalDifference from "./critical_difference.ts";
import decisionBoundaries from "./decision_boundaries.ts";
import depthCurves from "./depth_curves.ts";
import featuresByAdaptation from "./features_by_adaptation.ts";
import gainByAffinity from "./gain_by_affinity.ts";
import gainByDistance from "./gain_by_distance.ts";
import gainIntervals from "./gain_intervals.ts";
import gainWaterfall from "./gain_waterfall.ts";
import gainsByProblem from "./gains_by_problem.ts";
import labelsCurves from "./labels_curves.ts";
import selectionGaps from "./selection_gaps.ts";
import trainingCurves from "./training_curves.ts";
import transferByRelatedness from "./transfer_by_relatedness.ts";
import type { FigureKind } from "./figure.ts";

/** All figures, by name. */
export const figures: { readonly [name: string]: FigureKind } = {
  accuracy_by_cost: accuracyByCost,
  critical_difference: criticalDifference,
  decision_boundaries: decisionBoundaries,
  depth_curves: depthCurves,
  features_by_adaptation: featuresByAdaptation,
  gain_by_affinity: gainByAffinity,
  gain_by_distance: gainByDistance,
  gain_intervals: gainIntervals,
  gain_waterfall: gainWaterfall,
  gains_by_problem: gainsByProblem,
  labels_curves: labelsCurves,
  selection_gaps: selectionGaps,
  training_curves: trainingCurves,
  transfer_by_relatedness: transferByRelatedness,
};
