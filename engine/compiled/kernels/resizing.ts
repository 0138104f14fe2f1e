import { type Kernel, unsupported } from "./kernel.ts";

/** TensorFlow.js's kernels that resize images; TensorFlow.js's gradients are wrong, so they have no lowering. */
export const resizing: readonly Kernel[] = [
  resizingKernel("ResizeBilinear", (row, length, { halfPixelCenters }) => {
    const place = halfPixelCenters ? row - 0.5 : row;
    const above = Math.max(0, Math.floor(place));
    const below = Math.min(length - 1, Math.ceil(place));
    return [[above, 1 - (place - above)], [below, place - above]];
  }),
  resizingKernel("ResizeNearestNeighbor", (row, length, { alignCorners }) => {
    return [[Math.min(length - 1, alignCorners ? Math.round(row) : Math.floor(row)), 1]];
  }),
];

interface Resizing {
  readonly size: readonly number[];
  /** True if the first and the last row keep their positions. */
  readonly alignCorners: boolean;
  /** True if a row's position is its centre. */
  readonly halfPixelCenters: boolean;
}

/** Returns the indices of old rows, of `length`, and their weights in a new row at position `row`. */
type Weigh = (row: number, length: number, resizing: Resizing) => readonly [number, number][];

/** Makes a kernel of weights · image · weightsᵀ, with weights for the rows and for the columns. */
function resizingKernel(name: string, weigh: Weigh): Kernel {
  return {
    name,
    attributes: ["size", "alignCorners", "halfPixelCenters"],
    infer({ inputs: { images }, attributes: { size } }) {
      if (images.dtype !== "float32") throw unsupported(name, `type ${images.dtype}`);
      const [batch, , , channels] = images.shape;
      return { shape: [batch, ...size as number[], channels], dtype: "float32" };
    },
    lower({ inputs: { images }, attributes }, onnx) {
      const resizing = attributes as unknown as Resizing;
      const { size: [height, width], alignCorners, halfPixelCenters } = resizing;
      /** Returns the weights `[to, from]`. */
      const weights = (from: number, to: number) => {
        const ratio = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
        const data = new Float32Array(to * from);
        for (let place = 0; place < to; place++) {
          const row = ratio * (halfPixelCenters ? place + 0.5 : place);
          for (const [old, weight] of weigh(row, from, resizing)) {
            data[place * from + old] += weight;
          }
        }
        return onnx.constant(data, [to, from], "float32");
      };
      const [, oldHeight, oldWidth] = images.shape;
      const columns = onnx.op("Transpose", [weights(oldWidth, width)], { perm: [1, 0] });
      const product = onnx.op("MatMul", [onnx.name(images, "channelsFirst"), columns]);
      return {
        layout: "channelsFirst",
        name: onnx.op("MatMul", [weights(oldHeight, height), product]),
      };
    },
  };
}
