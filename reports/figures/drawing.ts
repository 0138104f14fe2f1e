import type { Figure } from "./figure.ts";
import { renderPng, renderSvg } from "./render.ts";
import { renderPdf } from "./render_pdf.ts";

/** The conversions of a figure's SVG to each format. */
const conversions = {
  svg: (svg: string) => svg,
  png: (svg: string) => renderPng(svg),
  pdf: (svg: string, title: string) => renderPdf(svg, title),
};

/** A format of drawings: the extension of its files. */
export type DrawingFormat = keyof typeof conversions;

/** Draws a figure in a format. */
export type Draw = (figure: Figure, format: DrawingFormat) => Promise<string | Uint8Array>;

/** The SVG of each figure: all formats start from it. */
const drawn = new WeakMap<Figure, Promise<string>>();

/** Draws a figure in this thread. */
export const draw: Draw = async (figure, format) => {
  const svg = await drawn.getOrInsertComputed(figure, ({ spec }) => renderSvg(spec));
  return conversions[format](svg, figure.title);
};
