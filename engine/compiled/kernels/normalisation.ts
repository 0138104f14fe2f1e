import type { Value } from "../graph.ts";
import type { Lowering } from "../lower.ts";
import { inOneLayout } from "./elementwise.ts";
import { type Kernel, type Lowered, unsupported } from "./kernel.ts";

/** TensorFlow.js's normalisations of images `[batch, height, width, channels]`. */
export const normalisation: readonly Kernel[] = [
  {
    // (x − mean) · scale / √(variance + ε) + offset
    name: "FusedBatchNorm",
    attributes: ["varianceEpsilon"],
    infer({ inputs: { x, ...parameters } }) {
      for (const { shape } of Object.values(parameters)) {
        const tail = x.shape.slice(x.shape.length - shape.length);
        const first = shape.findIndex((length) => length !== 1);
        if (first !== -1 && shape.some((length, i) => i >= first && length !== tail[i])) {
          throw unsupported("FusedBatchNorm", `statistics of shape [${shape}] for [${x.shape}]`);
        }
      }
      return { shape: x.shape, dtype: "float32" };
    },
    lower({ inputs: { x, mean, variance, offset, scale }, attributes }, onnx): Lowered {
      const operands = [x, mean, variance, offset, scale].filter(Boolean);
      const { layout, name } = inOneLayout(operands, onnx);
      const epsilon = onnx.scalar(attributes.varianceEpsilon as number);
      const deviation = onnx.op("Sqrt", [onnx.op("Add", [name(variance), epsilon])]);
      const factor = onnx.op("Div", [scale ? name(scale) : onnx.scalar(1), deviation]);
      const centred = onnx.op("Sub", [name(x), name(mean)]);
      const scaled = onnx.op("Mul", [centred, factor]);
      const result = offset ? onnx.op("Add", [scaled, name(offset)]) : scaled;
      return { layout, name: result };
    },
  },
  {
    // x · n^−β with n = bias + α · Σ x² over neighbouring channels
    name: "LRN",
    attributes: ["depthRadius", "bias", "alpha", "beta"],
    infer: ({ inputs: { x } }) => ({ shape: x.shape, dtype: "float32" }),
    lower({ inputs: { x }, attributes }, onnx) {
      const { power } = localNorm(x, attributes as unknown as LocalNorm, onnx);
      return {
        layout: "channelsFirst",
        name: onnx.op("Mul", [onnx.name(x, "channelsFirst"), power]),
      };
    },
  },
  {
    // dy · n^−β − 2αβ · x · Σ dy · y / n over neighbouring channels
    name: "LRNGrad",
    attributes: ["depthRadius", "bias", "alpha", "beta"],
    infer: ({ inputs: { x } }) => ({ shape: x.shape, dtype: "float32" }),
    lower({ inputs: { x, y, dy }, attributes }, onnx) {
      const constants = attributes as unknown as LocalNorm;
      const { norm, power } = localNorm(x, constants, onnx);
      const change = onnx.name(dy, "channelsFirst");
      const share = onnx.op("Div", [onnx.op("Mul", [change, onnx.name(y, "channelsFirst")]), norm]);
      const shares = sumAround(share, x.shape, constants.depthRadius, onnx);
      const factor = onnx.scalar(2 * constants.alpha * constants.beta);
      const through = onnx.op("Mul", [
        onnx.op("Mul", [onnx.name(x, "channelsFirst"), shares]),
        factor,
      ]);
      return {
        layout: "channelsFirst",
        name: onnx.op("Sub", [onnx.op("Mul", [change, power]), through]),
      };
    },
  },
];

interface LocalNorm {
  readonly depthRadius: number;
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

/** Computes n = bias + α · Σ x² over neighbouring channels, and n^−β. */
function localNorm(x: Value, { depthRadius, bias, alpha, beta }: LocalNorm, onnx: Lowering) {
  const images = onnx.name(x, "channelsFirst");
  const squares = sumAround(onnx.op("Mul", [images, images]), x.shape, depthRadius, onnx);
  const norm = onnx.op("Add", [onnx.op("Mul", [squares, onnx.scalar(alpha)]), onnx.scalar(bias)]);
  return { norm, power: onnx.op("Pow", [norm, onnx.scalar(-beta)]) };
}

/** Sums over the channels up to `radius` away: a pooling with the channels as rows. */
function sumAround(
  images: string,
  [batch, height, width, channels]: readonly number[],
  radius: number,
  onnx: Lowering,
): string {
  const size = 2 * radius + 1;
  const rows = onnx.reshape(images, [batch, 1, channels, height * width]);
  const means = onnx.op("AveragePool", [rows], {
    kernel_shape: [size, 1],
    pads: [radius, 0, radius, 0],
    count_include_pad: 1,
  });
  const sums = onnx.op("Mul", [means, onnx.scalar(size)]);
  return onnx.reshape(sums, [batch, channels, height, width]);
}
