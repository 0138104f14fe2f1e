import { maximum } from "../../descriptors/extremes.ts";
import {
  FEWEST_PAIRS,
  type GainByDistance,
  gainsByDistance,
} from "../inference/gain_by_distance.ts";
import type { Study } from "../inference/study.ts";
import type { Figure, FigureKind } from "./figure.ts";
import { axisHeight, gainScatter, type ScatterPoint, spread } from "./gain_scatter.ts";
import { framed, inks, innerWidth, leading, oneColumn, twoColumns, widest } from "./paper_frame.ts";
import { signed } from "../tables/signed.ts";
import { gainExtent, gainNotes, shownGains, type ShownRow } from "./shown_gains.ts";

/** The most points of a figure of one column. */
const mostNarrow = 6;
/** The pixels of a panel, between panels side by side, and of the line above a panel. */
const panelHeight = 180;
const between = 14;
const headHeight = leading.text + 8;

/** The panel of a method. */
interface Panel {
  readonly row: ShownRow;
  readonly points: readonly ScatterPoint[];
  readonly head: string;
}

/** Gains by the distance of the domains: a scatter plot for each method. */
const gainByDistance: FigureKind = {
  name: "gain_by_distance",
  place: 90,
  describe:
    "The gain of each method on each pair of domains against the A-distance of the domains, with the " +
    "rank correlation.",
  draw: (study) => figures(study),
};

export default gainByDistance;

function figures({ comparison, runs, title: suite }: Study): Figure[] {
  const gains = shownGains(comparison);
  const known = gainsByDistance(comparison, runs)
    .filter(({ points }) => points.length >= FEWEST_PAIRS);
  if (!gains || known.length === 0) return [];
  const places = placesOf(known);
  const named = known.length === 1;
  const panels = known.map((method) => {
    const row = gains.rows.find((row) => row.method === method.method.method)!;
    return panelOf(method, row, named ? undefined : places);
  });
  const { baseline, unit, selection } = gains;
  const shown = panels.flatMap(({ points }) => points);
  const x = spread(shown.map((point) => point.x));
  const y = spread(gainExtent(shown.map(({ gain }) => gain)));
  const decimals = maximum(shown.map(({ gain }) => gain.decimals));
  const labels = widest(y.map((value) => signed(value, decimals))) + 8;
  const margin = { left: labels + 22, right: 10, top: 8 + headHeight, bottom: axisHeight };
  const width = named && places.length <= mostNarrow ? oneColumn : twoColumns;
  const columns = named ? 1 : 2;
  const gap = between + labels;
  const down = Math.ceil(panels.length / columns);
  const panel = {
    width: Math.floor((innerWidth({ width, margin }) - (columns - 1) * gap) / columns),
    height: panelHeight,
  };
  const title = `Gain over ${baseline} by the distance of the domains`;
  const heads = panels.map(({ head }) => head);
  return [{
    name: gainByDistance.name,
    title: `Gain over ${baseline} by the A-distance of the domains of ${suite}, ${unit}, ` +
      `${selection}; ${heads.join(", ")}`,
    spec: framed({
      width,
      margin,
      height: down * panelHeight + (down - 1) * (axisHeight + headHeight),
      title,
      notes: [
        `A-distance: in the features of ${baseline} after the last step, mean over the seeds. 0: a linear ` +
        "classifier cannot distinguish the domains, 2: it always can.",
        ...named ? [] : [
          `Pairs: ${
            places.map(({ pair, distance }, i) =>
              `${i + 1}\u00a0${pair}\u00a0(${distance.toFixed(2)})`
            )
              .join(", ")
          }.`,
        ],
        "ρ: Spearman's rank correlation over the pairs, which share domains and are not independent.",
        ...gainNotes({ ...gains, rows: panels.map(({ row }) => row) }, comparison),
        ...missingIn(gains.rows, panels),
      ],
      description: `${title}: ${panels.map(describe).join("; ")}`,
    }, {
      columns,
      bounds: "flush",
      spacing: { column: gap, row: axisHeight + headHeight },
      concat: panels.map(({ points, head }, i) => ({
        ...panel,
        view: { stroke: inks.frame },
        layer: [
          {
            data: { values: [{}] },
            mark: { type: "text", align: "left", fontWeight: "bold", aria: false },
            encoding: { x: { value: 0 }, y: { value: 4 - leading.text }, text: { value: head } },
          },
          ...gainScatter(points, {
            ...panel,
            x,
            y,
            titles: {
              x: `A-distance in ${baseline}'s features`,
              y: i % columns === 0 ? `gain over ${baseline}, ${unit}` : null,
            },
            xLabels: "datum.label",
          }),
        ],
      })),
    }),
  }];
}

/** Returns the shown pairs by ascending distance. */
function placesOf(known: readonly GainByDistance[]): { pair: string; distance: number }[] {
  const distances = new Map(
    known.flatMap(({ points }) => points.map(({ name, distance }) => [name, distance])),
  );
  return [...distances].map(([pair, distance]) => ({ pair, distance }))
    .sort((a, b) => a.distance - b.distance);
}

/** Returns a method's panel; its points are labelled by the positions of their pairs, if there are positions. */
function panelOf(
  { points, correlation }: GainByDistance,
  row: ShownRow,
  places: readonly { readonly pair: string }[] | undefined,
): Panel {
  const rho = correlation === undefined ? "–" : signed(correlation, 2);
  return {
    row,
    points: points.map(({ name, distance }) => ({
      label: places ? `${places.findIndex(({ pair }) => pair === name) + 1}` : name,
      x: distance,
      gain: row.problems.find(({ problem }) => problem === name)!,
    })),
    head: `${row.label}: ρ ${rho} over ${points.length} pairs`,
  };
}

function describe({ head, points }: Panel): string {
  const texts = points.map(({ x, gain }) =>
    `${gain.problem} ${signed(gain.mean!, gain.decimals)} at ${x.toFixed(2)}`
  );
  return `${head}: ${texts.join(", ")}`;
}

/** Returns a line on the pairs that are not shown, by method. */
function missingIn(rows: readonly ShownRow[], panels: readonly Panel[]): string[] {
  const missing = rows.flatMap((row) => {
    const { label, problems: { length } } = row;
    const count = length - (panels.find((panel) => panel.row === row)?.points.length ?? 0);
    return count ? `${label} ${count} of ${length}` : [];
  });
  return missing.length
    ? [`Pairs not shown, without a gain or a distance: ${missing.join(", ")}.`]
    : [];
}
