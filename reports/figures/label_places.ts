/** A point with a label. */
export interface Labelled {
  /** The pixels from the left; `y`: from the top. */
  readonly x: number;
  readonly y: number;
  /** The width of the label's text in pixels. */
  readonly width: number;
}

/** The place of a label. */
export interface LabelPlace {
  /** The pixels of its left end; `y`: of its middle line. */
  readonly x: number;
  readonly y: number;
  /** True if it is so far from its point that a line must connect them. */
  readonly far: boolean;
}

/** The field of the labels. */
export interface LabelField {
  readonly width: number;
  readonly height: number;
  /** The height of a line of text in pixels. */
  readonly lineHeight: number;
  /** The boxes of other drawn parts. */
  readonly obstacles: readonly Box[];
}

/** A rectangle of pixels. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The pixels from a point's middle to its rim, and to its label, in the order of trial. */
const rim = 5;
const distances = [8, 20, 34, 50];
/** The cost of a place that is one distance farther: about that of crossing a thin line. */
const perDistance = 30;

/** The directions of labels from their points: right, left, above, below, and diagonal. */
const directions = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [1, 1], [-1, -1], [-1, 1]] as const;

/**
 * Finds places for the labels of points: next to their points and, if possible, not on other points, obstacles or
 * labels placed before.
 *
 * @param points The points; the first ones are placed first.
 * @param field The field, inside of which the labels stay.
 * @returns A place for each point.
 */
export function placeLabels(
  points: readonly Labelled[],
  { width, height, lineHeight, obstacles }: LabelField,
): LabelPlace[] {
  const taken = [
    ...obstacles,
    ...points.map(({ x, y }): Box => ({
      left: x - rim,
      right: x + rim,
      top: y - rim,
      bottom: y + rim,
    })),
  ];
  return points.map((point) => {
    let best: { readonly box: Box; readonly cost: number; readonly far: boolean } | undefined;
    for (const [ring, distance] of distances.entries()) {
      for (const [dx, dy] of directions) {
        const box = boxAt(point, dx * distance, dy * distance, lineHeight);
        const cost = ring * perDistance + taken.reduce((sum, other) =>
          sum + overlap(box, other), 0) +
          // A label outside cannot be read.
          10 * (area(box) - overlap(box, { left: 0, right: width, top: 0, bottom: height }));
        if (!best || cost < best.cost) best = { box, cost, far: ring > 0 };
      }
      if (best!.cost <= (ring + 1) * perDistance) break;
    }
    const { box, far } = best!;
    taken.push(box);
    return { x: box.left, y: (box.top + box.bottom) / 2, far };
  });
}

/** Returns the box of a label whose nearest side has a distance from its point. */
function boxAt({ x, y, width }: Labelled, dx: number, dy: number, lineHeight: number): Box {
  const left = dx > 0 ? x + dx : dx < 0 ? x + dx - width : x - width / 2;
  const middle = y + dy;
  return {
    left,
    right: left + width,
    top: middle - lineHeight / 2,
    bottom: middle + lineHeight / 2,
  };
}

const area = ({ left, right, top, bottom }: Box): number => (right - left) * (bottom - top);

/** Computes the area of the intersection of two boxes. */
function overlap(a: Box, b: Box): number {
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return across > 0 && down > 0 ? across * down : 0;
}
