import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import { follow, inner, length, randomExample } from "../../../tests/fixtures/gradients.ts";
import pcgrad from "./pcgrad.ts";

Deno.test("pcgrad of two conflicting gradients sums their components orthogonal to each other", async () => {
  for (let seed = 0; seed < 20; seed++) {
    const { gradients: [a, b], noise } = randomExample(2, 3, seed);
    const product = inner(a, b);
    const expected = product < 0
      ? a.map((x, i) => x - product / inner(b, b) * b[i] + b[i] - product / inner(a, a) * x)
      : a.map((x, i) => x + b[i]);
    const found = await follow(pcgrad, { gradients: [a, b], noise });
    assertClose(found, expected, 1e-5, length(expected));
    assert.ok(inner(found, a) > -1e-5 && inner(found, b) > -1e-5);
  }
});

Deno.test("pcgrad projects in the order of the noise, ties by index", async () => {
  const gradients = [[1, 0, 0], [-1, 1, 0], [-1, -2, 1]];
  const unordered = new Array(9).fill(0.5);
  // The first projected off the second: (½, ½, 0), which conflicts with the third: −1.5/6 of that.
  // The second: (0, 1, 0), then −2/6 of the third. The third: (0, −2, 1), then −2/2 of the second.
  const expected = [
    [0.5 - 0.25, 0.5 - 0.5, 0.25],
    [0 - 1 / 3, 1 - 2 / 3, 1 / 3],
    [0 - 1, -2 + 1, 1],
  ];
  const sum = [0, 1, 2].map((i) => expected.reduce((total, row) => total + row[i], 0));
  assertClose(await follow(pcgrad, { gradients, noise: unordered }), sum, 1e-6, 1);
  // With the first's order reversed: (5/6, −1/3, 1/6) after the third; −7/12 of the second.
  const noise = [0, 0.9, 0.1, ...unordered.slice(3)];
  const first = [5 / 6 - 7 / 12, -1 / 3 + 7 / 12, 1 / 6];
  const turned = sum.map((x, i) => x - expected[0][i] + first[i]);
  assertClose(await follow(pcgrad, { gradients, noise }), turned, 1e-6, 1);
});

Deno.test("pcgrad of gradients without conflict is their sum", async () => {
  const { noise } = randomExample(3, 3);
  const gradients = [[1, 2, 0], [2, 1, 0], [0, 1, 3]];
  assert.deepEqual(await follow(pcgrad, { gradients, noise }), [3, 4, 3]);
});
