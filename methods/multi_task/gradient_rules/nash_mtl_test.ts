import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import {
  cosine,
  examples,
  follow,
  inner,
  length,
  randomExample,
} from "../../../tests/fixtures/gradients.ts";
import nash_mtl from "./nash_mtl.ts";

const independent = examples.filter(({ results }) =>
  results.some(({ rule }) => rule === "nash_mtl")
);

Deno.test("nash_mtl conflicts with no task", async () => {
  for (const { name, gradients } of independent) {
    const d = await follow(nash_mtl, { gradients });
    for (const gradient of gradients) assert.ok(cosine(d, gradient) > 0, name);
  }
  for (const tasks of [2, 3, 8, 16]) {
    const { gradients } = randomExample(tasks, tasks + 2);
    const d = await follow(nash_mtl, { gradients });
    for (const gradient of gradients) assert.ok(cosine(d, gradient) > 0, `${tasks}`);
  }
});

Deno.test("nash_mtl's weights are the inverses of its inner products with the gradients", async () => {
  for (const { gradients } of independent) {
    const d = await follow(nash_mtl, { gradients }, { max_norm: 0 });
    // d = Σₖ αₖgₖ with αₖ = 1 / (d·gₖ).
    const weighed = d.map((_, i) => gradients.reduce((sum, g) => sum + g[i] / inner(d, g), 0));
    assertClose(weighed, d, 1e-3, length(d));
  }
});

Deno.test("nash_mtl has the length √tasks for gradients of any size", async () => {
  for (const tasks of [2, 3, 8]) {
    const { gradients } = randomExample(tasks, tasks + 2);
    for (const size of [0.01, 1, 100]) {
      const scaled = gradients.map((vector) => vector.map((x) => x * size));
      const d = await follow(nash_mtl, { gradients: scaled }, { max_norm: 0 });
      assertClose([length(d)], [Math.sqrt(tasks)], 1e-5);
    }
  }
});

Deno.test("nash_mtl of orthogonal gradients is the sum of their directions", async () => {
  const gradients = [[3, 0, 0], [0, 4, 0]];
  assertClose(await follow(nash_mtl, { gradients }, { max_norm: 0 }), [1, 1, 0], 1e-5, 1);
});

Deno.test("nash_mtl is shortened to max_norm, but never lengthened", async () => {
  const { gradients } = randomExample(3, 7);
  for (const max_norm of [0.1, 1]) {
    assertClose([length(await follow(nash_mtl, { gradients }, { max_norm }))], [max_norm], 1e-5);
  }
  const whole = await follow(nash_mtl, { gradients }, { max_norm: 0 });
  assertClose(await follow(nash_mtl, { gradients }, { max_norm: 2 }), whole, 1e-6);
});

Deno.test("nash_mtl leaves out a zero gradient", async () => {
  const pair = [[1, 2, 0], [-2, 1, 1]];
  for (const max_norm of [0, 1]) {
    const expected = await follow(nash_mtl, { gradients: pair }, { max_norm });
    const actual = await follow(nash_mtl, { gradients: [...pair, [0, 0, 0]] }, { max_norm });
    assertClose(actual, expected, 1e-5, 1);
  }
});
