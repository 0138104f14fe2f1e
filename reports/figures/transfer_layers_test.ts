import assert from "node:assert/strict";
import type { Labels } from "../../records/record.ts";
import { studentInterval } from "../inference/statistics/interval.ts";
import { rowsWith } from "../../tests/fixtures/gains.ts";
import { metricAxis } from "./metric_axis.ts";
import { renderSvg } from "./render.ts";
import type { CopiedLayersPoint } from "./copied_layers.ts";
import { isPartial, type TransferAxis, transferLayers } from "./transfer_layers.ts";

/** Returns a point of two seeds, or of none. */
function point(
  method: string,
  depth: number,
  values: readonly number[],
  labels: Labels = 10,
): CopiedLayersPoint {
  const mean = values.length
    ? values.reduce((sum, value) => sum + value) / values.length
    : undefined;
  return {
    method,
    depth,
    problem: {
      name: `A-B ${labels}`,
      ...{ sources: ["A"], source: "A", target: "B", labels },
      tasks: [{ name: `A-B ${labels}`, metrics: ["accuracy"] }],
    },
    status: mean === undefined ? "failed" : values.length < 2 ? "partial" : "ok",
    mean,
    interval: studentInterval(values),
    n: values.length,
    planned: 2,
  };
}

const axis: TransferAxis = {
  title: "n",
  ticks: [0, 1, 2, 3, 4].map((x) => ({ x, label: `${x}` })),
  level: true,
  sharedScale: false,
  at: ({ depth }) => depth,
};
const size = { width: 220, height: 120 };

function layersOf(
  points: readonly CopiedLayersPoint[],
  { scaled = points, ...more }: Partial<TransferAxis> & { scaled?: typeof points } = {},
) {
  const methods = [...new Set(points.map(({ method }) => method))];
  const copied = { methods, metric: metricAxis(["accuracy"])!, bounds: [0, 100] as const };
  return transferLayers(points, scaled, copied, { ...axis, ...more }, size) as {
    data: { values: Record<string, unknown>[] };
    mark: { type: string };
    encoding: { y?: { scale?: { domain: number[]; range: number[] } } };
  }[];
}

/** Returns the layers with a type of mark. */
function marks(layers: ReturnType<typeof layersOf>, type: string) {
  return layers.filter(({ mark }) => mark.type === type);
}

/** Returns the points of each run of joined points. */
function joined(layers: ReturnType<typeof layersOf>): unknown[][] {
  const [{ data: { values } }] = marks(layers, "line");
  const runs = Map.groupBy(values, ({ method, segment }) => `${method} ${segment}`);
  return [...runs.values()].map((run) => run.map(({ mean }) => mean));
}

Deno.test("transferLayers: a line joins neighbours, and ends where there is no number", () => {
  const layers = layersOf([
    point("free", 4, [85, 85]),
    point("free", 1, [80, 80]),
    point("free", 2, [82, 82]),
    point("free", 3, []),
    point("frozen", 1, [70, 70]),
    point("frozen", 2, [72, 72]),
    point("frozen", 4, [74, 74]),
  ]);
  assert.deepEqual(joined(layers), [[80, 82], [85], [70, 72, 74]]);
  assert.equal(rowsWith(layers, "why").filter(({ mean }) => mean === null).length, 1);
});

Deno.test("transferLayers: no line passes where the axis is broken", () => {
  const points = [
    point("free", 1, [80, 80]),
    point("free", 2, [82, 82]),
    point("free", 3, [84, 84]),
  ];
  assert.deepEqual(joined(layersOf(points, { brokenAt: 2.5 })), [[80, 82], [84]]);
  assert.deepEqual(joined(layersOf(points, { brokenAt: 1.5 })), [[80], [82, 84]]);
});

Deno.test("transferLayers: what copies nothing is a level, where that is asked for", () => {
  const points = [point("scratch", 0, [60, 62]), point("free", 1, [80, 82])];
  const [strip, ...others] = marks(layersOf(points), "rect");
  assert.deepEqual([strip.data.values, others], [[], []]);
  const [level] = marks(layersOf(points), "rule");
  assert.deepEqual(level.data.values.map(({ mean }) => mean), [61]);
  const [no] = marks(layersOf(points, { level: false }), "rule");
  assert.deepEqual(no.data.values, []);
});

Deno.test("transferLayers: a level without a number is a sign", () => {
  const layers = layersOf([point("scratch", 0, []), point("free", 1, [80, 82])]);
  const [none] = marks(layers, "rule");
  assert.deepEqual(none.data.values, []);
  const [, signs] = marks(layers, "point");
  assert.deepEqual(signs.data.values.map(({ method, x, why }) => [method, x, why]), [
    ["scratch", 0, "failed"],
  ]);
});

Deno.test("transferLayers: methods at one tick stand beside each other, the level at its tick", () => {
  const layers = layersOf([
    point("scratch", 0, [60, 60]),
    ...["a", "b", "c"].map((method) => point(method, 1, [80, 80])),
  ]);
  const [{ data: { values } }] = marks(layers, "point");
  // Four intervals of ticks take 220 pixels without two sides of 7 + 1.5 · 5.
  const step = 5 / ((220 - 2 * 14.5) / 4);
  assert.deepEqual(
    values.map(({ x }) => (x as number).toFixed(9)),
    [0, 1 - step, 1, 1 + step].map((x) => x.toFixed(9)),
  );
  const crowd = Array.from({ length: 40 }, (_, i) => point(`m${i}`, 1, [80, 80]));
  const [{ data: { values: many } }] = marks(layersOf(crowd), "point");
  assert.ok(many.every(({ x }) => Math.abs(x as number - 1) <= 0.3 + 1e-9));
});

Deno.test("transferLayers: symbols are hollow where seeds are missing", () => {
  const points = [point("free", 1, [80, 82]), point("free", 2, [80]), point("free", 3, [])];
  assert.deepEqual(points.map(isPartial), [false, true, false]);
  const [{ data: { values } }] = marks(layersOf(points), "point");
  assert.deepEqual(values.map(({ partial, seeds, interval }) => [partial, seeds, interval]), [
    [false, "2 of 2", "68.29 to 93.71"],
    [true, "1 of 2", "none"],
  ]);
});

Deno.test("transferLayers: the scale holds what it is for, within 0 and 100 %, and leaves room for the strip", () => {
  const scaleOf = (...of: Parameters<typeof layersOf>) =>
    marks(layersOf(...of), "point")[0].encoding.y!.scale!;
  const equal = [point("free", 1, [80, 80])];
  assert.deepEqual(scaleOf(equal), { domain: [79, 81], range: [120, 0], nice: false, zero: false });
  const wide = scaleOf([point("free", 1, [90, 92])]);
  assert.equal(wide.domain[1], 100);
  assert.ok(wide.domain[0] < 91 - 12.706205);
  const others = [...equal, point("free", 2, [60, 60]), point("free", 3, [])];
  const { domain, range } = scaleOf(equal, { scaled: others });
  assert.ok(domain[0] < 60 && domain[1] > 80);
  assert.deepEqual(range, [104, 0]);
});

Deno.test("transferLayers: draws means and intervals at their heights, signs below, methods by shape", async () => {
  const layer = layersOf([
    point("scratch", 0, [75, 75]),
    point("free", 1, [80, 80]),
    point("free", 2, [70]),
    point("frozen", 2, []),
    point("frozen", 3, [74.9, 75.1]),
  ]);
  const svg = await renderSvg({ ...size, layer } as unknown as Parameters<typeof renderSvg>[0]);
  const symbols = [
    ...svg.matchAll(
      /<path transform="translate\(([\d.]+),([\d.]+)\)" d="([^"]+)" fill="([^"]+)" stroke="([^"]+)"/g,
    ),
  ]
    .map(([, x, y, shape, fill, stroke]) => ({ x: Number(x), y: Number(y), shape, fill, stroke }));
  const [scratch, free, lone, frozen, sign] = symbols;
  assert.equal(symbols.length, 5);
  // 104 pixels from 80 + 10/14 to 70 − 10/14 %.
  const heightOf = (mean: number) => 104 * (80 + 10 / 14 - mean) / (10 + 20 / 14);
  assert.deepEqual(
    symbols.map(({ y }) => y.toFixed(3)),
    [...[75, 80, 70, 75].map(heightOf), 112].map((y) => y.toFixed(3)),
  );
  assert.deepEqual([lone.fill, lone.stroke, free.fill], ["white", free.stroke, free.stroke]);
  assert.deepEqual([lone.shape, sign.shape], [free.shape, frozen.shape]);
  assert.equal(new Set([scratch, free, frozen].map(({ shape }) => shape)).size, 3);
  assert.equal(new Set([scratch, free, frozen].map(({ stroke }) => stroke)).size, 3);
  assert.ok(scratch.x < free.x && free.x < lone.x && lone.x < sign.x && sign.x < frozen.x);
  // The interval 75 ± 12.706205 · 0.1 %.
  const whisker = [75 + 1.2706205, 75 - 1.2706205].map(heightOf);
  const lines = [
    ...svg.matchAll(/<line transform="translate\(([\d.]+),([\d.]+)\)" x2="0" y2="(-?[\d.]+)"/g),
  ];
  const ends = lines.filter(([, x]) => Number(x) === frozen.x)
    .map(([, , y, way]) => [Number(y), Number(y) + Number(way)].sort((a, b) => a - b));
  assert.equal(ends.length, 1);
  assert.ok(ends[0].every((end, i) => Math.abs(end - whisker[i]) < 1e-3));
});
