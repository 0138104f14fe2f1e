import { draw as drawHere, type DrawingFormat } from "../figures/drawing.ts";
import type { DrawnStudy, Figure } from "../figures/figure.ts";
import { fileName } from "../file_name.ts";
import type { ReportContent, ReportFile } from "./export.ts";

/**
 * Lists the files of all figures in one format.
 *
 * @param content The report, with its studies and their figures.
 * @param format The format.
 */
export function drawings({ studies, draw }: ReportContent, format: DrawingFormat): ReportFile[] {
  return studies.flatMap(({ study, figures }) =>
    figures.map((figure) => {
      const begun = draw?.(figure, format);
      return {
        path: drawingPath(study, figure, format),
        content: () => begun ?? drawHere(figure, format),
      };
    })
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
