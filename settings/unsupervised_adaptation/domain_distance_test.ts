import assert from "node:assert/strict";
import { type Execution, type NdArray, randomStreams } from "../../engine/mod.ts";
import { assertClose } from "../../tests/golden/close.ts";
import golden from "../../tests/golden/domain_distance.json" with { type: "json" };
import { measureDistance, proxyDistance } from "./domain_distance.ts";

/** Normal features of unit variance; the first has the given mean, the others mean 0. */
function normal(purpose: string, rows: number, width: number, mean: number): NdArray {
  const random = randomStreams(0)(purpose);
  const data = Float32Array.from(
    { length: rows * width },
    (_, i) => random.normal() + (i % width === 0 ? mean : 0),
  );
  return { shape: [rows, width], data };
}

/** The features, each with its own scale and shift. */
function affine({ shape, data }: NdArray): NdArray {
  const moved = Float64Array.from(data, (value, i) => {
    const column = i % shape[1];
    return value * (column + 1) * (column % 2 ? -1e-3 : 1e3) + 7 * column - 3;
  });
  return { shape, data: moved as unknown as Float32Array };
}

for (const [name, { source, target, distance }] of Object.entries(golden)) {
  // tests/golden/domain_distance.py, scikit-learn.
  Deno.test(`proxyDistance: ${name}, agrees with scikit-learn`, () => {
    const [s, t] = [source, target].map(({ shape, data }) => ({
      shape,
      data: Float32Array.from(data),
    }));
    assertClose([proxyDistance(s, t)], [distance], 1e-12);
  });
}

// 2(1 − 2Φ(−δ/2)) with scipy 1.10.1: stats.norm.cdf(-1) and stats.norm.cdf(-0.5).
for (const [shift, expected] of [[0, 0], [1, 0.7658498], [2, 1.3653790]]) {
  Deno.test(`proxyDistance: for normal features ${shift} apart is near the optimum`, () => {
    const distance = proxyDistance(normal("s", 8000, 3, 0), normal("t", 8000, 3, shift));
    // Three standard errors.
    assert.ok(Math.abs(distance - expected) < 3 * 4 * 0.5 / Math.sqrt(8000), `${distance}`);
  });
}

Deno.test("proxyDistance: for equal distributions, it is as often below 0 as above", () => {
  const distances = Array.from(
    { length: 60 },
    (_, i) => proxyDistance(normal(`s${i}`, 60, 4, 0), normal(`t${i}`, 60, 4, 0)),
  );
  const below = distances.filter((distance) => distance < 0).length;
  assert.ok(below > 15 && below < 45, `${below}`);
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / 60;
  assert.ok(Math.abs(mean) < 0.1, `${mean}`);
});

Deno.test("proxyDistance: is 2 for domains separated by a plane", () => {
  assert.equal(proxyDistance(normal("s", 40, 3, -20), normal("t", 40, 3, 20)), 2);
});

Deno.test("proxyDistance: does not change if features are shifted and scaled, or domains swapped", () => {
  const [source, target] = [normal("s", 200, 4, 0), normal("t", 200, 4, 1)];
  const distance = proxyDistance(source, target);
  assert.ok(distance > 0.3 && distance < 1.5);
  assert.equal(proxyDistance(affine(source), affine(target)), distance);
  assert.equal(proxyDistance(target, source), distance);
  assert.equal(proxyDistance(source, target), distance);
});

Deno.test("proxyDistance: is 0 for constant features", () => {
  const same = { shape: [8, 2], data: new Float32Array(16).fill(0.1) };
  assert.equal(proxyDistance(same, same), 0);
});

Deno.test("proxyDistance: requires equally many rows of both, at least four", () => {
  assert.throws(
    () => proxyDistance(normal("s", 8, 2, 0), normal("t", 10, 2, 0)),
    /^RangeError: Cannot measure a distance: .*, current numbers are 8 and 10$/,
  );
  assert.throws(() => proxyDistance(normal("s", 3, 2, 0), normal("t", 3, 2, 0)), RangeError);
});

/** Rows whose feature is their number. */
function numbered(first: number, rows: number): NdArray {
  return { shape: [rows, 1], data: Float32Array.from({ length: rows }, (_, i) => first + i) };
}

/** A model that computes features from a row's number and records the requested rows. */
function modelOf(featureOf: (id: number) => number) {
  const asked: number[][] = [];
  const predict = ({ shape, data }: NdArray, of?: string) => {
    assert.equal(of, "features");
    asked.push([...data]);
    return Promise.resolve({ shape, data: Float32Array.from(data, featureOf) });
  };
  return { asked, execution: { predict } as unknown as Execution };
}

Deno.test("measureDistance: uses equally many rows of both domains, at most 500, drawn by the seed", async () => {
  const askedOf = async (sources: number, targets: number, seed = 0) => {
    const { asked, execution } = modelOf((id) => id);
    const [source, target] = [numbered(0, sources), numbered(10_000, targets)];
    const measure = measureDistance(source, target, randomStreams(seed))!;
    assert.equal(await measure(execution), 2);
    assert.equal(asked.length, 2);
    for (const ids of asked) assert.equal(new Set(ids).size, ids.length);
    assert.ok(asked[0].every((id) => id < sources));
    assert.ok(asked[1].every((id) => id >= 10_000 && id < 10_000 + targets));
    return asked;
  };
  const few = await askedOf(90, 30);
  assert.deepEqual(few.map(({ length }) => length), [30, 30]);
  assert.ok(few[0].some((id) => id >= 30));
  const many = await askedOf(700, 800);
  assert.deepEqual(many.map(({ length }) => length), [500, 500]);
  assert.ok(many[1].some((id) => id >= 10_500));
  // Each domain has a separate stream.
  const [of90] = await askedOf(90, 90);
  assert.notDeepEqual((await askedOf(90, 90))[1].map((id) => id - 10_000), of90);
  assert.deepEqual((await askedOf(90, 90))[0], of90);
  assert.notDeepEqual((await askedOf(90, 90, 1))[0], of90);
});

Deno.test("measureDistance: returns undefined for fewer than 20 rows or features that are not finite", async () => {
  assert.equal(measureDistance(numbered(0, 19), numbered(0, 50), randomStreams(0)), undefined);
  assert.equal(measureDistance(numbered(0, 50), numbered(0, 19), randomStreams(0)), undefined);
  const measure = measureDistance(numbered(0, 20), numbered(50, 20), randomStreams(0))!;
  for (const bad of [3, 53]) {
    const { execution } = modelOf((id) => id === bad ? NaN : id);
    assert.equal(await measure(execution), undefined);
  }
  assert.equal(typeof await measure(modelOf((id) => id).execution), "number");
});
