import assert from "node:assert/strict";
import type { TopLevelSpec } from "vega-lite";
import { textsOf } from "../../tests/fixtures/gains.ts";
import { type Frame, framed, inLines, innerWidth, oneColumn, widest } from "./paper_frame.ts";
import { renderSvg } from "./render.ts";

const frame: Frame = {
  width: oneColumn,
  title: "A title that is much too long for one line of a figure of one column",
  notes: ["A note."],
  description: "A line",
  margin: { left: 40, right: 6, top: 10, bottom: 20 },
  height: 50,
};
const view = {
  width: innerWidth(frame),
  height: frame.height,
  data: { values: [{ x: 0 }, { x: 1 }] },
  mark: "point",
  encoding: { x: { field: "x", type: "quantitative" } },
};

const sizeOf = async (spec: TopLevelSpec) =>
  (await renderSvg(spec)).match(/width="([\d.]+)" height="([\d.]+)"/)!.slice(1).map(Number);

Deno.test("framed: is exactly as wide as it is to be, whatever the drawing's labels", async () => {
  const [width, height] = await sizeOf(framed(frame, view));
  assert.equal(width, 336);
  const labelled = {
    ...view,
    encoding: { x: { ...view.encoding.x, title: "a very long title ".repeat(9) } },
  };
  assert.deepEqual(await sizeOf(framed(frame, labelled)), [width, height]);
  const { margin } = frame;
  const taller = { ...frame, margin: { ...margin, bottom: margin.bottom + 7 } };
  assert.deepEqual(await sizeOf(framed(taller, view)), [width, height + 7]);
});

Deno.test("framed: breaks its title into lines, and puts the notes under it", async () => {
  const spec = framed(frame, view);
  const texts = textsOf(await renderSvg(spec));
  assert.equal(texts.slice(0, 2).join(" "), frame.title);
  assert.equal(texts[2], "A note.");
  const oneLine = await sizeOf(framed({ ...frame, title: "A title" }, view));
  assert.equal((await sizeOf(spec))[1], oneLine[1] + 15);
});

Deno.test("widest: is that of the widest line, rounded up", () => {
  // The letter m of DejaVu Sans is 0.974 of its size, i 0.278.
  assert.equal(widest(["m", "i"]), 10);
  assert.equal(widest(["m", "i"], 20), 20);
  assert.equal(widest([]), 0);
});

Deno.test("inLines: gives an axis the lines of labels that are too long", () => {
  const { width, most, axis } = inLines(["mmoe", "trace_norm_sharing"], 65);
  assert.equal(most, 2);
  assert.ok(width <= 65);
  assert.equal(
    axis.labelExpr,
    '{"mmoe":["mmoe"],"trace_norm_sharing":["trace_norm_","sharing"]}[datum.value]',
  );
});
