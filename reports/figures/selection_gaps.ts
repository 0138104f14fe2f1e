import { maximum, minimum } from "../../descriptors/extremes.ts";
import { boundRules } from "../inference/bounds.ts";
import type { Row, Section } from "../inference/comparison.ts";
import { labelOf } from "../tables/sheet_cells.ts";
import type { Study } from "../inference/study.ts";
import type { Figure, FigureKind } from "./figure.ts";
import { type MetricAxis, metricAxis } from "./metric_axis.ts";
import {
  framed,
  inks,
  inLines,
  innerWidth,
  leading,
  letters,
  oneColumn,
  twoColumns,
  widest,
} from "./paper_frame.ts";
import { signed } from "../tables/signed.ts";
import { whyAbsent } from "./shown_gains.ts";

/** The sign of a selection rule. */
interface Sign {
  readonly shape: string;
  readonly fill: string;
  readonly stroke: string;
}

/** The signs of the rules in the order of the protocol, which are repeated for more rules. */
const signs: readonly Sign[] = [
  { shape: "circle", fill: "#0072B2", stroke: "#0072B2" },
  { shape: "triangle-up", fill: "#D55E00", stroke: "#D55E00" },
  { shape: "square", fill: "#009E73", stroke: "#009E73" },
  { shape: "triangle-down", fill: "#CC79A7", stroke: "#CC79A7" },
];

/** The shapes of the bounds, which are hollow because they are no results. */
const boundShapes = ["diamond", "cross", "triangle-left", "triangle-right"];

/** The widest names of methods in a figure of one column, and the widest line in one of two columns, in pixels. */
const narrowNames = 140;
const widestName = 280;
/** The pixels of a line of the key to the signs, and of an axis with its title. */
const keyHeight = 18;
const axisHeight = 40;

const point = { type: "point", size: 60, opacity: 1, strokeWidth: 1.5, aria: false } as const;

/** The means of each method under the selection rules: dumbbells. */
const selectionGaps: FigureKind = {
  name: "selection_gaps",
  place: 120,
  describe: "The mean of each method over the problems under each selection rule, side by side.",
  draw: (study) => figures(study),
};

export default selectionGaps;

/** The means of a method under the rules. */
interface Dumbbell {
  readonly method: string;
  /** The means by rule, in the order of the protocol. */
  readonly values: readonly { readonly selection: string; readonly value: number }[];
  /** The text beside the line: the difference between the last and the first rule, or the reason for its absence. */
  readonly text: string;
}

function figures({ comparison, title: suite }: Study): Figure[] {
  const { sections, problems, seeds, methods, words } = comparison;
  const axis = metricAxis(problems.map(({ metric }) => metric));
  const selections = sections.map(({ selection }) => selection);
  if (!axis || selections.length < 2) return [];
  const dumbbells = methods.map((_, i) =>
    dumbbellOf(sections.map(({ rows }) => rows[i]), selections, axis)
  );
  const drawn = dumbbells.filter(({ values }) => values.length > 0);
  if (drawn.length === 0) return [];

  const names = dumbbells.map(({ method }) => method);
  const { width: nameWidth, most, axis: nameAxis } = inLines(names, widestName);
  const [first, last] = [selections[0], selections.at(-1)!];
  const rowHeight = Math.max(20, most * leading.text + 6);
  const head = `${last} − ${first}`;
  const margin = {
    left: nameWidth + 10,
    right: Math.max(widest(dumbbells.map(({ text }) => text)), 30) + 14,
    top: 20,
    bottom: 0,
  };
  const rows = rowHeight * dumbbells.length;
  const width = nameWidth > narrowNames ? twoColumns : oneColumn;
  const inner = innerWidth({ width, margin });
  const key = keyOf(sections, inner + margin.right - 6);
  const over = problems.length > 1
    ? `, mean over ${problems.length} ${words.problems}`
    : ` on ${problems[0].name}`;
  const title = `${axis.name} by selection rule${over}`;
  const frame = {
    width,
    title: title[0].toUpperCase() + title.slice(1),
    notes: [
      seeds.length > 1 ? `Means over ${seeds.length} seeds.` : "One seed.",
      `Right: ${head}${axis.factor === 100 ? ", points" : ""}.`,
      ...boundRules(comparison).map((selection) =>
        `${selection} reads hidden labels: a bound, not a result.`
      ),
      ...methods.some(({ upperBound }) => upperBound)
        ? ["† An upper bound: it learns from data hidden from the others."]
        : [],
    ],
    description: `${title}: ${dumbbells.map(({ method, text }) => `${method} ${text}`).join("; ")}`,
    margin,
    height: rows + axisHeight + key.height,
  };
  const y = {
    field: "method",
    type: "nominal",
    sort: null,
    scale: { domain: names },
    axis: { title: null, ticks: false, domain: false, grid: true, ...nameAxis },
  };
  const x = {
    field: "value",
    type: "quantitative",
    scale: { zero: false, nice: true, padding: 8 },
    axis: { title: axis.title, tickCount: 4, grid: false },
  };
  const encoded = ruleEncoding(sections);
  const points = drawn.flatMap(({ method, values }) =>
    values.map((point) => ({ method, ...point }))
  );
  return [{
    name: "selection_gaps",
    title: `${suite}: ${title}`,
    spec: framed(frame, {
      spacing: axisHeight,
      bounds: "flush",
      vconcat: [{
        width: inner,
        height: rows,
        layer: [
          {
            data: {
              values: drawn.map(({ method, values }) => ({
                method,
                from: minimum(values.map(({ value }) => value)),
                to: maximum(values.map(({ value }) => value)),
              })),
            },
            mark: { type: "rule", color: inks.frame, strokeWidth: 2, aria: false },
            encoding: { y, x: { ...x, field: "from" }, x2: { field: "to" } },
          },
          {
            data: { values: points },
            mark: point,
            encoding: { y, x, ...encoded },
          },
          {
            data: { values: dumbbells.map(({ method, text }) => ({ method, text })) },
            mark: { type: "text", align: "right", fontSize: letters.text, aria: false },
            encoding: { y, x: { value: inner + margin.right - 6 }, text: { field: "text" } },
          },
        ],
      }, key],
    }),
  }];
}

/** Encodes the rules by their signs. */
function ruleEncoding(sections: readonly Section[]) {
  const selections = sections.map(({ selection }) => selection);
  const [results, bounds] = [false, true].map((bound) =>
    sections.filter((section) => section.bound === bound)
  );
  const signOf = (section: Section): Sign =>
    section.bound
      ? {
        shape: boundShapes[bounds.indexOf(section) % boundShapes.length],
        fill: "transparent",
        stroke: inks.dark,
      }
      : signs[results.indexOf(section) % signs.length];
  const by = (part: keyof Sign) => ({
    field: "selection",
    type: "nominal",
    sort: null,
    scale: { domain: selections, range: sections.map((section) => signOf(section)[part]) },
    legend: null,
  });
  return { shape: by("shape"), fill: by("fill"), stroke: by("stroke") };
}

/** Returns the key to the signs, in lines of the given width. */
function keyOf(sections: readonly Section[], width: number) {
  const sign = 12;
  let [at, line] = [sign / 2, 0];
  const values = sections.map(({ selection }) => {
    const end = at + sign + widest([selection]);
    if (end > width && at > sign / 2) [at, line] = [sign / 2, line + 1];
    const place = { selection, at, text: at + sign, line: (line + 0.5) * keyHeight };
    at += 2 * sign + widest([selection]) + 6;
    return place;
  });
  const encoded = ruleEncoding(sections);
  const x = (field: string) => ({ field, type: "quantitative", scale: null, axis: null });
  const y = x("line");
  return {
    data: { values },
    width,
    height: (line + 1) * keyHeight,
    layer: [
      { mark: point, encoding: { x: x("at"), y, ...encoded } },
      {
        mark: { type: "text", align: "left", fontSize: letters.text, aria: false },
        encoding: { x: x("text"), y, text: { field: "selection" } },
      },
    ],
  };
}

function dumbbellOf(
  rows: readonly Row[],
  selections: readonly string[],
  { factor, decimals }: MetricAxis,
): Dumbbell {
  const values = rows.flatMap(({ average: { cell: { status, mean } } }, i) =>
    mean === null || status === "failed" || status === "diverged"
      ? []
      : { selection: selections[i], value: factor * mean }
  );
  const [{ average }] = rows;
  return {
    method: labelOf(rows[0]),
    values,
    text: values.length < selections.length
      ? whyAbsent(average.cell)
      : signed(values.at(-1)!.value - values[0].value, decimals(values.map(({ value }) => value))) +
        (average.cell.n < average.planned ? ` (${average.cell.n}/${average.planned})` : ""),
  };
}
