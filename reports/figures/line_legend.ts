import { maximum } from "../../descriptors/extremes.ts";
/** Okabe & Ito's colours except yellow, which has too little contrast on white. */
export const colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];
/** Dashes of lines: solid, dashed, dotted, and both. */
export const dashes = [[1, 0], [7, 3], [2, 2], [8, 2, 2, 2]];
/**
 * The shapes of symbols; their number differs from those of colours and dashes, so that two methods with one of these
 * in common differ in another.
 */
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
 * @param methods The labels of all methods.
 * @param values The values of the property, which are repeated for more methods.
 */
export function methodEncoding(methods: readonly string[], values: readonly unknown[]) {
  return {
    field: "method",
    type: "nominal",
    sort: null,
    scale: { domain: methods, range: methods.map((_, i) => values[i % values.length]) },
    legend: null,
  };
}

/**
 * Draws a legend of the methods with their lines and symbols, in columns; Vega's own legend would dash the symbols.
 *
 * @param methods The labels of the methods.
 * @param width The width of the figure in pixels.
 */
export function lineLegend(methods: readonly string[], width: number) {
  // The widths of a letter, and of the parts before and after a label.
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
          color: methodEncoding(methods, colors),
          strokeDash: methodEncoding(methods, dashes),
        },
      },
      {
        mark: { type: "point", filled: true, size: 45, opacity: 1, aria: false },
        encoding: {
          x: at("middle"),
          y: at("y"),
          color: methodEncoding(methods, colors),
          shape: methodEncoding(methods, shapes),
        },
      },
      {
        mark: { type: "text", align: "left", fontSize: 11, aria: false },
        encoding: { x: at("label"), y: at("y"), text: { field: "method" } },
      },
    ],
  };
}
