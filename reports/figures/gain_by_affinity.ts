import { gainsByAffinity } from "../gain_by_affinity.ts";
import type { Study } from "../study.ts";
import type { Figure, FigureKind } from "./figure.ts";
import { placeLabels } from "./label_places.ts";
import {
  framed,
  inks,
  innerWidth,
  leading,
  letters,
  oneColumn,
  twoColumns,
  widest,
} from "./paper_frame.ts";
import {
  gainExtent,
  gainNotes,
  type ShownGain,
  shownGains,
  signed,
  signedLabel,
  verdictColor,
  verdictShape,
} from "./shown_gains.ts";
import { textWidth } from "./text_width.ts";

/** The method whose shared parameters the gradients are taken in. */
const SHARING = "hard_sharing";

/** Of fewer points, a correlation says nothing. */
const fewestPoints = 3;
/** More points than this have their names in a figure of two columns. */
const mostNarrow = 6;
const height = 230;

/** What hard sharing gains on each task against how alike its gradient is to the other tasks'. */
const gainByAffinity: FigureKind = {
  name: "gain_by_affinity",
  describe:
    "The gain of hard sharing on each task, or group of tasks, against the mean cosine of the " +
    "tasks' gradients, with their rank correlation.",
  draw: (study) => figures(study),
};

export default gainByAffinity;

/** A task, or a group of them, with its cosine and what is gained on it. */
interface Point {
  readonly cosine: number;
  readonly gain: ShownGain;
}

function figures({ comparison, runs, title: suite }: Study): Figure[] {
  // The correlation is of relative gains.
  const gains = shownGains(comparison, true);
  const sharing = gainsByAffinity(comparison, runs).find(({ method, points }) =>
    method.method.name === SHARING && points.length >= fewestPoints
  );
  const row = gains?.rows.find(({ label }) => label === sharing?.method.label);
  if (!gains || !sharing || !row) return [];
  const ofGroups = comparison.groups.length > 1;
  const shown = ofGroups ? row.groups : row.problems;
  const points = sharing.points.map(({ name, cosine }): Point => ({
    cosine,
    gain: shown.find(({ problem }) => problem === name)!,
  }));
  const { baseline, unit, selection } = gains;
  const what = ofGroups ? "groups" : "tasks";
  const said = sharing.correlation === undefined
    ? "none, all being equal"
    : `${signed(sharing.correlation, 2)} over ${points.length} ${what}`;
  const { frame, layer } = scatter(points, {
    x: ofGroups
      ? "mean cosine of the tasks' gradients"
      : "mean cosine with the other tasks' gradients",
    y: `gain over ${baseline}, ${unit}`,
  });
  const missing = shown.length - points.length;
  return [{
    name: gainByAffinity.name,
    title:
      `Gain of ${row.label} over ${baseline} by the affinity of ${what} of ${suite}, ${unit}, ` +
      `${selection}; rank correlation ${said}`,
    spec: framed({
      ...frame,
      title: `${row.label}: gain by the affinity of ${what}`,
      notes: [
        `Spearman's rank correlation: ${said}.`,
        ...gainNotes({ ...gains, rows: [row] }, comparison),
        ...missing ? [`Not shown, without a gain or a cosine: ${missing} of ${shown.length}.`] : [],
      ],
      description: `Gain over ${baseline} against the mean cosine of gradients: ${
        points.map(({ gain, cosine }) =>
          `${gain.problem} ${signed(gain.mean!, gain.decimals)} at ${signed(cosine, 3)}`
        ).join(", ")
      }`,
    }, { width: innerWidth(frame), height, layer }),
  }];
}

function scatter(points: readonly Point[], titles: { readonly x: string; readonly y: string }) {
  const gains = points.map(({ gain }) => gain);
  const domain = { x: spread(points.map(({ cosine }) => cosine)), y: spread(gainExtent(gains)) };
  const decimals = Math.max(...gains.map((gain) => gain.decimals));
  const left = widest(domain.y.map((value) => signed(value, decimals))) + 30;
  const paper = points.length > mostNarrow ? twoColumns : oneColumn;
  const frame = { width: paper, margin: { left, right: 10, top: 10, bottom: 40 }, height };
  const width = innerWidth(frame);
  const x = (field: string) => ({
    field,
    type: "quantitative",
    scale: { domain: domain.x, nice: false, zero: false },
    axis: {
      tickCount: 5,
      grid: false,
      title: titles.x,
      labelExpr: signedLabel,
    },
  });
  const y = (field: string) => ({
    field,
    type: "quantitative",
    scale: { domain: domain.y, nice: false, zero: false },
    axis: { tickCount: 6, title: titles.y, labelExpr: signedLabel },
  });
  const values = points.map(({ cosine, gain: { problem, mean, interval, verdict } }) => ({
    name: problem,
    cosine,
    gain: mean!,
    lower: interval?.lower ?? null,
    upper: interval?.upper ?? null,
    verdict,
  }));
  const across = (cosine: number) => part(cosine, domain.x) * width;
  const down = (gain: number) => (1 - part(gain, domain.y)) * height;
  const places = placeLabels(
    values.map(({ name, cosine, gain }) => ({
      x: across(cosine),
      y: down(gain),
      width: textWidth(name, letters.text),
    })),
    {
      width,
      height,
      lineHeight: leading.text,
      obstacles: [
        { left: 0, right: width, top: down(0) - 1, bottom: down(0) + 1 },
        ...values.flatMap(({ cosine, lower, upper }) =>
          lower === null || upper === null ? [] : [{
            left: across(cosine) - 1,
            right: across(cosine) + 1,
            top: down(upper),
            bottom: down(lower),
          }]
        ),
      ],
    },
  );
  const names = places.map(({ x, y, far }, i) => {
    const { name, cosine, gain } = values[i];
    const end = x + textWidth(name, letters.text);
    const point = { px: across(cosine), py: down(gain) };
    return { name, x, y, far, ...point, near: Math.min(Math.max(point.px, x), end) };
  });
  const rule = { type: "rule", aria: false };
  const told = { field: "verdict", type: "nominal", legend: null };
  const pixels = (field: string) => ({ field, type: "quantitative", scale: null, axis: null });
  const zeros = [{ zero: 0 }];
  const layer = [
    {
      data: { values: zeros },
      mark: { ...rule, color: inks.dark, strokeWidth: 1.5 },
      encoding: { y: y("zero") },
    },
    ...domain.x[0] < 0 && domain.x[1] > 0
      ? [{
        data: { values: zeros },
        mark: { ...rule, color: inks.frame, strokeDash: [3, 3] },
        encoding: { x: x("zero") },
      }]
      : [],
    {
      data: { values: values.filter(({ lower }) => lower !== null) },
      mark: { ...rule, strokeWidth: 1.25, opacity: 0.6 },
      encoding: {
        x: x("cosine"),
        y: y("lower"),
        y2: { field: "upper" },
        color: { ...told, scale: verdictColor },
      },
    },
    {
      data: { values: names.filter(({ far }) => far) },
      mark: { ...rule, color: inks.frame, strokeWidth: 0.75 },
      encoding: { x: pixels("near"), y: pixels("y"), x2: { field: "px" }, y2: { field: "py" } },
    },
    {
      data: { values },
      mark: { type: "point", filled: true, opacity: 1, size: 50, aria: false },
      encoding: {
        x: x("cosine"),
        y: y("gain"),
        color: { ...told, scale: verdictColor },
        shape: { ...told, scale: verdictShape },
      },
    },
    {
      data: { values: names },
      mark: {
        type: "text",
        align: "left",
        baseline: "middle",
        fontSize: letters.text,
        aria: false,
      },
      encoding: { x: pixels("x"), y: pixels("y"), text: { field: "name" } },
    },
  ];
  return { frame, layer };
}

/** A range with a little room to either side. */
function spread(values: readonly number[]): [number, number] {
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(greatest - least, 1e-3) * 0.08;
  return [least - room, greatest + room];
}

/** Where in a range a value lies, from 0 to 1. */
function part(value: number, [least, greatest]: readonly [number, number]): number {
  return (value - least) / (greatest - least);
}
