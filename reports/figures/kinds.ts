import type { Study } from "../inference/study.ts";
import type { Figure, FigureKind } from "./figure.ts";
import { figures } from "./mod.ts";

/** All kinds of figures, the most informative first. */
export const figureKinds: readonly FigureKind[] = Object.values(figures)
  .toSorted((a, b) => a.place - b.place);

/** Of a figure's height in pixels, three pages of a paper: nobody reads a taller one, and it takes long to draw. */
const TALLEST = 3000;

/**
 * Draws all there is to see of a study.
 *
 * @param study The study.
 * @param tell Is told of every figure that is left out since its methods or problems are too many.
 * @returns The figures, the most telling first.
 */
export function figuresOf(study: Study, tell: (line: string) => void = () => {}): Figure[] {
  return figureKinds.flatMap((kind) => kind.draw(study)).filter(({ name, spec }) => {
    const height = heightOf(spec);
    if (height <= TALLEST) return true;
    tell(
      `Left out: figure ${name} of ${study.name}: ${study.comparison.methods.length} methods on ` +
        `${study.comparison.problems.length} problems would make it ${height} pixels tall, more than ` +
        `${TALLEST}; the tables have them all`,
    );
    return false;
  });
}

/** The height of what is framed: all of it is padding. */
function heightOf({ padding }: Figure["spec"]): number {
  return typeof padding === "object" && "bottom" in padding ? Number(padding.bottom) : 0;
}
