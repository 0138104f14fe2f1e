import type { Value } from "../graph.ts";
import { arrange } from "../layouts.ts";
import type { Lowering } from "../lower.ts";
import { activate, type FusedActivation } from "./activations.ts";
import { convolve, filterGradient, inputGradient } from "./convolve.ts";
import { type Call, type Kernel, type Lowered, type LoweredCall, unsupported } from "./kernel.ts";
import { checkGradient, convolutionWindows, type Windows } from "./windows.ts";

/** TensorFlow.js's convolutions. */
export const convolution: readonly Kernel[] = convolutionKernels("Conv2D", "FusedConv2D", false);

/**
 * Makes the kernels of a kind of convolution: forward, its two gradients, and fused with bias and activation.
 *
 * @param name The name of the forward kernel, from which those of the gradients follow.
 * @param fused The name of the kernel with bias and activation.
 * @param depthwise True if each channel has its own filters: `[height, width, channels, filters]`.
 */
export function convolutionKernels(
  name: string,
  fused: string,
  depthwise: boolean,
): readonly Kernel[] {
  const placement = ["strides", "pad", "dataFormat", "dilations", "dimRoundingMode"];
  const groups = ({ input }: Windows) => depthwise ? input[3] : 1;
  const windows = (
    kernel: string,
    { attributes }: Call,
    input: readonly number[],
    filter: readonly number[],
  ) => convolutionWindows(kernel, input, filter, attributes, depthwise);

  const forward = (kernel: string) => ({
    infer: (call: Call) => ({
      shape: windows(kernel, call, call.inputs.x.shape, call.inputs.filter.shape).output,
      dtype: "float32" as const,
    }),
    lower(call: LoweredCall, onnx: Lowering) {
      const { x, filter } = call.inputs;
      const over = windows(kernel, call, x.shape, filter.shape);
      const grouped = depthwise
        ? onnx.reshape(onnx.name(filter), [...over.size, 1, over.output[3]])
        : onnx.name(filter);
      return convolve(x, grouped, over, groups(over), onnx);
    },
  });

  /** Makes a gradient kernel, whose output has the shape in an attribute; dilations are 1. */
  const gradient = (
    kernel: string,
    shape: "inputShape" | "filterShape",
    lower: (call: LoweredCall, over: Windows, onnx: Lowering) => Lowered,
  ): Kernel => {
    const checked = (call: Call): Windows => {
      const { inputs: { x, dy, filter }, attributes } = call;
      const { inputShape, filterShape } = attributes as { [name: string]: number[] };
      const over = windows(kernel, call, inputShape ?? x.shape, filterShape ?? filter.shape);
      if (over.dilations.some((dilation) => dilation !== 1)) {
        throw unsupported(kernel, `dilations ${over.dilations}`);
      }
      checkGradient(kernel, dy.shape, over);
      return over;
    };
    return {
      name: kernel,
      attributes: [...placement, shape],
      infer(call) {
        checked(call);
        return { shape: call.attributes[shape] as number[], dtype: "float32" };
      },
      lower: (call, onnx) => lower(call, checked(call), onnx),
    };
  };

  return [
    { name, attributes: placement, ...forward(name) },
    gradient(
      `${name}BackpropFilter`,
      "filterShape",
      ({ inputs: { x, dy } }, over, onnx) => filterGradient(x, dy, over, groups(over), onnx),
    ),
    gradient(
      `${name}BackpropInput`,
      "inputShape",
      ({ inputs: { dy, filter } }, over, onnx) =>
        inputGradient(dy, onnx.name(filter), over, groups(over), onnx),
    ),
    {
      name: fused,
      attributes: [...placement, "activation", "leakyreluAlpha"],
      infer: forward(fused).infer,
      lower(call, onnx) {
        const { layout, name } = forward(fused).lower(call, onnx);
        const { inputs: { bias, preluActivationWeights }, outputs: [{ shape }] } = call;
        const { activation, leakyreluAlpha } = call.attributes as FusedActivation;
        const convolved = arrange(new Map([[layout, name]]), "channelsFirst", shape, onnx);
        const parameter = (value: Value) => {
          const shape = [...[1, 1, 1, 1].slice(value.shape.length), ...value.shape];
          return onnx.op("Transpose", [onnx.reshape(onnx.name(value), shape)], {
            perm: [0, 3, 1, 2],
          });
        };
        const x = bias ? onnx.op("Add", [convolved, parameter(bias)]) : convolved;
        const preluWeights = preluActivationWeights && parameter(preluActivationWeights);
        return {
          layout: "channelsFirst",
          name: activate(fused, onnx, x, { activation, leakyreluAlpha, preluWeights }),
        };
      },
    },
  ];
}
