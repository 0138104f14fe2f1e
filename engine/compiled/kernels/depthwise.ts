import { convolutionKernels } from "./convolution.ts";
import type { Kernel } from "./kernel.ts";

/** TensorFlow.js's depthwise convolutions. */
export const depthwise: readonly Kernel[] = convolutionKernels(
  "DepthwiseConv2dNative",
  "FusedDepthwiseConv2D",
  true,
);
