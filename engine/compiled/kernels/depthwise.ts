import { convolutionKernels } from "./convolution.ts";
import type { Kernel } from "./kernel.ts";

/** TensorFlow.js's convolutions of each channel by itself. */
export const depthwise: readonly Kernel[] = convolutionKernels(
  "DepthwiseConv2dNative",
  "FusedDepthwiseConv2D",
  true,
);
