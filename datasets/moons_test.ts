import assert from "node:assert/strict";
import { type Random, randomStreams, type Streams } from "../engine/random.ts";
import { assertClose } from "../tests/golden/close.ts";
import { type LabelledRows, oneTask } from "../tests/one_task.ts";
import moons from "./moons.ts";

const read = () => assert.fail("moons reads a file");
const drawnWith = async (domain: string, random: Streams) =>
  oneTask((await moons.load([domain], read, random))[domain], domain);
const load = (domain: string, seed = 0) => drawnWith(domain, randomStreams(seed));

const noiseless: Random = {
  uniform: () => assert.fail("moons draws a uniform number"),
  normal: () => 0,
  permutation: () => assert.fail("moons draws a permutation"),
};

function points({ x }: LabelledRows): [number, number][] {
  return Array.from({ length: x.shape[0] }, (_, row) => [x.data[2 * row], x.data[2 * row + 1]]);
}

for (const domain of ["0", "1", "35", "359", "0.5", "99.25"]) {
  Deno.test(`moons has the domain '${domain}'`, () => assert.ok(moons.has(domain)));
}

for (
  const domain of ["035", "-5", "-0", "360", "361", "x", "", " 35", "35 ", "+35", "1e2", "NaN"]
) {
  Deno.test(`moons has no domain '${domain}'`, () => assert.ok(!moons.has(domain)));
}

Deno.test("moons lists the paper's domains, which need no files", () => {
  assert.deepEqual(moons.domains, ["0", "35"]);
  assert.deepEqual(moons.files("35"), []);
  assert.equal(moons.folder, undefined);
});

Deno.test("moons draws 300 training and 1000 test points, half of each class", async () => {
  for (const domain of ["0", "35"]) {
    const { train, test } = await load(domain);
    for (const [{ x, y }, rows] of [[train, 300], [test, 1000]] as const) {
      assert.deepEqual(x.shape, [rows, 2]);
      assert.deepEqual(y.shape, [rows]);
      assert.ok(x.data instanceof Float32Array && y.data instanceof Int32Array);
      assert.equal(y.data.filter((label) => label === 1).length, rows / 2);
    }
  }
});

Deno.test("moons without noise are half circles of radius 2 about (−1, −½) and (1, ½)", async () => {
  const { train, test } = await drawnWith("0", () => noiseless);
  for (const { x, y } of [train, test]) {
    const rows = points({ x, y });
    rows.forEach(([px, py], row) => {
      const sign = y.data[row] ? -1 : 1;
      // Class 0 is the upper moon: above its circle's centre.
      assertClose([Math.hypot(sign * px + 1, sign * py + 0.5)], [2], 1e-6);
      assert.ok(sign * py + 0.5 >= -1e-6);
    });
    const half = rows.length / 2;
    assertClose(rows[0], [1, -0.5], 1e-6);
    assertClose(rows[half - 1], [-3, -0.5], 1e-6);
    assertClose(rows[half], [-1, 0.5], 1e-6);
    assertClose(rows.at(-1)!, [3, 0.5], 1e-6);
    // Points at equal angles along the arc; the moons are point reflections of each other in the origin.
    const step = Math.hypot(rows[1][0] - rows[0][0], rows[1][1] - rows[0][1]);
    for (let row = 1; row < half; row++) {
      const [dx, dy] = [0, 1].map((axis) => rows[row][axis] - rows[row - 1][axis]);
      assertClose([Math.hypot(dx, dy)], [step], 1e-3);
    }
    for (let row = 0; row < half; row++) {
      assertClose(rows[row + half], rows[row].map((v) => -v), 1e-6, 1);
    }
  }
});

for (const degrees of [35, 90, 200.5]) {
  Deno.test(`moons at ${degrees}° are the moons at 0° turned counter-clockwise about the origin`, async () => {
    // The same draws for both domains, so that only the angle differs.
    const drawn = (domain: string) =>
      drawnWith(
        domain,
        (purpose) => randomStreams(3)(purpose.endsWith("train") ? "train" : "test"),
      );
    const [plain, turned] = [await drawn("0"), await drawn(String(degrees))];
    for (const split of ["train", "test"] as const) {
      assert.deepEqual(turned[split].y, plain[split].y);
      const rows = points(turned[split]);
      points(plain[split]).forEach(([x, y], row) => {
        const [length, angle] = [Math.hypot(x, y), Math.atan2(y, x) + degrees * Math.PI / 180];
        const expected = [length * Math.cos(angle), length * Math.sin(angle)];
        assertClose(rows[row], expected, 1e-6, 4);
      });
    }
  });
}

Deno.test("moons' noise has a standard deviation of 0.1 and mean 0", async () => {
  const clean = points((await drawnWith("0", () => noiseless)).test);
  const noisy = points((await load("0")).test);
  const noise = noisy.flatMap(([x, y], row) => [x - clean[row][0], y - clean[row][1]]);
  const mean = noise.reduce((sum, v) => sum + v, 0) / noise.length;
  const deviation = Math.sqrt(noise.reduce((sum, v) => sum + (v - mean) ** 2, 0) / noise.length);
  // Over 2000 draws the mean is within 0.1/√2000 · 4, and the deviation within 0.1/√4000 · 4.
  assert.ok(Math.abs(mean) < 0.009, `${mean}`);
  assert.ok(Math.abs(deviation - 0.1) < 0.0064, `${deviation}`);
});

Deno.test("moons are the same for the same seed, and differ for another seed, domain or split", async () => {
  const first = await load("35", 4);
  assert.deepEqual(await load("35", 4), first);
  assert.notDeepEqual((await load("35", 5)).train.x, first.train.x);
  assert.notDeepEqual([...first.test.x.data.slice(0, 2)], [...first.train.x.data.slice(0, 2)]);
  const purposes: string[] = [];
  for (const domain of ["0", "35"]) {
    await drawnWith(domain, (purpose) => {
      purposes.push(purpose);
      return noiseless;
    });
  }
  assert.equal(new Set(purposes).size, 4);
});

Deno.test("moons' sample has 40 and 20 points of both classes, in both listed domains", () => {
  const sample = moons.sample(randomStreams(0));
  assert.deepEqual(Object.keys(sample), moons.domains);
  for (const [domain, data] of Object.entries(sample)) {
    const { train, test } = oneTask(data, domain);
    assert.deepEqual([train.x.shape, test.x.shape], [[40, 2], [20, 2]]);
    for (const { y } of [train, test]) {
      assert.equal([...y.data].filter((label) => label === 1).length, y.shape[0] / 2);
    }
  }
});
