import { maximum } from "../../descriptors/extremes.ts";
import { FEWEST_POINTS, gainsByAffinity } from "../inference/gain_by_affinity.ts";
import type { Study } from "../inference/study.ts";
import type { Figure, FigureKind } from "./figure.ts";
import { axisHeight, gainScatter, type ScatterPoint, spread } from "./gain_scatter.ts";
import { framed, innerWidth, oneColumn, twoColumns, widest } from "./paper_frame.ts";
import { signed } from "../tables/signed.ts";
import { gainExtent, gainNotes, shownGains, signedLabel } from "./shown_gains.ts";

/** The method whose shared parameters the gradients are taken in. */
const SHARING = "hard_sharing";

/** The most points of a figure of one column. */
const mostNarrow = 6;
const height = 230;

/** Gains of hard sharing by the affinity of the tasks: a scatter plot. */
const gainByAffinity: FigureKind = {
  name: "gain_by_affinity",
  place: 80,
  describe:
    "The gain of hard sharing on each task, or group of tasks, against the mean cosine of the " +
    "tasks' gradients, with the rank correlation.",
  draw: (study) => figures(study),
};

export default gainByAffinity;

function figures({ comparison, runs, title: suite }: Study): Figure[] {
  // The correlation is that of relative gains.
  const gains = shownGains(comparison, true);
  const sharing = gainsByAffinity(comparison, runs).find(({ method, points }) =>
    method.method.name === SHARING && points.length >= FEWEST_POINTS
  );
  const row = gains?.rows.find(({ label }) => label === sharing?.method.label);
  if (!gains || !sharing || !row) return [];
  const ofGroups = comparison.groups.length > 1;
  const shown = ofGroups ? row.groups : row.problems;
  const points = sharing.points.map(({ name, cosine }): ScatterPoint => ({
    label: name,
    x: cosine,
    gain: shown.find(({ problem }) => problem === name)!,
  }));
  const { baseline, unit, selection } = gains;
  const what = ofGroups ? "groups" : "tasks";
  const correlation = sharing.correlation === undefined
    ? "none, all being equal"
    : `${signed(sharing.correlation, 2)} over ${points.length} ${what}`;
  const y = spread(gainExtent(points.map(({ gain }) => gain)));
  const decimals = maximum(points.map(({ gain }) => gain.decimals));
  const left = widest(y.map((value) => signed(value, decimals))) + 30;
  const width = points.length > mostNarrow ? twoColumns : oneColumn;
  const frame = { width, margin: { left, right: 10, top: 10, bottom: axisHeight }, height };
  const field = {
    width: innerWidth(frame),
    height,
    x: spread(points.map(({ x }) => x)),
    y,
    titles: {
      x: ofGroups
        ? "mean cosine of the tasks' gradients"
        : "mean cosine with the other tasks' gradients",
      y: `gain over ${baseline}, ${unit}`,
    },
    xLabels: signedLabel,
  };
  const missing = shown.length - points.length;
  return [{
    name: gainByAffinity.name,
    title:
      `Gain of ${row.label} over ${baseline} by the affinity of ${what} of ${suite}, ${unit}, ` +
      `${selection}; rank correlation ${correlation}`,
    spec: framed({
      ...frame,
      title: `${row.label}: gain by the affinity of ${what}`,
      notes: [
        `Spearman's rank correlation: ${correlation}.`,
        ...gainNotes({ ...gains, rows: [row] }, comparison),
        ...missing ? [`Not shown, without a gain or a cosine: ${missing} of ${shown.length}.`] : [],
      ],
      description: `Gain over ${baseline} against the mean cosine of gradients: ${
        points.map(({ gain, x }) =>
          `${gain.problem} ${signed(gain.mean!, gain.decimals)} at ${signed(x, 3)}`
        ).join(", ")
      }`,
    }, { width: field.width, height, layer: gainScatter(points, field) }),
  }];
}
