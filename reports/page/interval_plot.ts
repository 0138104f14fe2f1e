import { element, type Html } from "./html.ts";

/** What a small plot shows beside zero. */
export interface PlottedInterval {
  readonly center: number;
  readonly range?: readonly [lower: number, upper: number];
  /** What lies behind it all. */
  readonly band?: readonly [lower: number, upper: number];
}

/**
 * Draws a number with its interval around zero, small enough for a cell; the numbers are to stand beside it.
 *
 * @param plotted What is drawn.
 * @param limit The number at the right edge, whose negative is at the left; what goes further ends there.
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
