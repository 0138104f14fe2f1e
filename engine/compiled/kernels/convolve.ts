import { sizeOf, type Value } from "../graph.ts";
import { BLOCKED } from "../layouts.ts";
import type { Lowering } from "../lower.ts";
import type { Arranged, Lowered } from "./kernel.ts";
import { padded, paddedLengths, placement, type Windows } from "./windows.ts";

/**
 * Convolves images.
 *
 * On the CPU, channels that fill whole blocks are convolved in blocks.
 *
 * @param images The images.
 * @param filter The name of `[height, width, channels / groups, channels out]`.
 * @param groups Number of groups of channels, each with its own filters.
 */
export function convolve(
  images: Value,
  filter: string,
  windows: Windows,
  groups: number,
  onnx: Lowering,
): Arranged {
  const { channelBlock } = onnx.target;
  const [, , , channels] = images.shape;
  const [, , , filters] = windows.output;
  const attributes = { ...placement(windows), group: groups };
  const few = channels < channelBlock;
  const inBlocks = groups === 1 && !isSequence(windows) && filters % channelBlock === 0 &&
    (few || channels % channelBlock === 0);
  if (channelBlock > 1 && inBlocks) {
    const weights = blockedFilter(filter, [...windows.size, channels, filters], onnx);
    // Images with few channels, such as colours, are not blocked.
    const operand = onnx.name(images, few ? "channelsFirst" : "blocked");
    return { layout: "blocked", name: onnx.op("Conv", [operand, weights], attributes, BLOCKED) };
  }
  const weights = onnx.op("Transpose", [filter], { perm: [3, 2, 0, 1] });
  const operand = onnx.name(images, "channelsFirst");
  return { layout: "channelsFirst", name: onnx.op("Conv", [operand, weights], attributes) };
}

/** Reorders a filter: its output channels in blocks, and its input channels too if they fill blocks. */
function blockedFilter(
  filter: string,
  [height, width, channels, filters]: readonly number[],
  onnx: Lowering,
): string {
  const block = onnx.target.channelBlock;
  const [parts, inner] = channels < block ? [1, channels] : [channels / block, block];
  const split = onnx.reshape(filter, [height, width, parts, inner, filters / block, block]);
  // ONNX Runtime reads [filters / block, channels / block, height, width, channels, filters].
  const perm = channels < block ? [4, 2, 3, 0, 1, 5] : [4, 2, 0, 1, 3, 5];
  return onnx.reshape(onnx.op("Transpose", [split], { perm }), [filters, channels, height, width]);
}

/**
 * Computes the gradient of {@linkcode convolve} with respect to the images.
 *
 * At stride 1 it is a convolution of dy with the flipped filter.
 *
 * @param filter The name of `[height, width, channels, channels out / groups]`.
 */
export function inputGradient(
  dy: Value,
  filter: string,
  windows: Windows,
  groups: number,
  onnx: Lowering,
): Lowered {
  const { size, strides, before, after, input, output } = windows;
  const reversed: Windows = {
    ...windows,
    input: output,
    output: input,
    before: size.map((length, i) => length - 1 - before[i]),
    after: size.map((length, i) => length - 1 - after[i]),
  };
  const inside = [...reversed.before, ...reversed.after].every((zeros) => zeros >= 0);
  if (inside && strides.every((stride) => stride === 1)) {
    const end = -Number.MAX_SAFE_INTEGER;
    const steps = onnx.integers([-1, -1]);
    const flipped = onnx.op("Slice", [
      filter,
      steps,
      onnx.integers([end, end]),
      onnx.integers([0, 1]),
      steps,
    ]);
    const turned = onnx.op("Transpose", [flipped], { perm: [0, 1, 3, 2] });
    return convolve(dy, turned, reversed, groups, onnx);
  }
  const grouped = onnx.reshape(filter, [...size, input[3] / groups, output[3]]);
  const weights = onnx.op("Transpose", [grouped], { perm: [3, 2, 0, 1] });
  return {
    layout: "channelsFirst",
    name: spreadOut(onnx.name(dy, "channelsFirst"), weights, windows, groups, onnx),
  };
}

/**
 * Computes a transposed convolution: the sum of the filter times each element of dy, at its window's position.
 *
 * @param dy The name of `[batch, channels out, height, width]`.
 * @param weights The name of `[channels out, channels / groups, height, width]`.
 * @returns The name of `[batch, channels, height, width]`, as large as the images.
 */
export function spreadOut(
  dy: string,
  weights: string,
  windows: Windows,
  groups: number,
  onnx: Lowering,
): string {
  return onnx.op("ConvTranspose", [dy, weights], {
    ...placement(windows),
    output_padding: windows.after.map((zeros) => Math.max(0, -zeros)),
    group: groups,
  });
}

/**
 * Computes the gradient of {@linkcode convolve} with respect to the filter.
 *
 * @returns The name of `[height, width, channels, channels out / groups]`.
 */
export function filterGradient(
  x: Value,
  dy: Value,
  windows: Windows,
  groups: number,
  onnx: Lowering,
): string {
  const { size: [height, width], input: [batch, , , channels], output } = windows;
  const places = sizeOf(output.slice(0, 3));
  const filters = output[3] / groups;
  if (isSequence(windows) && groups === 1) {
    const columns = sequenceColumns(x, windows, onnx);
    const gradient = onnx.op("Gemm", [columns, onnx.reshape(onnx.name(dy), [places, filters])], {
      transA: 1,
    });
    return onnx.reshape(gradient, [height, width, channels, filters]);
  }
  // Gathers whole batches at a time, for as few kernel rows as a fast product needs.
  const lengths = paddedLengths(windows);
  const images = onnx.reshape(
    padded(onnx.name(x, "batchLast"), 1, windows, onnx),
    [channels, sizeOf(lengths), batch],
  );
  const change = onnx.name(dy, "batchLast");
  const most = Math.max(1, Math.floor(FAST_PRODUCT / (channels * width)));
  const gradients: string[] = [];
  for (let row = 0; row < height; row += most) {
    const rows = Math.min(most, height - row);
    const indices = rowIndices(row, rows, lengths[1], windows);
    const columns = onnx.op("Gather", [images, onnx.constant(indices, [indices.length], "int32")], {
      axis: 1,
    });
    const product = groups === 1
      ? onnx.op("Gemm", [
        onnx.reshape(columns, [channels * rows * width, places]),
        onnx.reshape(change, [filters, places]),
      ], { transB: 1 })
      : onnx.op("MatMul", [
        onnx.reshape(columns, [groups, channels / groups * rows * width, places]),
        onnx.op("Transpose", [onnx.reshape(change, [groups, filters, places])], {
          perm: [0, 2, 1],
        }),
      ]);
    const gradient = onnx.reshape(product, [channels, rows, width, filters]);
    gradients.push(onnx.op("Transpose", [gradient], { perm: [1, 2, 0, 3] }));
  }
  return gradients.length === 1 ? gradients[0] : onnx.op("Concat", gradients, { axis: 0 });
}

/** Number of rows from which ONNX Runtime multiplies a matrix at full speed. */
const FAST_PRODUCT = 128;

/** Returns the indices in an image of the elements of kernel rows `[rows, filter width, height, width]`. */
function rowIndices(
  from: number,
  rows: number,
  imageWidth: number,
  { size, output: [, height, width], strides, dilations }: Windows,
): Int32Array {
  return Int32Array.from({ length: rows * size[1] * height * width }, (_, at) => {
    const place = Math.floor(at / (height * width));
    const row = from + Math.floor(place / size[1]);
    const y = Math.floor(at / width) % height * strides[0] + row * dilations[0];
    const x = at % width * strides[1] + place % size[1] * dilations[1];
    return y * imageWidth + x;
  });
}

/** Returns true if the windows slide along images of height 1, as in a one-dimensional convolution. */
function isSequence({ input, size, before, after }: Windows): boolean {
  return input[1] === 1 && size[0] === 1 && before[0] === 0 && after[0] === 0;
}

/** Gathers the content of each window: `[batch · windows, filter width · channels]`. */
function sequenceColumns(images: Value, windows: Windows, onnx: Lowering): string {
  const { size: [, size], output: [batch, , width], strides, dilations } = windows;
  const indices = Int32Array.from(
    { length: width * size },
    (_, at) => Math.floor(at / size) * strides[1] + at % size * dilations[1],
  );
  const columns = onnx.op("Gather", [
    padded(onnx.name(images), 1, windows, onnx),
    onnx.constant(indices, [width, size], "int32"),
  ], { axis: 2 });
  return onnx.reshape(columns, [batch * width, size * images.shape[3]]);
}
