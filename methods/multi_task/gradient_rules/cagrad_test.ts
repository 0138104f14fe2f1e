import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import {
  examples,
  follow,
  inner,
  length,
  randomExample,
  type Vectors,
} from "../../../tests/fixtures/gradients.ts";
import cagrad from "./cagrad.ts";

/** The mean of vectors. */
function meanOf(gradients: Vectors): number[] {
  return gradients[0].map((_, i) => gradients.reduce((sum, g) => sum + g[i], 0) / gradients.length);
}

/** d, of the size of the mean gradient. */
async function directionOf(gradients: Vectors, c: number): Promise<number[]> {
  const found = await follow(cagrad, { gradients }, { c, rescale: "none" });
  return found.map((x) => x / gradients.length);
}

Deno.test("cagrad with c = 0 is the sum", async () => {
  for (const rescale of ["none", "linear", "square"]) {
    const found = await follow(cagrad, { gradients: [[1, 2, 3], [4, 5, -6]] }, { c: 0, rescale });
    assert.deepEqual(found, [5, 7, -3]);
  }
});

Deno.test("cagrad is divided by the divisor of rescale", async () => {
  const { gradients } = randomExample(3, 7);
  const whole = await follow(cagrad, { gradients }, { c: 0.8, rescale: "none" });
  for (const [rescale, divisor] of [["linear", 1.8], ["square", 1.64]] as const) {
    const found = await follow(cagrad, { gradients }, { c: 0.8, rescale });
    assertClose(found, whole.map((x) => x / divisor), 1e-5, 0.1);
  }
});

Deno.test("cagrad stays in the ball around the mean gradient, and is better for the worst-off task", async () => {
  for (const { name, gradients } of examples) {
    if (name === "13 of unlike lengths") continue;
    for (const c of [0.2, 0.5, 0.9]) {
      const d = await directionOf(gradients, c);
      const mean = meanOf(gradients);
      const apart = length(d.map((x, i) => x - mean[i]));
      assert.ok(apart <= c * length(mean) * (1 + 1e-5), `${name}: ${apart}`);
      const worst = (direction: number[]) => Math.min(...gradients.map((g) => inner(g, direction)));
      assert.ok(worst(d) > worst(mean), `${name}: ${worst(d)}, the mean ${worst(mean)}`);
    }
  }
});

Deno.test("cagrad of two gradients is optimal on the boundary of its ball", async () => {
  for (let seed = 0; seed < 20; seed++) {
    const { gradients } = randomExample(2, 3, seed);
    const mean = meanOf(gradients);
    for (const c of [0.1, 0.5, 0.9]) {
      const d = await directionOf(gradients, c);
      const worst = (direction: number[]) => Math.min(...gradients.map((g) => inner(g, direction)));
      // All combinations of the gradients on the boundary of the ball.
      for (let turn = 0; turn < 360; turn++) {
        const [x, y] = [Math.cos(turn * Math.PI / 180), Math.sin(turn * Math.PI / 180)];
        const away = gradients[0].map((_, i) => x * gradients[0][i] + y * gradients[1][i]);
        const radius = c * length(mean) / length(away);
        const other = worst(mean.map((m, i) => m + radius * away[i]));
        assert.ok(worst(d) >= other - 1e-5 * length(mean), `${worst(d)} < ${other}`);
      }
    }
  }
});

Deno.test("cagrad of opposite gradients follows the longer one", async () => {
  // d·g₂ < 0 for every d in the ball; it is largest at the inner end.
  const gradients = [[3, 0, 0], [-1, 0, 0]];
  assertClose(await directionOf(gradients, 0.5), [0.5, 0, 0], 1e-3, 1);
});

Deno.test("cagrad leaves a zero gradient out of the minimum", async () => {
  const pair = [[1, 2, 0], [-2, 1, 1]];
  // The mean of three is 2/3 of the mean of two, with the same direction.
  const expected = (await directionOf(pair, 0.5)).map((x) => x * 2 / 3);
  assertClose(await directionOf([...pair, [0, 0, 0]], 0.5), expected, 1e-4, 1);
  assertClose(await directionOf([pair[0], [0, 0, 0]], 0.5), [0.75, 1.5, 0], 1e-5, 1);
});
