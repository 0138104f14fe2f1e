import type { Plane } from "../../records/record.ts";

/** A line segment in the plane. */
export interface Segment {
  readonly x: number;
  readonly y: number;
  readonly x2: number;
  readonly y2: number;
}

/**
 * Finds the contour line of a function on a grid by marching squares, with linear interpolation along the edges of the
 * grid's cells. A cell whose diagonal corners are both above the level is a saddle; the mean of its corners decides
 * which of them are connected.
 *
 * @param grid The coordinates of columns and rows, and the values row by row.
 * @param level The value of the contour line.
 * @returns The segments of the line, cell by cell; they meet on the edges of the cells.
 *
 * @see Lorensen & Cline 1987, Marching cubes, of which this is the case of two dimensions.
 */
export function contour(
  { xs, ys, probability }: Pick<Plane, "xs" | "ys" | "probability">,
  level: number,
): Segment[] {
  const segments: Segment[] = [];
  for (let row = 0; row + 1 < ys.length; row++) {
    for (let column = 0; column + 1 < xs.length; column++) {
      // Counter-clockwise, so that corner i and corner i + 1 share edge i.
      const corners = [[0, 0], [1, 0], [1, 1], [0, 1]].map(([right, up]) => ({
        x: xs[column + right],
        y: ys[row + up],
        value: probability[(row + up) * xs.length + column + right] - level,
      }));
      const crossings = corners.flatMap((a, i) => {
        const b = corners[(i + 1) % 4];
        if ((a.value >= 0) === (b.value >= 0)) return [];
        const t = a.value / (a.value - b.value);
        return [[a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)]];
      });
      // On a saddle all four edges are crossed; the corners on the other side of the level than the center are
      // separated.
      const center = corners.reduce((sum, { value }) => sum + value, 0);
      const start = crossings.length === 4 && (corners[0].value >= 0) !== (center >= 0) ? 3 : 0;
      for (let i = 0; i < crossings.length; i += 2) {
        const [x, y] = crossings[(start + i) % crossings.length];
        const [x2, y2] = crossings[(start + i + 1) % crossings.length];
        segments.push({ x, y, x2, y2 });
      }
    }
  }
  return segments;
}
