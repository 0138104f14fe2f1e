import { elementwise } from "./elementwise.ts";
import { indexing } from "./indexing.ts";
import type { Kernel } from "./kernel.ts";
import { matmul } from "./matmul.ts";
import { reductions } from "./reductions.ts";
import { shapes } from "./shapes.ts";

/** Every kernel that can be compiled. */
export const kernels: readonly Kernel[] = [
  ...elementwise,
  ...indexing,
  ...matmul,
  ...reductions,
  ...shapes,
];
