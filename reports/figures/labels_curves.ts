import type { Labels } from "../../records/record.ts";
import type { Study } from "../inference/study.ts";
import { copiedLayersOf, type LabelledProblem } from "./copied_layers.ts";
import type { Figure, FigureKind } from "./figure.ts";
import type { TransferAxis } from "./transfer_layers.ts";
import { pairName, type TransferPanel, transferPanels } from "./transfer_panels.ts";

/** The metric by the number of labels, for each number of copied layers. */
const labelsCurves: FigureKind = {
  name: "labels_curves",
  place: 70,
  describe: "The metric by the number of labels, a panel for each number of layers copied.",
  draw: (study) => figures(study),
};

export default labelsCurves;

function figures(study: Study): Figure[] {
  const copied = copiedLayersOf(study);
  const swept = copied?.pairs.filter(({ problems }) => numbersOf(problems).length > 1) ?? [];
  if (!copied || swept.length === 0) return [];
  const { depths, points, selection, subject, metric } = copied;
  const panels = swept.flatMap((pair) =>
    depths.map((depth): TransferPanel => ({
      pair,
      title: depth === 1 ? "first layer copied" : `first ${depth} layers copied`,
      points: points.filter((point) =>
        pair.problems.includes(point.problem) && [0, depth].includes(point.depth)
      ),
    }))
  );
  const others = copied.pairs.filter((pair) => !swept.includes(pair));
  const axis = axisOf(swept.flatMap(({ problems }) => problems));
  const title = `${subject} by the number of labels${metric.factor === 100 ? ", %" : ""}`;
  return [{
    name: labelsCurves.name,
    title: `${title}, of ${study.title}, ${selection}: means over the seeds`,
    spec: transferPanels(copied, panels, axis, {
      title,
      notes: [
        ...axis.brokenAt === undefined ? [] : ["Behind the dotted line, on no scale: all labels."],
        ...others.length
          ? [`Not drawn, of fewer than two numbers of labels: ${others.map(pairName).join(", ")}.`]
          : [],
      ],
    }, study.comparison),
  }];
}

/** Returns the numbers of labels, ascending, without "all". */
function numbersOf(problems: readonly LabelledProblem[]): number[] {
  const labels = new Set(problems.map(({ labels }) => labels));
  return [...labels].filter((label) => label !== "all").sort((a, b) => a - b);
}

/**
 * Returns the axis of the numbers of labels, on a logarithmic scale; `all`, whose number is not recorded, follows after
 * a break.
 */
function axisOf(problems: readonly LabelledProblem[]): TransferAxis {
  const numbers = numbersOf(problems);
  const [before, last] = numbers.slice(-2).map(Math.log10);
  // `all` is as far from the greatest number as that is from the one before.
  const at = (label: Labels) => label === "all" ? 2 * last - before : Math.log10(label);
  const all = problems.some(({ labels }) => labels === "all");
  return {
    title: "labels per class (logarithmic)",
    ticks: [...numbers, ...all ? ["all"] as const : []]
      .map((label) => ({ x: at(label), label: `${label}` })),
    ...all ? { brokenAt: (last + at("all")) / 2 } : {},
    level: false,
    sharedScale: true,
    at: ({ problem }) => at(problem.labels),
  };
}
