import assert from "node:assert/strict";
import { contour } from "./contour.ts";

Deno.test("contour: follows a linear function exactly", () => {
  // x + y = 1.5 over the unit squares of [0, 2]².
  const xs = [0, 1, 2];
  const ys = [0, 1, 2];
  const probability = ys.flatMap((y) => xs.map((x) => x + y));
  const segments = contour({ xs, ys, probability }, 1.5);
  assert.equal(segments.length, 3);
  for (const { x, y, x2, y2 } of segments) {
    assert.equal(x + y, 1.5);
    assert.equal(x2 + y2, 1.5);
  }
  // The line crosses the grid: 1.5·√2.
  const length = segments.reduce((sum, s) => sum + Math.hypot(s.x2 - s.x, s.y2 - s.y), 0);
  assert.ok(Math.abs(length - 1.5 * Math.SQRT2) < 1e-12);
});

Deno.test("contour: interpolates along the edges", () => {
  // Between 0.2 and 0.6 the level 0.5 is at three quarters.
  assert.deepEqual(
    contour({ xs: [0, 1], ys: [0, 2], probability: [0.2, 0.6, 0.2, 0.6] }, 0.5),
    [
      { x: 0.75, y: 0, x2: 0.75, y2: 2 },
    ].map((segment) => segment),
  );
});

Deno.test("contour: closes around a peak with the length of a circle", () => {
  const xs = Array.from({ length: 81 }, (_, i) => -2 + i / 20);
  const probability = xs.flatMap((y) => xs.map((x) => -Math.hypot(x, y)));
  const segments = contour({ xs, ys: xs, probability }, -0.97);
  const length = segments.reduce((sum, s) => sum + Math.hypot(s.x2 - s.x, s.y2 - s.y), 0);
  assert.ok(Math.abs(length - 2 * Math.PI * 0.97) < 0.01, `${length}`);
  const ends = segments.flatMap((s) => [[s.x, s.y], [s.x2, s.y2]])
    .map((end) => end.map((value) => value.toFixed(9)).join());
  for (const end of new Set(ends)) assert.equal(ends.filter((other) => other === end).length, 2);
});

Deno.test("contour: joins the corners of a saddle that its center is like", () => {
  const xs = [0, 1];
  /** Returns the corner that each segment cuts off, by the middle of the segment. */
  const cut = (probability: number[]) =>
    contour({ xs, ys: xs, probability }, 0).map((s) =>
      `${Math.round((s.x + s.x2) / 2)}${Math.round((s.y + s.y2) / 2)}`
    ).sort();
  // The corners (0, 0) and (1, 1) are high, the mean is above, then below the level.
  assert.deepEqual(cut([3, -1, -1, 3]), ["01", "10"]);
  assert.deepEqual(cut([1, -3, -3, 1]), ["00", "11"]);
});

Deno.test("contour: is empty where the level is not reached", () => {
  assert.deepEqual(contour({ xs: [0, 1], ys: [0, 1], probability: [0, 0, 0, 0] }, 0.5), []);
});
