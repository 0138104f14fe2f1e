import { maximum } from "../../descriptors/extremes.ts";
import type { TopLevelSpec } from "vega-lite";
import { jsonText } from "../escapes/json.ts";
import { textWidth, wrapped } from "./text_width.ts";

/** The widths of a figure for one and for two columns of a paper, in pixels at 96 an inch. */
export const oneColumn = 336;
export const twoColumns = 672;

/** Okabe & Ito's vermilion and blue, which are distinct in all common kinds of colour blindness, and greys. */
export const inks = {
  dark: "#222222",
  neutral: "#666666",
  frame: "#888888",
  grid: "#e6e6e6",
  harmed: "#D55E00",
  helped: "#0072B2",
};

/** The sizes of letters in pixels; 10 pixels are 7.5 points in print. */
export const letters = { title: 12, text: 10 };
/** The distances of lines in pixels. */
export const leading = { title: 15, text: 13 };

/** The heading of a figure, and the margins of its drawing. */
export interface Frame {
  /** The width of the whole figure. */
  readonly width: number;
  readonly title: string;
  /** The notes below the title, each on a new line. */
  readonly notes: readonly string[];
  /** The description of the drawing, for readers who cannot see it. */
  readonly description: string;
  /** The pixels around the drawing, for axes, labels and legends. */
  readonly margin: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
  /** The height of the drawing in pixels. */
  readonly height: number;
}

/** Returns the width of the drawing in a frame. */
export function innerWidth({ width, margin }: Pick<Frame, "width" | "margin">): number {
  return width - margin.left - margin.right;
}

/**
 * Combines a drawing and its heading into a figure of exactly the frame's width, for any text widths that Vega assumes.
 *
 * @param frame The frame.
 * @param drawing A view, or concatenated views, of the frame's inner width and height; axes and other parts around it
 * lie in the margin.
 * @param legends The layout of Vega's legends, if there are several.
 */
export function framed(
  { width, title, notes, description, margin, height }: Frame,
  drawing: object,
  legends: object = {},
): TopLevelSpec {
  const heading = headingOf(title, notes, width - 4, -margin.left);
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description,
    background: "white",
    autosize: { type: "none" },
    // Concatenated views have no size in Vega, so the whole figure is padding.
    padding: {
      left: margin.left,
      right: width - margin.left,
      top: 4,
      bottom: heading.height + margin.top + height + margin.bottom,
    },
    bounds: "flush",
    spacing: margin.top,
    vconcat: [heading, drawing],
    config: {
      axis: {
        labelFontSize: letters.text,
        labelLimit: 0,
        titleFontSize: letters.text,
        titleFontWeight: "normal",
        labelColor: inks.dark,
        titleColor: inks.dark,
        gridColor: inks.grid,
      },
      legend: {
        labelFontSize: letters.text,
        labelLimit: 0,
        titleFontSize: letters.text,
        titleFontWeight: "normal",
        titleLimit: 0,
        ...legends,
      },
      title: { fontSize: letters.text, color: inks.dark, anchor: "start", frame: "group" },
      text: { fontSize: letters.text, color: inks.dark },
      view: { stroke: null },
    },
  } as TopLevelSpec;
}

/** Returns the layer of a title and notes, in lines of the given width. */
function headingOf(title: string, notes: readonly string[], width: number, x: number) {
  const titleLines = wrapped(title, width, letters.title, "bold");
  const noteLines = notes.flatMap((note) => wrapped(note, width, letters.text));
  const text = (lines: readonly string[], y: number, size: keyof typeof letters) => ({
    data: { values: [{ text: lines.join("\n") }] },
    mark: {
      type: "text",
      align: "left",
      baseline: "line-top",
      lineBreak: "\n",
      lineHeight: leading[size],
      fontSize: letters[size],
      fontWeight: size === "title" ? "bold" : "normal",
    },
    encoding: { x: { value: x }, y: { value: y }, text: { field: "text" } },
  });
  const under = titleLines.length * leading.title;
  return {
    // If concatenated views have one width, Vega takes it as the width of the figure.
    width: 1,
    height: under + noteLines.length * leading.text,
    layer: [text(titleLines, 0, "title"), text(noteLines, under, "text")],
  };
}

/** Returns the width of the widest line of text in pixels. */
export function widest(lines: readonly string[], fontSize = letters.text): number {
  return Math.ceil(Math.max(0, maximum(lines.map((line) => textWidth(line, fontSize)))));
}

/** Wraps the labels of an axis that are too long for a line. */
export function inLines(labels: readonly string[], width: number) {
  const lines = labels.map((label) => wrapped(label, width, letters.text));
  return {
    width: widest(lines.flat()),
    most: Math.max(1, maximum(lines.map(({ length }) => length))),
    axis: {
      labelExpr: `${
        jsonText(Object.fromEntries(labels.map((label, i) => [label, lines[i]])))
      }[datum.value]`,
      labelLineHeight: leading.text - 1,
    },
  };
}
