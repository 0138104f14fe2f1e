import * as tf from "../../tf.ts";
import type { Attributes } from "../graph.ts";
import type { Lowering, OnnxAttributes } from "../lower.ts";
import { unsupported } from "./kernel.ts";

/** Windows that slide over images; pairs are for rows and columns. */
export interface Windows {
  /** The images `[batch, height, width, channels]`. */
  readonly input: readonly number[];
  /** The output, with one position per window: `[batch, height, width, channels]`. */
  readonly output: readonly number[];
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Padding above and to the left of an image. */
  readonly before: readonly number[];
  /** Padding below and to the right; if negative, pixels that no window reaches. */
  readonly after: readonly number[];
}

/**
 * Returns the windows of a convolution.
 *
 * @param kernel The kernel's name, for errors.
 * @param input The shape of the images.
 * @param filter The filter's shape `[height, width, channels, channels out]`; a depthwise one ends in
 * the number of filters per channel.
 */
export function convolutionWindows(
  kernel: string,
  input: readonly number[],
  filter: readonly number[],
  attributes: Attributes,
  depthwise: boolean,
): Windows {
  const { strides, dilations, pad, dimRoundingMode, dataFormat } =
    attributes as unknown as ConvolutionAttributes;
  if (dataFormat && dataFormat !== "NHWC") throw unsupported(kernel, `dataFormat ${dataFormat}`);
  return windowsOf(
    kernel,
    tf.backend_util.computeConv2DInfo(
      input as Shape4,
      filter as Shape4,
      strides,
      dilations ?? 1,
      pad,
      dimRoundingMode,
      depthwise,
    ),
  );
}

/**
 * Returns the windows of a pooling.
 *
 * @param kernel The kernel's name, for errors.
 * @param input The shape of the images.
 */
export function poolingWindows(
  kernel: string,
  input: readonly number[],
  attributes: Attributes,
): Windows {
  const { filterSize, strides, pad, dimRoundingMode } = attributes as unknown as PoolingAttributes;
  const windows = windowsOf(
    kernel,
    tf.backend_util.computePool2DInfo(
      input as Shape4,
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    ),
  );
  if ([windows.before, windows.after].some((zeros) => zeros.some((n, i) => n >= windows.size[i]))) {
    throw unsupported(kernel, `windows outside of the image (pad ${JSON.stringify(pad)})`);
  }
  return windows;
}

/** Returns the attributes of ONNX's convolutions and poolings for windows. */
export function placement({ size, strides, dilations, before, after }: Windows): OnnxAttributes {
  return {
    kernel_shape: size,
    strides,
    dilations,
    pads: [...before, ...after.map((zeros) => Math.max(0, zeros))],
  };
}

/** Pads images with zeros; rows are at `axis`, columns at the next axis. */
export function padded(images: string, axis: number, windows: Windows, onnx: Lowering): string {
  const zeros = [...windows.before, ...windows.after].map((zeros) => Math.max(0, zeros));
  if (zeros.every((count) => count === 0)) return images;
  return onnx.op("Pad", [images, onnx.integers(zeros), "", onnx.integers([axis, axis + 1])]);
}

/** Returns the height and width of images with their padding. */
export function paddedLengths({ input, before, after }: Windows): readonly number[] {
  return [0, 1].map((i) => before[i] + input[1 + i] + Math.max(0, after[i]));
}

/**
 * Throws if a gradient does not have the shape of its operation's output.
 *
 * This happens because TensorFlow.js does not pass the rounding mode of an operation on to its gradient.
 */
export function checkGradient(kernel: string, dy: readonly number[], { output }: Windows): void {
  if (dy.some((length, axis) => length !== output[axis])) {
    throw unsupported(kernel, `dy of shape [${dy}] where the output has shape [${output}]`);
  }
}

type Shape4 = [number, number, number, number];
type Pair = number | [number, number];
type Info = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

interface PlacementAttributes {
  readonly strides: Pair;
  readonly pad: "same" | "valid" | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

interface ConvolutionAttributes extends PlacementAttributes {
  /** Omitted by gradients, for which it is 1. */
  readonly dilations?: Pair;
  readonly dataFormat?: string;
}

interface PoolingAttributes extends PlacementAttributes {
  readonly filterSize: Pair;
}

function windowsOf(kernel: string, info: Info): Windows {
  const strides = [info.strideHeight, info.strideWidth];
  const before = [info.padInfo.top, info.padInfo.left];
  const reach = [info.effectiveFilterHeight, info.effectiveFilterWidth];
  // Computed from the number of windows, which the rounding mode changes, instead of the requested padding.
  const after = [0, 1].map((i) =>
    (info.outShape[1 + i] - 1) * strides[i] + reach[i] - before[i] - info.inShape[1 + i]
  );
  const windows = {
    input: info.inShape,
    output: info.outShape,
    size: [info.filterHeight, info.filterWidth],
    strides,
    dilations: [info.dilationHeight, info.dilationWidth],
    before,
    after,
  };
  if (info.outHeight < 1 || info.outWidth < 1 || after.some((zeros, i) => zeros <= -strides[i])) {
    throw unsupported(
      kernel,
      `${info.outHeight}×${info.outWidth} windows of ${windows.size.join("×")} over images of ` +
        `${info.inHeight}×${info.inWidth}`,
    );
  }
  return windows;
}
