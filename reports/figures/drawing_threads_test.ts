import assert from "node:assert/strict";
import type { TopLevelSpec } from "vega-lite";
import { draw } from "./drawing.ts";
import { DrawingThreads } from "./drawing_threads.ts";
import type { Figure } from "./figure.ts";

const figureOf = (values: unknown, mark: unknown = "bar"): Figure => ({
  name: "bars",
  title: "Bars",
  spec: {
    data: { values },
    mark,
    encoding: { y: { field: "y", type: "quantitative" } },
  } as TopLevelSpec,
});
const figures = [[1, 2], [3, 5], [8]].map((ys) => figureOf(ys.map((y) => ({ y }))));

Deno.test("DrawingThreads: draw the same bytes as this thread, whatever their number", async () => {
  const formats = ["svg", "png", "pdf"] as const;
  const expected = figures.map((figure) => formats.map((format) => draw(figure, format)));
  for (const count of [1, 2]) {
    using threads = new DrawingThreads(count);
    const drawn = figures.map((figure) => formats.map((format) => threads.draw(figure, format)));
    assert.equal(threads.draw(figures[0], "png"), drawn[0][1]);
    assert.deepEqual(await Promise.all(drawn.flat()), await Promise.all(expected.flat()));
  }
});

Deno.test("DrawingThreads: pass on an error, and draw on", async () => {
  using threads = new DrawingThreads(1);
  const flawed = figureOf([], "no such mark");
  const { message } = await draw(flawed, "svg").then(() => assert.fail(), (error) => error);
  const wrong = threads.draw(flawed, "svg");
  const right = threads.draw(figures[0], "svg");
  await assert.rejects(wrong, { message });
  assert.equal(await right, await draw(figures[0], "svg"));
});
