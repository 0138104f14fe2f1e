import { assertAgrees, normal } from "../tests/agreement.ts";
import { gruStates, lstmStates } from "./recurrent.ts";

/** Length, batch and width: small products are kernels, that of the last size is not. */
const SIZES = [[1, 1, 1], [1, 3, 2], [2, 1, 5], [5, 1, 1], [7, 3, 6], [4, 2, 33], [3, 9, 31]];

for (const [length, batch, width] of SIZES) {
  const name = `${length} positions, batch of ${batch}, width ${width}`;

  Deno.test(`lstmStates by one kernel equal those by TensorFlow.js's, with their gradients: ${name}`, async () => {
    await assertAgrees(lstmStates, [
      normal([length, batch, 4 * width], "x"),
      normal([width, 4 * width], "weights"),
    ], { tolerance: 2e-5 });
  });

  Deno.test(`gruStates by one kernel equal those by TensorFlow.js's, with their gradients: ${name}`, async () => {
    await assertAgrees(gruStates, [
      normal([length, batch, 3 * width], "x"),
      normal([width, 3 * width], "weights"),
      normal([width], "bias"),
    ], { tolerance: 2e-5 });
  });
}
