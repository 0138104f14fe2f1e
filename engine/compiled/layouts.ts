import type { Lowering } from "./lower.ts";

/**
 * An order in which the elements of a value `[batch, height, width, channels]` are held.
 *
 * - `plain`: that one.
 * - `channelsFirst`: `[batch, channels, height, width]`, as ONNX convolves.
 * - `blocked`: as channelsFirst, but within a block of channels a pixel's lie together, as ONNX Runtime
 *   convolves on a processor.
 * - `batchLast`: `[channels, height, width, batch]`: a pixel's neighbours are a whole row of numbers
 *   away, so that pooling and the gathering of columns go by the row.
 */
export type Layout = "plain" | "channelsFirst" | "blocked" | "batchLast";

/** The domain of ONNX Runtime's operators on blocks of channels. */
export const BLOCKED = "com.microsoft.nchwc";

/** Where each axis of the plain order stands in another; blocks have no axes of their own. */
export const places: { readonly [layout in Exclude<Layout, "blocked">]: readonly number[] } = {
  plain: [0, 1, 2, 3],
  channelsFirst: [0, 2, 3, 1],
  batchLast: [3, 1, 2, 0],
};

/** The orders that another is made from in one go, the cheapest first. */
const sources: { readonly [layout in Layout]: readonly Layout[] } = {
  plain: ["channelsFirst", "batchLast"],
  channelsFirst: ["blocked", "batchLast", "plain"],
  blocked: ["channelsFirst"],
  batchLast: ["channelsFirst", "plain"],
};

/**
 * Adds the nodes that bring a value into another order.
 *
 * @param held The orders that it is held in, with the names of the arrays; what is made on the way is
 * added to them.
 * @param layout The order that is wanted.
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
    // The batch and the rest change places as a matrix does, which is faster than four axes at once.
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
      throw new TypeError(`${layout} is not made from ${source}`);
  }
}
