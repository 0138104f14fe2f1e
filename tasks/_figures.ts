import { join } from "node:path";
import type { Figure } from "../reports/figures/figure.ts";
import { renderPdf } from "../reports/figures/render_pdf.ts";
import { renderPng, renderSvg } from "../reports/figures/render.ts";
import { fileName } from "../reports/file_name.ts";
import type { TerminalOptions } from "../reports/tables/table.ts";
import type { Study } from "../reports/inference/study.ts";
import { colors, columnsOf } from "./_terminal.ts";
import { pathInside } from "./_path_inside.ts";
import { writeWhole } from "../runs/write_whole.ts";

/** File formats of figures. */
export type FigureFormat = "svg" | "png" | "pdf";

/** A figure that has been written. */
export interface DrawnFigure {
  readonly title: string;
  /** Path of the PNG, relative to the report's folder; the file exists if PNG is among the formats. */
  readonly path: string;
}

/**
 * Draws figures into a report's folder, `figures/<study>_<figure>.png` and so on.
 *
 * @param study The study that they show.
 * @param figures The figures.
 * @param folder The report's folder.
 * @param formats The file formats to write.
 */
export async function drawFigures(
  study: Pick<Study, "name">,
  figures: readonly Figure[],
  folder: string,
  formats: readonly FigureFormat[],
): Promise<DrawnFigure[]> {
  if (figures.length) await Deno.mkdir(join(folder, "figures"), { recursive: true });
  const drawn: DrawnFigure[] = [];
  for (const { name, title, spec } of figures) {
    const svg = await renderSvg(spec);
    const pathOf = (format: FigureFormat) => `figures/${fileName(`${study.name}_${name}`, format)}`;
    const rendered = {
      svg: () => svg,
      png: () => renderPng(svg),
      pdf: () => renderPdf(svg, title),
    };
    for (const format of formats) {
      await writeWhole(pathInside(folder, pathOf(format)), await rendered[format]());
    }
    drawn.push({ title, path: pathOf("png") });
  }
  return drawn;
}

/** Returns the layout of tables for the terminal of standard output. */
export function terminalOptions(): TerminalOptions {
  return { color: colors(), width: columnsOf(Deno.stdout) };
}
