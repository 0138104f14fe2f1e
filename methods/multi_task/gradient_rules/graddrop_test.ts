import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import { follow, randomExample } from "../../../tests/fixtures/gradients.ts";
import graddrop from "./graddrop.ts";

Deno.test("graddrop keeps the positive gradients where the purity is above the noise, else the negative ones", async () => {
  // P = ½ (1 + 2/8) = 0.625 everywhere.
  const gradients = [[5, 5, 5], [-3, -3, -3]];
  const found = await follow(graddrop, { gradients, noise: [0.62, 0.63, 0] });
  assert.deepEqual(found, [5, -3, 5]);
});

Deno.test("graddrop keeps all gradients where the signs agree, for any noise", async () => {
  const gradients = [[1, -2, 0], [3, -1, -1]];
  for (const noise of [[0, 0, 0], [0.999, 0.999, 0.999]]) {
    assert.deepEqual(await follow(graddrop, { gradients, noise }), [4, -3, -1]);
  }
});

Deno.test("graddrop is the sum if nothing is subject to dropping", async () => {
  const { gradients, noise } = randomExample(3, 6);
  const sum = gradients[0].map((_, i) => gradients.reduce((total, g) => total + g[i], 0));
  assertClose(await follow(graddrop, { gradients, noise }, { leak: 1 }), sum, 1e-6, 1);
});

Deno.test("graddrop is the sum on average over the noise", async () => {
  // The mean over U of the kept gradients: P·5 + (1 − P)·(−3) = 2, the sum.
  const gradients = [new Array(1000).fill(5), new Array(1000).fill(-3)];
  const noise = gradients[0].map((_, i) => (i + 0.5) / 1000);
  const found = await follow(graddrop, { gradients, noise });
  assertClose([found.reduce((total, x) => total + x, 0) / 1000], [2], 1e-6);
});
