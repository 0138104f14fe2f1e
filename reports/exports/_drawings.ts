import type { DrawnStudy, Figure } from "../figures/figure.ts";
import { renderSvg } from "../figures/render.ts";
import { fileName } from "../file_name.ts";
import type { FileContent, ReportFile } from "./export.ts";

/** The SVG of each figure: several formats start from it. */
const drawn = new WeakMap<Figure, Promise<string>>();

/**
 * Lists the files of all figures in one format.
 *
 * @param studies The studies with their figures.
 * @param extension The extension of the files.
 * @param convert Converts a figure's SVG to the format.
 */
export function drawings(
  studies: readonly DrawnStudy[],
  extension: string,
  convert: (svg: string, figure: Figure) => FileContent | Promise<FileContent>,
): ReportFile[] {
  return studies.flatMap(({ study, figures }) =>
    figures.map((figure) => ({
      path: drawingPath(study, figure, extension),
      content: async () =>
        convert(await drawn.getOrInsertComputed(figure, ({ spec }) => renderSvg(spec)), figure),
    }))
  );
}

/** Returns the path of a figure's file in the report's folder. */
export function drawingPath(
  { name }: Pick<DrawnStudy["study"], "name">,
  figure: Pick<Figure, "name">,
  extension: string,
): string {
  return `figures/${fileName(`${name}_${figure.name}`, extension)}`;
}
