import { encodeLoops, encodeRecurrence } from "./elementwise.ts";
import { encodeExtreme } from "./extreme.ts";
import type { FusedKernel } from "./loops.ts";
import { encodeProduct } from "./product.ts";
import { encodeGather, encodeScatter, encodeSums } from "./rows.ts";
import { encodeSparse } from "./sparse.ts";
import { Code } from "./wasm/code.ts";
import { encodeBinary } from "./wasm/binary.ts";

/**
 * Compiles kernels to one WebAssembly module.
 *
 * It imports `env.memory`, of so many pages or more, `env.outside(index, length)`, which throws: a kernel of rows
 * calls it with an index that is not below the length, and `env.product(i)`, which computes a product. It exports `segment0`, `segment1`, …, each of which runs its kernels in order.
 */
export function encodeModule(
  segments: readonly (readonly FusedKernel[])[],
  pages: number,
): Uint8Array<ArrayBuffer> {
  return encodeBinary(segments.map((kernels) => kernels.map(encodeKernel)), pages);
}

function encodeKernel(kernel: FusedKernel): Code {
  const code = new Code();
  switch (kernel.kind) {
    case "loops":
      encodeLoops(code, kernel);
      break;
    case "recurrence":
      encodeRecurrence(code, kernel);
      break;
    case "product":
      encodeProduct(code, kernel);
      break;
    case "gather":
      encodeGather(code, kernel);
      break;
    case "scatter":
      encodeScatter(code, kernel);
      break;
    case "sum":
      encodeSums(code, kernel);
      break;
    case "extreme":
      encodeExtreme(code, kernel);
      break;
    case "sparse":
      encodeSparse(code, kernel);
  }
  return code;
}
