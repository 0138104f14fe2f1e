import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import {
  cosine,
  examples,
  follow,
  length,
  randomExample,
} from "../../../tests/fixtures/gradients.ts";
import imtl_g from "./imtl_g.ts";

Deno.test("imtl_g has equal projections on all gradients, and none is negative", async () => {
  const independent = examples.filter(({ results }) =>
    results.some(({ rule }) => rule === "imtl_g")
  );
  for (const { name, gradients } of independent) {
    const d = await follow(imtl_g, { gradients });
    const cosines = gradients.map((gradient) => cosine(d, gradient));
    const mean = cosines.reduce((sum, x) => sum + x, 0) / cosines.length;
    assert.ok(mean > 0, name);
    assertClose(cosines, cosines.map(() => mean), 2e-3, 0.1);
  }
});

Deno.test("imtl_g of two gradients weighs each by the other's length", async () => {
  const { gradients: [a, b] } = randomExample(2, 4);
  const [m, n] = [length(a), length(b)];
  const expected = a.map((x, i) => (n * x + m * b[i]) / (m + n));
  assertClose(await follow(imtl_g, { gradients: [a, b] }), expected, 1e-5, 1);
});

Deno.test("imtl_g negates the paper's direction if that ascends", async () => {
  // By symmetry the paper's d is (x, x, z) = α(1, 0, h) + α(0, 1, h) + (1 − 2α)(s, s, 0), and equal
  // projections are (x + hz) / √(1 + h²) = √2 x. Since the third gradient is so short, α < 0 and x < 0.
  const [h, s] = [0.1, 0.01];
  const slope = (Math.sqrt(2 * (1 + h * h)) - 1) / h;
  const alpha = slope * s / (2 * h - slope * (1 - 2 * s));
  const x = alpha + (1 - 2 * alpha) * s;
  assert.ok(x < 0);
  const d = await follow(imtl_g, { gradients: [[1, 0, h], [0, 1, h], [s, s, 0]] });
  assertClose(d, [-x, -x, -slope * x], 1e-3);
});

Deno.test("imtl_g leaves out a zero gradient", async () => {
  const pair = [[1, 2, 0], [-2, 1, 1]];
  const expected = await follow(imtl_g, { gradients: pair });
  const actual = await follow(imtl_g, { gradients: [...pair, [0, 0, 0]] });
  assertClose(actual, expected, 1e-5, 1);
});
