import type { Lowering } from "../lower.ts";
import { elementwise, type ElementwiseOptions, sameNode } from "./elementwise.ts";
import { type Kernel, unsupported } from "./kernel.ts";

const FLOAT: ElementwiseOptions = { takes: ["float32"] };

const SELU_ALPHA = 1.7580993408473768599402175208123;
const SELU_SCALE = 1.0507009873554804934193349852946;

/** TensorFlow.js's activations, and the kernels of their gradients. */
export const activations: readonly Kernel[] = [
  sameNode("Relu", "Relu"),
  sameNode("Sigmoid", "Sigmoid", FLOAT),
  sameNode("Softplus", "Softplus", FLOAT),
  sameNode("Elu", "Elu", FLOAT),
  sameNode("Selu", "Selu", {
    ...FLOAT,
    constants: { alpha: { float: SELU_ALPHA / SELU_SCALE }, gamma: { float: SELU_SCALE } },
  }),
  elementwise(
    "Relu6",
    (onnx, [x], { outputs: [{ dtype }] }) =>
      onnx.op("Clip", [x, onnx.scalar(0, dtype), onnx.scalar(6, dtype)]),
  ),
  elementwise(
    "LeakyRelu",
    (onnx, [x], { attributes }) =>
      onnx.op("LeakyRelu", [x], { alpha: { float: attributes.alpha as number } }),
    {
      takes: ["float32"],
      gives: "float32",
      attributes: ["alpha"],
    },
  ),
  elementwise("Prelu", (onnx, [x, alpha]) => prelu(onnx, x, alpha), {
    takes: ["float32"],
    gives: "float32",
  }),
  elementwise("EluGrad", (onnx, [dy, y]) => {
    // 1 where y ≥ 0, otherwise y + 1.
    const below = onnx.op("Min", [y, onnx.scalar(0)]);
    return onnx.op("Mul", [dy, onnx.op("Add", [below, onnx.scalar(1)])]);
  }),
  // For NaN it is alpha, but NaN in TensorFlow.js; the activation it belongs to is NaN in both.
  elementwise("Step", (onnx, [x], { inputs, attributes, outputs: [{ dtype }] }) => {
    const alpha = (attributes.alpha as number | undefined) ?? 0;
    const positive = onnx.op("Greater", [x, onnx.scalar(0, inputs.x.dtype)]);
    return alpha === 0
      ? onnx.cast(positive, dtype)
      : onnx.op("Where", [positive, onnx.scalar(1, dtype), onnx.scalar(alpha, dtype)]);
  }, { attributes: ["alpha"] }),
];

function prelu(onnx: Lowering, x: string, alpha: string): string {
  return onnx.op("Where", [
    onnx.op("Less", [x, onnx.scalar(0)]),
    onnx.op("Mul", [x, alpha]),
    x,
  ]);
}

/** The activation attributes of a fused kernel. */
export interface FusedActivation {
  readonly activation?: string;
  /** The negative slope of `leakyrelu`. */
  readonly leakyreluAlpha?: number;
  /** The name of the negative slopes of `prelu`. */
  readonly preluWeights?: string;
}

/**
 * Adds the activation at the end of a fused kernel.
 *
 * @param kernel The kernel's name.
 * @param x The name of the activation's input.
 * @returns The name of the result.
 */
export function activate(
  kernel: string,
  onnx: Lowering,
  x: string,
  { activation = "linear", leakyreluAlpha = 0.2, preluWeights }: FusedActivation,
): string {
  switch (activation) {
    case "linear":
      return x;
    case "relu":
      return onnx.op("Relu", [x]);
    case "relu6":
      return onnx.op("Clip", [x, onnx.scalar(0), onnx.scalar(6)]);
    case "elu":
      return onnx.op("Elu", [x]);
    case "sigmoid":
      return onnx.op("Sigmoid", [x]);
    case "leakyrelu":
      return onnx.op("LeakyRelu", [x], { alpha: { float: leakyreluAlpha } });
    case "prelu":
      return prelu(onnx, x, preluWeights!);
    default:
      throw unsupported(kernel, `activation ${activation}`);
  }
}
