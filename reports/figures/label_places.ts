/** A point that is to have a label. */
export interface Labelled {
  /** Pixels from the left and from the top. */
  readonly x: number;
  readonly y: number;
  /** Pixels of the label's text. */
  readonly width: number;
}

/** Where a label goes. */
export interface LabelPlace {
  /** Pixels of its left end and of its middle line. */
  readonly x: number;
  readonly y: number;
  /** Whether it is so far from its point that a line must lead there. */
  readonly far: boolean;
}

/** What labels are put on. */
export interface LabelField {
  readonly width: number;
  readonly height: number;
  /** Pixels of a line of text. */
  readonly lineHeight: number;
  /** What is drawn besides the points. */
  readonly obstacles: readonly Box[];
}

/** A rectangle of pixels. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Pixels from a point's middle to its rim, and to labels in the order that they are tried in. */
const rim = 5;
const distances = [8, 20, 34, 50];
/** What a place costs that is one distance farther: about as much as to cross a thin line. */
const perDistance = 30;

/** Which way from its point a label lies: right, left, above, below, and between. */
const directions = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [1, 1], [-1, -1], [-1, 1]] as const;

/**
 * Finds places for the labels of points: beside their points, and off the points, the obstacles and the labels
 * placed before where that can be.
 *
 * @param points The points; the first choose first.
 * @param field What the labels stay inside of.
 * @returns A place for each.
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
          // Outside nothing can be read.
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

/** The box of a label whose nearest side is so far from its point. */
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

/** The area that two boxes have in common. */
function overlap(a: Box, b: Box): number {
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return across > 0 && down > 0 ? across * down : 0;
}
