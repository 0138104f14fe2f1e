import { activations } from "./activations.ts";
import { arithmetic } from "./arithmetic.ts";
import { comparisons } from "./comparisons.ts";
import { constants } from "./constants.ts";
import { convolution } from "./convolution.ts";
import { depthwise } from "./depthwise.ts";
import { indexing } from "./indexing.ts";
import type { Kernel } from "./kernel.ts";
import { matmul } from "./matmul.ts";
import { normalisation } from "./normalisation.ts";
import { pooling } from "./pooling.ts";
import { reductions } from "./reductions.ts";
import { resizing } from "./resizing.ts";
import { scans } from "./scans.ts";
import { scatter } from "./scatter.ts";
import { shapes } from "./shapes.ts";
import { slices } from "./slices.ts";

/** All kernels that can be compiled. */
export const kernels: readonly Kernel[] = [
  ...activations,
  ...arithmetic,
  ...comparisons,
  ...constants,
  ...convolution,
  ...depthwise,
  ...indexing,
  ...matmul,
  ...normalisation,
  ...pooling,
  ...reductions,
  ...resizing,
  ...scans,
  ...scatter,
  ...shapes,
  ...slices,
];
