import assert from "node:assert/strict";
import { type Labelled, placeLabels } from "./label_places.ts";

const field = { width: 200, height: 100, lineHeight: 12, obstacles: [] };

/** Returns the boxes of labels from their points and places. */
const boxesOf = (points: readonly Labelled[]) =>
  placeLabels(points, field).map(({ x, y }, i) => ({
    left: x,
    right: x + points[i].width,
    top: y - 6,
    bottom: y + 6,
  }));

Deno.test("placeLabels: puts a label beside its point, on the side that has room", () => {
  assert.deepEqual(placeLabels([{ x: 100, y: 50, width: 40 }], field), [
    { x: 108, y: 50, far: false },
  ]);
  assert.deepEqual(placeLabels([{ x: 190, y: 50, width: 40 }], field), [
    { x: 142, y: 50, far: false },
  ]);
});

Deno.test("placeLabels: keeps labels off each other and off the points, inside the field", () => {
  const points = [[50, 50], [55, 52], [60, 48], [52, 60], [190, 5], [5, 95]]
    .map(([x, y]) => ({ x, y, width: 30 }));
  const boxes = boxesOf(points);
  const inside = ({ left, right, top, bottom }: typeof boxes[number]) =>
    left >= 0 && right <= 200 && top >= 0 && bottom <= 100;
  boxes.forEach((a, i) => {
    assert.ok(inside(a), `${i}`);
    for (const b of boxes.slice(i + 1)) {
      const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top ||
        b.bottom <= a.top;
      assert.ok(apart, `${i}`);
    }
    for (const { x, y } of points) {
      assert.ok(x <= a.left || x >= a.right || y <= a.top || y >= a.bottom, `${i}`);
    }
  });
});

Deno.test("placeLabels: keeps labels off what else is drawn", () => {
  const line = { left: 100, right: 200, top: 49, bottom: 51 };
  const [{ x, y }] = placeLabels([{ x: 100, y: 50, width: 40 }], { ...field, obstacles: [line] });
  assert.deepEqual([x, y], [52, 50]);
});

Deno.test("placeLabels: says which labels had to go far", () => {
  const crowd = Array.from({ length: 10 }, () => ({ x: 100, y: 50, width: 30 }));
  const places = placeLabels(crowd, field);
  assert.ok(!places[0].far && places.at(-1)!.far);
});
