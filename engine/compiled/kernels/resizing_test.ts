import { assertAgrees, normal } from "../../../tests/agreement.ts";
import * as tf from "../../tf.ts";

/** Larger, smaller, mixed, the same size, and a single row. */
const SIZES: [number, number][] = [[10, 8], [3, 2], [7, 3], [5, 4], [1, 6]];

const KERNELS = {
  ResizeBilinear: tf.image.resizeBilinear,
  ResizeNearestNeighbor: tf.image.resizeNearestNeighbor,
};

for (const [name, resize] of Object.entries(KERNELS)) {
  for (
    const [what, ...options] of [
      ["corners not aligned", false, false],
      ["corners aligned", true, false],
      ["half-pixel centres", false, true],
    ] as [string, boolean, boolean][]
  ) {
    Deno.test(`${name}: ${what}`, async () => {
      for (const size of SIZES) {
        await assertAgrees(
          (images) => resize(images as tf.Tensor4D, size, ...options),
          [normal([2, 5, 4, 3])],
          { gradients: false },
        );
      }
    });
  }

  Deno.test(`${name}: after a convolution to one pixel`, () =>
    assertAgrees(
      (x, filter) => resize(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, "valid"), [2, 3]),
      [normal([2, 3, 3, 2], "x"), normal([3, 3, 2, 4], "filter")],
      { gradients: false, floor: 10 },
    ));
}
