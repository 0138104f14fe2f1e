import type { Lowering } from "./lower.ts";

/**
 * The memory order of a value `[batch, height, width, channels]`.
 *
 * - `plain`: the order above.
 * - `channelsFirst`: `[batch, channels, height, width]`, the order of ONNX's convolutions.
 * - `blocked`: as channelsFirst, but the channels of a block are adjacent for each pixel: the order of ONNX
 *   Runtime's convolutions on the CPU.
 * - `batchLast`: `[channels, height, width, batch]`: a pixel's neighbours are a whole row of numbers away, so
 *   that pooling and the gathering of columns work on rows.
 */
export type Layout = "plain" | "channelsFirst" | "blocked" | "batchLast";

/** The domain of ONNX Runtime's operators on blocks of channels. */
export const BLOCKED = "com.microsoft.nchwc";

/** Position of each axis of the plain order in another order; blocks have no separate axes. */
export const places: { readonly [layout in Exclude<Layout, "blocked">]: readonly number[] } = {
  plain: [0, 1, 2, 3],
  channelsFirst: [0, 2, 3, 1],
  batchLast: [3, 1, 2, 0],
};

/** The orders from which an order is made in one conversion, the cheapest first. */
const sources: { readonly [layout in Layout]: readonly Layout[] } = {
  plain: ["channelsFirst", "batchLast"],
  channelsFirst: ["blocked", "batchLast", "plain"],
  blocked: ["channelsFirst"],
  batchLast: ["channelsFirst", "plain"],
};

/**
 * Adds the nodes that convert a value to another order.
 *
 * @param held The available orders of the value, with the names of their arrays; the orders made here are
 * added.
 * @param layout The required order.
 * @param shape `[batch, height, width, channels]`.
 * @returns The name of the array.
 */
export function arrange(
  held: Map<Layout, string>,
  layout: Layout,
  shape: readonly number[],
  onnx: Lowering,
): string {
  const known = held.get(layout);
  if (known !== undefined) return known;
  const source = sources[layout].find((source) => held.has(source)) ?? "channelsFirst";
  const name = convert(arrange(held, source, shape, onnx), source, layout, shape, onnx);
  held.set(layout, name);
  return name;
}

function convert(
  from: string,
  source: Layout,
  layout: Layout,
  [batch, height, width, channels]: readonly number[],
  onnx: Lowering,
): string {
  const shape = [batch, height, width, channels];
  const swapped = (name: string, rows: number): string =>
    onnx.op("Transpose", [
      onnx.reshape(name, [rows, batch * height * width * channels / rows]),
    ], { perm: [1, 0] });
  switch (`${source} to ${layout}`) {
    case "plain to channelsFirst":
      return onnx.op("Transpose", [from], { perm: [0, 3, 1, 2] });
    case "channelsFirst to plain":
      return onnx.op("Transpose", [from], { perm: [0, 2, 3, 1] });
    case "blocked to channelsFirst":
      return onnx.op("ReorderOutput", [from], { channels }, BLOCKED);
    case "channelsFirst to blocked":
      return onnx.op("ReorderInput", [from], {}, BLOCKED);
    // A matrix transpose of the batch and the rest is faster than a permutation of four axes.
    case "channelsFirst to batchLast":
      return onnx.reshape(swapped(from, batch), [channels, height, width, batch]);
    case "batchLast to channelsFirst":
      return onnx.reshape(swapped(from, channels * height * width), [
        batch,
        channels,
        height,
        width,
      ]);
    case "plain to batchLast": {
      const rows = onnx.reshape(swapped(from, batch), [height, width, channels, batch]);
      return onnx.op("Transpose", [rows], { perm: [2, 0, 1, 3] });
    }
    case "batchLast to plain": {
      const rows = onnx.op("Transpose", [from], { perm: [1, 2, 0, 3] });
      return onnx.reshape(swapped(rows, height * width * channels), shape);
    }
    default:
      throw new TypeError(`Cannot convert ${source} to ${layout}`);
  }
}
