import type { Labels } from "../../records/record.ts";
import type { Study } from "../inference/study.ts";
import { copiedLayersOf } from "./copied_layers.ts";
import type { Figure, FigureKind } from "./figure.ts";
import { type TransferPanel, transferPanels } from "./transfer_panels.ts";

/** The metric by the number of copied layers, as in Yosinski et al. 2014, Figure 2. */
const depthCurves: FigureKind = {
  name: "depth_curves",
  place: 60,
  describe:
    "The metric by the number of layers copied from the source, a panel for each number of labels.",
  draw: (study) => figures(study),
};

export default depthCurves;

function figures(study: Study): Figure[] {
  const copied = copiedLayersOf(study);
  // One depth is no curve.
  if (!copied || copied.depths.length < 2) return [];
  const { baseline, depths, pairs, points, selection, subject, metric } = copied;
  const panels = pairs.flatMap((pair) =>
    pair.problems.map((problem): TransferPanel => ({
      pair,
      title: labelsText(problem.labels),
      points: points.filter((point) => point.problem === problem),
    }))
  );
  const title = `${subject} by the number of layers copied${metric.factor === 100 ? ", %" : ""}`;
  return [{
    name: depthCurves.name,
    title: `${title}, of ${study.title}, ${selection}: means over the seeds`,
    spec: transferPanels(copied, panels, {
      title: "layers copied, n",
      ticks: [...baseline === undefined ? [] : [0], ...depths]
        .map((depth) => ({ x: depth, label: `${depth}` })),
      level: true,
      sharedScale: false,
      at: ({ depth }) => depth,
    }, {
      title,
      notes: baseline === undefined ? [] : [
        `Across the panels: ${baseline}, which copies nothing.`,
      ],
    }, study.comparison),
  }];
}

function labelsText(labels: Labels): string {
  return labels === "all" ? "all labels" : `${labels} labels per class`;
}
