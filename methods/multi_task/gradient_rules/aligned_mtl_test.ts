import { assertClose } from "../../../tests/golden/close.ts";
import { examples, follow, length, randomExample } from "../../../tests/fixtures/gradients.ts";
import aligned_mtl from "./aligned_mtl.ts";

Deno.test("aligned_mtl keeps orthogonal gradients of one length", async () => {
  for (const scale_mode of ["min", "median", "rmse"]) {
    const gradients = [[0, 2, 0], [2, 0, 0]];
    assertClose(await follow(aligned_mtl, { gradients }, { scale_mode }), [2, 2, 0], 1e-5, 1);
  }
});

Deno.test("aligned_mtl gives orthogonal gradients the length that scale_mode selects", async () => {
  const gradients = [[2, 0, 0], [0, 1, 0], [0, 0, -3]];
  const lengths = { min: 1, median: 2, rmse: Math.sqrt(14 / 3) };
  for (const [scale_mode, s] of Object.entries(lengths)) {
    assertClose(await follow(aligned_mtl, { gradients }, { scale_mode }), [s, s, -s], 1e-5, 1);
  }
});

Deno.test("aligned_mtl's median of an even number is the lower one", async () => {
  const gradients = [[4, 0, 0, 0], [0, 1, 0, 0], [0, 0, 3, 0], [0, 0, 0, 2]];
  const found = await follow(aligned_mtl, { gradients }, { scale_mode: "median" });
  assertClose(found, [2, 2, 2, 2], 1e-5);
});

Deno.test("aligned_mtl sums orthogonal gradients of the smallest singular value", async () => {
  // ‖d‖² = 2λ, with λ the smaller eigenvalue of the Gram matrix [[18, −22], [−22, 38]].
  const [sum, difference, product] = [18 + 38, 18 - 38, -22];
  const root = Math.sqrt(difference ** 2 + 4 * product ** 2);
  const least = (sum - root) / 2;
  const gradients = [[-4, 1, 1], [6, 1, 1]];
  assertClose([length(await follow(aligned_mtl, { gradients })) ** 2], [2 * least], 1e-5);
});

Deno.test("aligned_mtl drops the components that equal gradients lack", async () => {
  // One direction of length √3 · ‖g‖; each task contributes 1/√3 of it.
  const [g] = randomExample(2, 5).gradients;
  for (const scale_mode of ["min", "median", "rmse"]) {
    const found = await follow(aligned_mtl, { gradients: [g, g, g] }, { scale_mode });
    assertClose(found, g.map((x) => 3 * x), 1e-5, 1);
  }
});

Deno.test("aligned_mtl may conflict with an original gradient", async () => {
  const { gradients } = examples[0];
  const [first, second] = gradients.map((g) => g.map((x, i) => i === 0 ? x : x / 10));
  const found = await follow(aligned_mtl, { gradients: [first, second.map((x) => x * 10)] });
  const products = [first, second].map((g) => g.reduce((total, x, i) => total + x * found[i], 0));
  assertClose([Math.sign(Math.min(...products))], [-1], 0);
});
