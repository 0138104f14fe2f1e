import assert from "node:assert/strict";
import { assertClose } from "../tests/golden/close.ts";
import { openDevice } from "./devices.ts";
import * as initializers from "./initializers.ts";
import type { Initializer } from "./initializers.ts";
import { randomStreams } from "./random.ts";

await openDevice("reference");

/** Bounds by shape, computed by hand; a [3, 3, 4, 8] kernel has fans 36 and 72. */
const uniforms: { [name: string]: [Initializer, shape: number[], bound: number][] } = {
  uniform: [[initializers.uniform(0.3), [200, 100], 0.3]],
  fanInUniform: [[initializers.fanInUniform(25), [200, 100], 1 / 5]],
  glorotUniform: [
    [initializers.glorotUniform, [200, 100], Math.sqrt(6 / 300)],
    [initializers.glorotUniform, [3, 3, 4, 8], Math.sqrt(6 / 108)],
  ],
  heUniform: [
    [initializers.heUniform, [200, 100], Math.sqrt(6 / 200)],
    [initializers.heUniform, [3, 3, 4, 8], Math.sqrt(6 / 36)],
  ],
  lecunUniform: [
    [initializers.lecunUniform, [200, 100], Math.sqrt(3 / 200)],
    [initializers.lecunUniform, [3, 3, 4, 8], Math.sqrt(3 / 36)],
  ],
};

/** Standard deviations by shape, computed by hand. */
const normals: { [name: string]: [Initializer, shape: number[], deviation: number][] } = {
  glorotNormal: [
    [initializers.glorotNormal, [200, 100], Math.sqrt(2 / 300)],
    [initializers.glorotNormal, [3, 3, 4, 8], Math.sqrt(2 / 108)],
  ],
  heNormal: [
    [initializers.heNormal, [200, 100], Math.sqrt(2 / 200)],
    [initializers.heNormal, [3, 3, 4, 8], Math.sqrt(2 / 36)],
  ],
  lecunNormal: [
    [initializers.lecunNormal, [200, 100], Math.sqrt(1 / 200)],
    [initializers.lecunNormal, [3, 3, 4, 8], Math.sqrt(1 / 36)],
  ],
};

for (const [name, cases] of Object.entries(uniforms)) {
  for (const [initializer, shape, bound] of cases) {
    Deno.test(`${name} scales the stream's uniform draws to its bound, [${shape}]`, () => {
      const values = draw(initializer, shape);
      const stream = randomStreams(5)("kernel");
      assertClose(values, values.map(() => bound * (2 * stream.uniform() - 1)), 1e-6, bound);
    });

    Deno.test(`${name} has its bound and the variance bound²/3, [${shape}]`, () => {
      const values = draw(initializer, shape);
      const largest = Math.max(...values.map(Math.abs));
      assert.ok(largest <= bound * (1 + 1e-6) && largest > bound * (1 - 10 / values.length));
      assertMoments(values, bound / Math.sqrt(3), 4 / 5);
    });
  }
}

for (const [name, cases] of Object.entries(normals)) {
  for (const [initializer, shape, deviation] of cases) {
    Deno.test(`${name} scales the stream's normal draws to its deviation, [${shape}]`, () => {
      const values = draw(initializer, shape);
      const stream = randomStreams(5)("kernel");
      assertClose(values, values.map(() => deviation * stream.normal()), 1e-6, deviation);
    });

    Deno.test(`${name} has its variance, [${shape}]`, () => {
      assertMoments(draw(initializer, shape), deviation, 2);
    });
  }
}

// Tall, wide, square, one column, one row, and a convolution's kernel as a 36 × 8 matrix.
for (const shape of [[20, 7], [7, 20], [30, 30], [9, 1], [1, 9], [3, 3, 4, 8]]) {
  Deno.test(`orthogonal has orthonormal rows or columns, whichever are fewer, [${shape}]`, () => {
    const values = draw(initializers.orthogonal, shape);
    const columns = shape[shape.length - 1];
    const rows = values.length / columns;
    const few = Math.min(rows, columns);
    const at = (vector: number, i: number) =>
      rows < columns ? values[vector * columns + i] : values[i * columns + vector];
    for (let a = 0; a < few; a++) {
      for (let b = 0; b < few; b++) {
        let product = 0;
        for (let i = 0; i < Math.max(rows, columns); i++) product += at(a, i) * at(b, i);
        assertClose([product], [a === b ? 1 : 0], 1e-6, 1);
      }
    }
  });
}

Deno.test("orthogonal's entries have mean zero and variance one over the longer side", () => {
  assertMoments(draw(initializers.orthogonal, [60, 60]), Math.sqrt(1 / 60), 2);
});

Deno.test("zeros draws nothing and returns zeros", () => {
  const stream = randomStreams(5)("kernel");
  assert.deepEqual([...initializers.zeros(stream, [2, 3]).dataSync()], [0, 0, 0, 0, 0, 0]);
  assert.equal(stream.uniform(), randomStreams(5)("kernel").uniform());
});

const everyOne: { [name: string]: Initializer } = {
  ...initializers,
  uniform: initializers.uniform(1),
  fanInUniform: initializers.fanInUniform(4),
};

for (const [name, initializer] of Object.entries(everyOne)) {
  Deno.test(`${name} returns float32 of the given shape, the same from the same stream`, () => {
    const [first, second] = [5, 5].map((seed) =>
      initializer(randomStreams(seed)("kernel"), [3, 3, 4, 8])
    );
    assert.deepEqual(first.shape, [3, 3, 4, 8]);
    assert.equal(first.dtype, "float32");
    assert.deepEqual(first.dataSync(), second.dataSync());
    const other = initializer(randomStreams(6)("kernel"), [3, 3, 4, 8]).dataSync();
    if (name !== "zeros") assert.notDeepEqual(other, first.dataSync());
  });
}

function draw(initializer: Initializer, shape: readonly number[]): number[] {
  const tensor = initializer(randomStreams(5)("kernel"), shape);
  assert.deepEqual(tensor.shape, shape);
  return [...tensor.dataSync()];
}

/**
 * Asserts a mean of zero and a variance of deviation², each within four standard errors.
 *
 * @param spread The variance of the squared draw over its squared mean: 2 for a normal distribution, 4/5 for a uniform one.
 */
function assertMoments(values: readonly number[], deviation: number, spread: number): void {
  const n = values.length;
  const mean = values.reduce((sum, v) => sum + v, 0) / n;
  const square = values.reduce((sum, v) => sum + v ** 2, 0) / n;
  assertClose([mean], [0], 4 / Math.sqrt(n), deviation);
  assertClose([square], [deviation ** 2], 4 * Math.sqrt(spread / n));
}
