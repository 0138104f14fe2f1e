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
import mgda from "./mgda.ts";

/** Asserts d·gₖ ≥ ‖d‖² for every task, to the accuracy of float32 inner products. */
async function assertShortest(gradients: Vectors): Promise<void> {
  const d = await follow(mgda, { gradients });
  for (const gradient of gradients) {
    const slack = inner(d, gradient) - inner(d, d);
    const scale = length(gradient) * Math.min(...gradients.map(length));
    assert.ok(slack >= -2e-6 * scale, `${slack / scale} of ${gradient}`);
  }
}

Deno.test("mgda satisfies the conditions of the shortest vector", async () => {
  for (const { gradients } of examples) await assertShortest(gradients);
  for (const tasks of [2, 3, 4, 8, 13, 16]) {
    for (let seed = 0; seed < 4; seed++) {
      await assertShortest(randomExample(tasks, tasks + 3, seed).gradients);
      await assertShortest(randomExample(tasks, 4, seed).gradients);
    }
  }
});

Deno.test("mgda of two gradients is the point nearest to zero between them", async () => {
  // The line from (3, 1, 0) to (−1, 1, 0) passes zero at (0, 1, 0).
  assertClose(await follow(mgda, { gradients: [[3, 1, 0], [-1, 1, 0]] }), [0, 1, 0], 1e-6, 1);
  // Beyond an end, the nearest point is that end.
  assertClose(await follow(mgda, { gradients: [[1, 1, 0], [3, 1, 0]] }), [1, 1, 0], 1e-6, 1);
  assertClose(await follow(mgda, { gradients: [[3, 1, 0], [1, 1, 0]] }), [1, 1, 0], 1e-6, 1);
});

Deno.test("mgda is zero if gradients are opposite, or one is zero", async () => {
  for (const more of [[], [[0.3, 2, 1]]]) {
    const opposite = await follow(mgda, { gradients: [[1, 2, 3], [-2, -4, -6], ...more] });
    assert.ok(length(opposite) < 2e-3, `${opposite}`);
    const finished = await follow(mgda, { gradients: [[1, 2, 3], [0, 0, 0], ...more] });
    assert.ok(length(finished) < 1e-6, `${finished}`);
  }
});

Deno.test("mgda's normalization affects only the weights, which then weigh the original gradients", async () => {
  // For two vectors of length 1 the weights are halves for any original lengths.
  const gradients = [[4, 0, 0], [0, 1, 0]];
  const values = { normalization: "l2" };
  assertClose(await follow(mgda, { gradients }, values), [2, 0.5, 0], 1e-6, 1);
  // Losses in the ratio of the lengths give the same weights.
  const example = { gradients, losses: [8, 2] };
  assertClose(await follow(mgda, example, { normalization: "loss" }), [2, 0.5, 0], 1e-6, 1);
  // 1/8² and 1/2²: the first weighs 16 times the second.
  assertClose(
    await follow(mgda, example, { normalization: "loss_l2" }),
    [4 * 16 / 17, 1 / 17, 0],
    1e-6,
    1,
  );
});
