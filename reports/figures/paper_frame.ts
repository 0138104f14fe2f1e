import { maximum } from "../../descriptors/extremes.ts";
import type { TopLevelSpec } from "vega-lite";
import { jsonText } from "../escapes/json.ts";
import { textWidth, wrapped } from "./text_width.ts";

/** Pixels of a figure at 96 an inch: one column of a paper, and two. */
export const oneColumn = 336;
export const twoColumns = 672;

/** Okabe & Ito's vermilion and blue, told apart in all common kinds of colour blindness, and greys. */
export const inks = {
  dark: "#222222",
  neutral: "#666666",
  frame: "#888888",
  grid: "#e6e6e6",
  harmed: "#D55E00",
  helped: "#0072B2",
};

/** Pixels of letters: 10 are 7.5 points in print. */
export const letters = { title: 12, text: 10 };
/** From one line to the next. */
export const leading = { title: 15, text: 13 };

/** What a figure says above its drawing, and the room around that. */
export interface Frame {
  /** Of the whole figure. */
  readonly width: number;
  readonly title: string;
  /** Under the title, each from a new line. */
  readonly notes: readonly string[];
  /** What is drawn, for who cannot see it. */
  readonly description: string;
  /** Pixels around the drawing: for axes, labels and legends. */
  readonly margin: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
  /** Pixels of the drawing's height. */
  readonly height: number;
}

/** The pixels that a frame leaves for the drawing. */
export function innerWidth({ width, margin }: Pick<Frame, "width" | "margin">): number {
  return width - margin.left - margin.right;
}

/**
 * Puts a drawing under its heading, on a page of exactly the frame's width, whatever Vega takes the widths of
 * texts to be.
 *
 * @param frame The frame.
 * @param drawing A view, or concatenated views, of the frame's inner width and height; its axes, and what else
 * it has around it, lie in the margin.
 * @param legends How Vega lays out its legends, where they are several.
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
    // Concatenated views have no size of their own in Vega: all is padding.
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

/** A title and notes, in lines of the given width. */
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
    // Of views of one width, Vega makes that the width of them all.
    width: 1,
    height: under + noteLines.length * leading.text,
    layer: [text(titleLines, 0, "title"), text(noteLines, under, "text")],
  };
}

/** The pixels of the widest of some lines of text. */
export function widest(lines: readonly string[], fontSize = letters.text): number {
  return Math.ceil(Math.max(0, maximum(lines.map((line) => textWidth(line, fontSize)))));
}

/** An axis' labels in lines, where a name is too long for one. */
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
