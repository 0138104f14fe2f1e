import assert from "node:assert/strict";
import { type Random, randomStreams } from "../engine/random.ts";
import { assertClose } from "../tests/golden/close.ts";
import correlatedTasks from "./correlated_tasks.ts";
import type { Rows } from "./dataset.ts";
import { toDense } from "../engine/array.ts";

const WIDTH = 20;
const read = () => assert.fail("correlated_tasks reads a file");

async function load(domain: string, seed = 0) {
  const loaded = await correlatedTasks.load([domain], read, randomStreams(seed));
  const { validation, ...others } = loaded[domain];
  return { ...others, validation: validation! };
}

/** Returns random streams whose rows have the given inputs and noise 0. */
function probing(inputs: readonly (readonly number[])[]) {
  return (purpose: string): Random => {
    if (purpose.endsWith("weights")) return randomStreams(0)(purpose);
    const numbers = inputs.flatMap((x) => [...x, 0, 0]);
    let next = 0;
    return { ...randomStreams(0)(purpose), normal: () => numbers[next++ % numbers.length] };
  };
}

const target = (z: number) => z + Math.sin(z) + Math.sin(2 * z + 1);

/** Solves the target for z by bisection; the target increases for small z. */
function solve(y: number): number {
  let [low, high] = [-0.4, 0.4];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    [low, high] = target(middle) < y ? [middle, high] : [low, middle];
  }
  return low;
}

/** Recovers the two tasks' weights from the labels at a third of each axis' unit vector. */
async function weights(domain: string): Promise<number[][]> {
  const axes = Array.from(
    { length: WIDTH },
    (_, axis) => Array.from({ length: WIDTH }, (_, i) => i === axis ? 1 / 3 : 0),
  );
  const loaded = await correlatedTasks.load([domain], read, probing(axes));
  const { y } = loaded[domain].train[0];
  return ["a", "b"].map((task) =>
    Array.from(y[`${domain}:${task}`].data.subarray(0, WIDTH), (label) => 3 * solve(label))
  );
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, v, i) => sum + v * b[i], 0);

for (
  const domain of ["p=0.5:n=200", "p=-1:n=20", "p=1:n=1000", "p=0:n=100000", "p=0.333:n=21"]
) {
  Deno.test(`correlated_tasks has the domain '${domain}'`, () => {
    assert.ok(correlatedTasks.has(domain));
  });
}

for (
  const domain of [
    ...["p=0.50:n=200", "p=.5:n=200", "p=-0:n=200", "p=1.01:n=200", "p=-1.5:n=200", "p=x:n=200"],
    ...["p=0.5:n=19", "p=0.5:n=020", "p=0.5:n=20.5", "p=0.5:n=1e3", "p=0.5:n=100001", "p=NaN:n=20"],
    ...["p=0.5", "n=200,p=0.5", "p=0.5, n=200", "p=0.5:n=200:a", "p=0.5:n=200 ", "", "p=:n=20"],
  ]
) {
  Deno.test(`correlated_tasks has no domain '${domain}'`, () => {
    assert.ok(!correlatedTasks.has(domain));
  });
}

Deno.test("correlated_tasks lists existing domains, with two regressions each and no files", () => {
  assert.equal(correlatedTasks.domains.length, 6);
  const names = correlatedTasks.domains.flatMap((domain) => {
    assert.ok(correlatedTasks.has(domain));
    assert.deepEqual(correlatedTasks.files(domain), []);
    const tasks = correlatedTasks.tasks(domain);
    assert.deepEqual(tasks.map(({ kind, metric }) => [kind, metric]), [
      ["regression", "rmse"],
      ["regression", "rmse"],
    ]);
    return tasks.map(({ name }) => name);
  });
  assert.equal(new Set(names).size, 12);
  assert.equal(names[0], "p=0:n=200:a");
});

Deno.test("correlated_tasks draws n training, 500 validation and 2000 test rows", async () => {
  const domain = "p=0.5:n=60";
  const { train, validation, test, unlabelled } = await load(domain);
  assert.equal(unlabelled, undefined);
  for (const [parts, rows] of [[train, 60], [validation, 500], [test, 2000]] as const) {
    assert.equal(parts.length, 1);
    assert.deepEqual(parts[0].x.shape, [rows, WIDTH]);
    assert.deepEqual(Object.keys(parts[0].y), [`${domain}:a`, `${domain}:b`]);
    for (const y of Object.values(parts[0].y)) {
      assert.deepEqual(y.shape, [rows]);
      assert.ok(y.data instanceof Float32Array);
    }
  }
});

for (const p of [-1, -0.5, 0, 0.25, 0.75, 1]) {
  Deno.test(`correlated_tasks' weights have length 1 and the cosine ${p}`, async () => {
    const [a, b] = await weights(`p=${p}:n=20`);
    assertClose([dot(a, a), dot(b, b), dot(a, b)], [1, 1, p], 1e-5, 1);
  });
}

Deno.test("correlated_tasks' first weights are the same for every p", async () => {
  const [[a], [b]] = [await weights("p=0:n=20"), await weights("p=0.75:n=20")];
  assertClose(a, b, 1e-6, 1);
});

Deno.test("correlated_tasks' labels are y = z + sin z + sin(2z + 1) without noise", async () => {
  const [a, b] = await weights("p=0.25:n=20");
  const inputs = Array.from({ length: 20 }, (_, row) => {
    const random = randomStreams(row)("input");
    return Array.from({ length: WIDTH }, () => random.normal());
  });
  const loaded = await correlatedTasks.load(["p=0.25:n=20"], read, probing(inputs));
  const { y } = loaded["p=0.25:n=20"].train[0];
  assertClose(y["p=0.25:n=20:a"].data, inputs.map((x) => target(dot(a, x))), 1e-4, 1);
  assertClose(y["p=0.25:n=20:b"].data, inputs.map((x) => target(dot(b, x))), 1e-4, 1);
});

Deno.test("correlated_tasks' noise has a standard deviation of 0.5 and differs between tasks", async () => {
  const domain = "p=1:n=20";
  const { y } = (await load(domain)).test[0];
  const [a, b] = [y[`${domain}:a`].data, y[`${domain}:b`].data];
  // With p = 1 the labels differ by two independent noises: the variance is 2 · 0.25.
  const squares = Array.from(a, (v, i) => (v - b[i]) ** 2);
  const variance = squares.reduce((sum, v) => sum + v) / squares.length;
  // The standard error of a variance from 2000 draws is 0.5 · √(2/2000) = 0.016.
  assert.ok(Math.abs(variance - 0.5) < 4 * 0.016, `${variance}`);
});

Deno.test("correlated_tasks' settings of one seed share their rows", async () => {
  const [few, many, other] = [
    await load("p=0:n=20", 2),
    await load("p=0:n=50", 2),
    await load("p=1:n=20", 2),
  ];
  assert.deepEqual(
    toDense(many.train[0].x).data.slice(0, 20 * WIDTH),
    toDense(few.train[0].x).data,
  );
  assert.deepEqual(
    many.train[0].y["p=0:n=50:b"].data.slice(0, 20),
    few.train[0].y["p=0:n=20:b"].data,
  );
  const rows = (parts: readonly Rows[]) => toDense(parts[0].x).data;
  for (const split of ["train", "validation", "test"] as const) {
    assert.deepEqual(rows(other[split]), rows(few[split]));
    assert.deepEqual(other[split][0].y["p=1:n=20:a"], few[split][0].y["p=0:n=20:a"]);
    assert.notDeepEqual(other[split][0].y["p=1:n=20:b"], few[split][0].y["p=0:n=20:b"]);
  }
});

Deno.test("correlated_tasks are the same for the same seed, and differ for another seed or split", async () => {
  const first = await load("p=0.5:n=20", 4);
  assert.deepEqual(await load("p=0.5:n=20", 4), first);
  assert.notDeepEqual((await load("p=0.5:n=20", 5)).train, first.train);
  const firsts = [first.train, first.validation, first.test].map((parts) =>
    toDense(parts[0].x).data[0]
  );
  assert.equal(new Set(firsts).size, 3);
});

Deno.test("correlated_tasks' sample has two domains of a few rows", () => {
  const sample = correlatedTasks.sample(randomStreams(0));
  assert.deepEqual(Object.keys(sample), correlatedTasks.domains.slice(0, 2));
  for (const [domain, { input, train, validation = [], test }] of Object.entries(sample)) {
    assert.deepEqual(input, { kind: "numbers", shape: [WIDTH] });
    const shapes = [train, validation, test].map(([{ x }]) => x.shape);
    assert.deepEqual(shapes, [[40, WIDTH], [20, WIDTH], [20, WIDTH]]);
    const names = correlatedTasks.tasks(domain).map(({ name }) => name);
    assert.deepEqual(Object.keys(train[0].y), names);
  }
});

Deno.test("correlated_tasks states the correlation and the number of rows of a domain", () => {
  assert.deepEqual(correlatedTasks.quantities!("p=-0.25:n=50"), { correlation: -0.25, rows: 50 });
});
