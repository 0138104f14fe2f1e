import { element, type Html } from "./html.ts";

/** The parts of a small plot. */
export interface PlottedInterval {
  readonly center: number;
  readonly range?: readonly [lower: number, upper: number];
  /** The band in the background. */
  readonly band?: readonly [lower: number, upper: number];
}

/**
 * Draws a number with its interval around zero, small enough for a cell that has the numbers as text.
 *
 * @param plotted The parts.
 * @param limit The number at the right edge; the left edge is its negative. Parts beyond the edges are cut.
 */
export function intervalPlot({ center, range, band }: PlottedInterval, limit: number): Html {
  const at = (value: number) =>
    Number((50 + 50 * Math.max(-1, Math.min(1, value / limit))).toFixed(1));
  return element(
    "svg",
    { class: "plot", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    band &&
      element("path", { class: "band", d: `M${at(band[0])} 0H${at(band[1])}V8H${at(band[0])}Z` }),
    element("path", { class: "zero", d: "M50 0V8" }),
    range && element("path", { class: "range", d: `M${at(range[0])} 4H${at(range[1])}` }),
    element("path", { d: `M${at(center)} 1V7` }),
  );
}
