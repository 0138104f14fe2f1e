import assert from "node:assert/strict";
import { type Execution, type NdArray, randomStreams } from "../../engine/mod.ts";
import { assertClose } from "../../tests/golden/close.ts";
import golden from "../../tests/golden/principal_components.json" with { type: "json" };
import { viewFeatures } from "./features.ts";

/** Rows whose columns all hold the row's number, which determines its class. */
function numbered(first: number, rows: number, columns = 2) {
  const ids = Array.from({ length: rows }, (_, i) => first + i);
  return {
    x: {
      shape: [rows, columns],
      data: Float32Array.from(ids.flatMap((id) => Array(columns).fill(id))),
    },
    y: { shape: [rows], data: Int32Array.from(ids, (id) => id % 3) },
  };
}

/** A model that computes features from a row's number. */
function modelOf(featuresOf: (id: number) => number[]): Execution & { readonly asked: NdArray[] } {
  const asked: NdArray[] = [];
  const predict = (x: NdArray, of?: string) => {
    assert.equal(of, "features");
    asked.push(x);
    const rows = Array.from({ length: x.shape[0] }, (_, row) => featuresOf(x.data[2 * row]));
    return Promise.resolve({
      shape: [rows.length, rows[0].length],
      data: Float32Array.from(rows.flat()),
    });
  };
  return { predict, asked } as unknown as Execution & { readonly asked: NdArray[] };
}

Deno.test("viewFeatures: projects the features of both domains to their principal components", async () => {
  // Four times the number along (3, 4)/5, and ±1 along (4, −3)/5.
  const aside = (id: number) => id % 2 ? 1 : -1;
  const model = modelOf((id) => [
    (12 * id + 4 * aside(id)) / 5 + 7,
    (16 * id - 3 * aside(id)) / 5,
    9,
  ]);
  const view = await viewFeatures(numbered(0, 4), numbered(4, 4), randomStreams(0))(model);
  const ids = Array.from({ length: 8 }, (_, row) => model.asked[0].data[2 * row]);
  assert.deepEqual([...ids].sort(), [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.ok(ids.slice(0, 4).every((id) => id < 4));

  const points = [...view!.source, ...view!.target];
  assert.deepEqual(points.map(([, , label]) => label), ids.map((id) => id % 3));
  // The numbers and the signs are almost uncorrelated; distances do not depend on the axes' signs.
  points.forEach(([x, y], i) =>
    points.forEach(([x2, y2], j) => {
      const expected = Math.hypot(4 * (ids[i] - ids[j]), aside(ids[i]) - aside(ids[j]));
      assertClose([Math.hypot(x - x2, y - y2)], [expected], 1e-3, 1);
    })
  );
  // The variances along the components sum to those of the features: 16 · 6 and 8/7.
  const sum = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis] ** 2, 0) / 7;
  assertClose([sum(0) + sum(1)], [16 * 6 + 8 / 7], 1e-2, 1);
  assertClose(view!.explained, [0, 1].map((axis) => sum(axis as 0 | 1) / (96 + 8 / 7)), 1e-3, 1);
  assert.ok(view!.explained[0] > view!.explained[1]);
  // Four digits are kept.
  for (const value of points.flat()) assert.equal(value, Number(value.toPrecision(4)));
});

for (const [name, { features, points, explained }] of Object.entries(golden)) {
  // tests/golden/principal_components.py, scikit-learn.
  Deno.test(`viewFeatures: ${name}, agrees with scikit-learn but for the axes' signs`, async () => {
    const model = modelOf((id) => features[id]);
    const half = features.length / 2;
    const view = await viewFeatures(numbered(0, half), numbered(half, half), randomStreams(0))(
      model,
    );
    const ids = Array.from({ length: features.length }, (_, row) => model.asked[0].data[2 * row]);
    const own = [...view!.source, ...view!.target];
    for (const axis of [0, 1] as const) {
      const expected = ids.map((id) => points[id][axis]);
      const sign = Math.sign(own.reduce((sum, point, i) => sum + point[axis] * expected[i], 0));
      assertClose(own.map((point) => sign * point[axis]), expected, 1e-3, 1);
    }
    assertClose(view!.explained, explained, 1e-3, 1);
  });
}

Deno.test("viewFeatures: uses at most 100 rows of a domain, drawn by the seed", async () => {
  const [source, target] = [numbered(0, 300), numbered(1000, 120)];
  const idsOf = async (seed: number) => {
    const model = modelOf((id) => [id]);
    const view = await viewFeatures(source, target, randomStreams(seed))(model);
    assert.deepEqual([view!.source.length, view!.target.length], [100, 100]);
    return Array.from({ length: 200 }, (_, row) => model.asked[0].data[2 * row]);
  };
  const ids = await idsOf(0);
  assert.equal(new Set(ids).size, 200);
  assert.ok(ids.slice(0, 100).every((id) => id < 300) && Math.max(...ids.slice(0, 100)) > 200);
  assert.ok(ids.slice(100).every((id) => id >= 1000));
  assert.deepEqual(await idsOf(0), ids);
  assert.notDeepEqual(await idsOf(1), ids);
});

Deno.test("viewFeatures: projects a single feature to a line, and equal features to one point", async () => {
  const view = viewFeatures(numbered(0, 2), numbered(2, 1), randomStreams(0));
  const line = await view(modelOf((id) => [10 * id]));
  assert.deepEqual(line!.explained, [1, 0]);
  assert.deepEqual([...line!.source, ...line!.target].map(([, y]) => y), [0, 0, 0]);
  assert.equal(Math.abs(line!.source[0][0] - line!.source[1][0]), 10);
  const place = await view(modelOf(() => [3, 4]));
  assert.deepEqual(place!.explained, [0, 0]);
  assert.deepEqual(place!.target.map(([x, y]) => [x, y]), [[0, 0]]);
});

Deno.test("viewFeatures: returns undefined for features that are not finite", async () => {
  const view = viewFeatures(numbered(0, 2), numbered(2, 2), randomStreams(0));
  assert.equal(await view(modelOf((id) => [id === 2 ? Infinity : 0, id])), undefined);
});

Deno.test("viewFeatures: keeps inputs of whole numbers, such as words, as whole numbers", async () => {
  const words = (first: number) => {
    const { x, y } = numbered(first, 3);
    return { x: { shape: x.shape, data: Int32Array.from(x.data) }, y };
  };
  const model = modelOf((id) => [id]);
  await viewFeatures(words(0), words(3), randomStreams(0))(model);
  assert.deepEqual(model.asked[0].shape, [6, 2]);
  assert.ok(model.asked[0].data instanceof Int32Array);
});
