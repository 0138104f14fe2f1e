import type { Study } from "../inference/study.ts";
import type { Figure, FigureKind } from "./figure.ts";
import { figures } from "./mod.ts";

/** All kinds of figures, the most informative first. */
export const figureKinds: readonly FigureKind[] = Object.values(figures)
  .toSorted((a, b) => a.place - b.place);

/**
 * The greatest height of a figure in pixels, three pages of a paper: a taller one takes long to draw and is hard to
 * read.
 */
const TALLEST = 3000;

/**
 * Draws all figures of a study.
 *
 * @param study The study.
 * @param warn Receives a line on every figure that is omitted because its methods or problems are too many.
 * @returns The figures, the most informative first.
 */
export function figuresOf(study: Study, warn: (line: string) => void = () => {}): Figure[] {
  return figureKinds.flatMap((kind) => kind.draw(study)).filter(({ name, spec }) => {
    const height = heightOf(spec);
    if (height <= TALLEST) return true;
    warn(
      `Left out: figure ${name} of ${study.name}: ${study.comparison.methods.length} methods on ` +
        `${study.comparison.problems.length} problems would make it ${height} pixels tall, more than ` +
        `${TALLEST}; the tables have them all`,
    );
    return false;
  });
}

/** Returns the height of a framed figure, all of which is padding. */
function heightOf({ padding }: Figure["spec"]): number {
  return typeof padding === "object" && "bottom" in padding ? Number(padding.bottom) : 0;
}
