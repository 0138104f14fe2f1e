import { maximum } from "../../descriptors/extremes.ts";
/** Okabe & Ito's colours but yellow, which is lost on white. */
export const colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];
/** Solid, dashed, dotted, both. */
export const dashes = [[1, 0], [7, 3], [2, 2], [8, 2, 2, 2]];
/** Of other numbers than colours and dashes, so that two methods alike in one differ in another. */
export const shapes = [
  "circle",
  "triangle-up",
  "square",
  "diamond",
  "cross",
  "triangle-down",
  "triangle-right",
  "triangle-left",
];

/**
 * Encodes methods by a visual property.
 *
 * @param methods Their labels, all of them.
 * @param values What they are told apart by; where methods are more, from the start again.
 */
export function told(methods: readonly string[], values: readonly unknown[]) {
  return {
    field: "method",
    type: "nominal",
    sort: null,
    scale: { domain: methods, range: methods.map((_, i) => values[i % values.length]) },
    legend: null,
  };
}

/**
 * Draws the methods with their lines and symbols, in columns; a legend of Vega's would dash the symbols.
 *
 * @param methods Their labels.
 * @param width Pixels of the figure above.
 */
export function lineLegend(methods: readonly string[], width: number) {
  // Of a letter of the legend's font, and of what stands before and behind a label.
  const [letter, around] = [6.8, 46];
  const longest = maximum(methods.map((label) => label.length));
  const columns = Math.max(longest > 20 ? 1 : 2, Math.floor(width / (around + letter * longest)));
  const rows = Math.ceil(methods.length / columns);
  const step = 17;
  const first = maximum(methods.slice(0, rows).map((label) => label.length));
  const columnWidth = Math.max(width / columns, around + letter * first);
  const values = methods.map((method, i) => {
    const from = Math.floor(i / rows) * columnWidth;
    const y = (i % rows + 0.5) * step;
    return { method, from, middle: from + 16, to: from + 32, label: from + 38, y };
  });
  const at = (field: string) => ({ field, type: "quantitative", scale: null, axis: null });
  return {
    data: { values },
    width,
    height: rows * step,
    view: { stroke: null },
    layer: [
      {
        mark: { type: "rule", strokeWidth: 2, aria: false },
        encoding: {
          x: at("from"),
          x2: { field: "to" },
          y: at("y"),
          color: told(methods, colors),
          strokeDash: told(methods, dashes),
        },
      },
      {
        mark: { type: "point", filled: true, size: 45, opacity: 1, aria: false },
        encoding: {
          x: at("middle"),
          y: at("y"),
          color: told(methods, colors),
          shape: told(methods, shapes),
        },
      },
      {
        mark: { type: "text", align: "left", fontSize: 11, aria: false },
        encoding: { x: at("label"), y: at("y"), text: { field: "method" } },
      },
    ],
  };
}
