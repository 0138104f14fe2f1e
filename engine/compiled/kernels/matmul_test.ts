import { assertAgrees, normal } from "../../../tests/agreement.ts";
import * as tf from "../../tf.ts";

/** [rows, inner, columns]: odd sizes, and ones. */
const SIZES = [[3, 5, 7], [1, 5, 7], [3, 1, 7], [3, 5, 1], [1, 1, 1], [17, 33, 9]];

for (const transposeA of [false, true]) {
  for (const transposeB of [false, true]) {
    for (const batch of [[], [1], [3], [2, 3]]) {
      const name = `${transposeA ? "aᵀ" : "a"} · ${transposeB ? "bᵀ" : "b"}, batch [${batch}]`;

      Deno.test(`BatchMatMul: ${name}`, async () => {
        for (const [rows, inner, columns] of SIZES) {
          await assertAgrees((a, b) => tf.matMul(a, b, transposeA, transposeB), [
            normal([...batch, ...(transposeA ? [inner, rows] : [rows, inner])], "a"),
            normal([...batch, ...(transposeB ? [columns, inner] : [inner, columns])], "b"),
          ], { floor: Math.sqrt(inner) });
        }
      });
    }
  }
}
