import { maximum, minimum } from "../../descriptors/extremes.ts";
import { isDeepStrictEqual } from "node:util";
import type { FeatureView } from "../../records/record.ts";
import { runsOnProblem } from "../inference/method_runs.ts";
import type { ComparedProblem } from "../inference/problems.ts";
import { labelOf } from "../tables/sheet_cells.ts";
import type { Study } from "../inference/study.ts";
import type { Figure, FigureKind } from "./figure.ts";
import { lastResult } from "./last_result.ts";
import { colors, shapes } from "./line_legend.ts";
import { framed, inks, innerWidth, leading, letters, twoColumns, widest } from "./paper_frame.ts";
import { wrapped } from "./text_width.ts";

/** The number of panels side by side, and the pixels between them. */
const columns = 4;
const between = 12;
/** The heights of the lines above a panel and of a line of the key, in pixels. */
const headHeight = 3 * leading.text + 6;
const keyHeight = 18;
const margin = { left: 4, right: 4, top: 10, bottom: 4 };

/** The features of a method by class and domain, before and after training. */
const featuresByAdaptation: FigureKind = {
  name: "features_by_adaptation",
  place: 130,
  describe:
    "The encoder's features of both domains before and after training, by their principal components.",
  draw: (study) => study.comparison.problems.flatMap((problem) => figureOf(study, problem)),
};

export default featuresByAdaptation;

/** One model's features. */
interface Panel {
  readonly title: string;
  readonly subtitle: string;
  readonly view: FeatureView;
}

function figureOf(study: Study, problem: ComparedProblem): Figure[] {
  const panels = panelsOf(study, problem);
  if (panels.length === 0) return [];
  const classes = maximum(
    panels.flatMap(({ view }) => [...view.source, ...view.target].map(([, , label]) => label)),
  ) + 1;
  const side = Math.floor(
    (innerWidth({ width: twoColumns, margin }) - (columns - 1) * between) / columns,
  );
  const down = Math.ceil(panels.length / columns);
  const title = `Features of ${problem.name} before and after training`;
  const spec = framed({
    width: twoColumns,
    title,
    notes: [
      "Test rows, each panel by its own two principal components, which are found for both domains " +
      "together: axes of different panels do not compare.",
      "Filled: the source; open: the target. Shape and colour: the class. % of the variance on each axis.",
    ],
    description: `${title}: ${panels.map(({ title }) => title).join(", ")}`,
    margin,
    height: keyHeight + (down * (headHeight + side) + (down - 1) * between),
  }, {
    spacing: headHeight,
    bounds: "flush",
    vconcat: [
      keyOf(classes),
      {
        columns: Math.min(columns, panels.length),
        spacing: { row: headHeight + between, column: between },
        bounds: "flush",
        concat: panels.map((panel) => panelSpec(panel, side)),
      },
    ],
  });
  return [{
    name: `${featuresByAdaptation.name}_${problem.name}`,
    title: `${title}, of ${study.title}: first two principal components, last step`,
    spec,
  }];
}

/**
 * Returns a panel for each method after training; before it stands one of its features before training, unless they
 * equal those of another method.
 */
function panelsOf(
  { comparison, runs, views }: Study,
  problem: ComparedProblem,
): Panel[] {
  const starts: FeatureView[] = [];
  return comparison.methods.flatMap((method, i): Panel[] => {
    const run = runsOnProblem(runs, method.method, problem.group).find(({ id }) =>
      views.get(id)?.features
    );
    if (!run) return [];
    const { before, after } = views.get(run.id)!.features!;
    const known = starts.some((start) => isDeepStrictEqual(start, before));
    starts.push(before);
    const label = labelOf(comparison.sections[0].rows[i]);
    const result = lastResult(run.record, problem);
    const seed = `seed ${run.spec.seed}`;
    return [
      ...known ? [] : [{
        title: "untrained",
        subtitle: starts.length === 1 ? seed : `${label}, ${seed}`,
        view: before,
      }],
      {
        title: label,
        subtitle: result ? `${seed}: target ${result.text}` : seed,
        view: after,
      },
    ];
  });
}

/**
 * Returns the sign of a class in a domain: filled for one domain, open for the other, with a shape and a colour for the
 * class.
 */
function signOf(label: number, domain: "source" | "target") {
  const color = colors[label % colors.length];
  return {
    shape: shapes[label % shapes.length],
    fill: domain === "source" ? color : "white",
    stroke: domain === "source" ? "white" : color,
    strokeWidth: domain === "source" ? 0.4 : 1.1,
  };
}

const asIs = (field: string) => ({ field, type: "nominal", scale: null });
const groupEncoding = {
  shape: asIs("shape"),
  fill: asIs("fill"),
  stroke: asIs("stroke"),
  strokeWidth: { ...asIs("strokeWidth"), type: "quantitative" },
};
const mark = { type: "point", size: 26, opacity: 1, clip: true, aria: false };

function panelSpec({ title, subtitle, view }: Panel, side: number) {
  const both = [...view.source, ...view.target];
  const [x, y] = ([0, 1] as const).map((axis) => both.map((point) => point[axis]));
  const middle = [x, y].map((values) => (minimum(values) + maximum(values)) / 2);
  // Both axes have the same scale, so that distances are comparable.
  const reach = 1.08 *
    Math.max(
      maximum([x, y].map((values) => (maximum(values) - minimum(values)) / 2)),
      Number.MIN_VALUE,
    );
  const [horizontal, vertical] = middle.map((center, axis) => ({
    field: "xy"[axis],
    type: "quantitative",
    scale: { domain: [center - reach, center + reach], nice: false, zero: false },
    axis: null,
  }));
  const points = (domain: "source" | "target") => ({
    data: { values: view[domain].map(([x, y, label]) => ({ x, y, ...signOf(label, domain) })) },
    mark,
    encoding: { x: horizontal, y: vertical, ...groupEncoding },
  });
  const [first, second] = view.explained.map((part) => `${Math.round(100 * part)} %`);
  const text = (line: string, y: number, fontWeight = "normal") => ({
    data: { values: [{}] },
    mark: { type: "text", align: "left", baseline: "alphabetic", fontWeight, aria: false },
    encoding: { x: { value: 0 }, y: { value: y }, text: { value: line } },
  });
  return {
    width: side,
    height: side,
    view: { stroke: inks.frame },
    layer: [
      points("target"),
      points("source"),
      text(wrapped(title, side, letters.text, "bold")[0], -6 - 2 * leading.text, "bold"),
      text(subtitle, -6 - leading.text),
      text(`→ ${first}, ↑ ${second}`, -6),
    ],
  };
}

/** Returns the key to the signs, in a line. */
function keyOf(classes: number) {
  let at = 6;
  const values = (["source", "target"] as const).flatMap((domain) =>
    Array.from({ length: classes }, (_, label) => {
      const name = classes > 4 && label > 0 ? `${label}` : `${domain}, class ${label}`;
      const sign = { ...signOf(label, domain), name, at, text: at + 8 };
      at += 22 + widest([name]);
      return sign;
    })
  );
  const x = (field: string) => ({ field, type: "quantitative", scale: null, axis: null });
  const y = { value: keyHeight / 2 };
  return {
    data: { values },
    width: at,
    height: keyHeight,
    layer: [
      { mark: { ...mark, size: 40 }, encoding: { x: x("at"), y, ...groupEncoding } },
      {
        mark: { type: "text", align: "left", baseline: "middle", aria: false },
        encoding: { x: x("text"), y, text: { field: "name" } },
      },
    ],
  };
}
