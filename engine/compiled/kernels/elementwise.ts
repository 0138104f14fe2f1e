import { type DType, sizeOf, type Spec } from "../graph.ts";
import type { Lowering, OnnxAttributes } from "../lower.ts";
import { type Call, type Kernel, type Lowered, type LoweredCall, unsupported } from "./kernel.ts";

/** The shape of elementwise operations on shapes, broadcast as numpy does. */
export function broadcast(kernel: string, shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, i) => {
    const lengths = shapes.map((shape) => shape[shape.length - rank + i] ?? 1);
    const length = lengths.find((length) => length !== 1) ?? 1;
    if (lengths.some((other) => other !== 1 && other !== length)) {
      throw unsupported(kernel, `shapes ${shapes.map((shape) => `[${shape}]`).join(" and ")}`);
    }
    return length;
  });
}

/** Names of the operands in; the name of the result out. */
type Nodes = (
  onnx: Lowering,
  operands: readonly string[],
  call: LoweredCall,
) => string;

/**
 * A kernel whose operands are broadcast.
 *
 * It is lowered in whichever order of axes the operands are at hand, so that a chain behind a
 * convolution needs no transposes.
 *
 * @param type The output's type; that of the first operand unless given.
 */
function elementwiseKernel(
  name: string,
  nodes: Nodes,
  { type, attributes }: { type?: DType; attributes?: readonly string[] } = {},
): Kernel {
  return {
    name,
    attributes,
    elementwise: true,
    infer: ({ inputs }): Spec => ({
      shape: broadcast(name, Object.values(inputs).map(({ shape }) => shape)),
      dtype: type ?? Object.values(inputs)[0].dtype,
    }),
    lower(call, onnx): Lowered {
      const operands = Object.values(call.inputs);
      const [{ shape }] = call.outputs;
      const channelsFirst = shape.length === 4 &&
        operands.some((value) => onnx.onlyChannelsFirst(value)) &&
        operands.every(({ shape }) => shape.length === 4 || shape.length < 2);
      const names = operands.map((value) => {
        const others = operands.filter((other) => other !== value).map(({ shape }) => shape);
        const spread = others.length === 0 || sizeOf(broadcast(name, others)) < sizeOf(shape);
        const number = spread ? undefined : onnx.number(value);
        if (number !== undefined) return number;
        if (!channelsFirst || value.shape.length === 0) return onnx.name(value);
        return value.shape.length === 4
          ? onnx.channelsFirst(value)
          : onnx.reshape(onnx.name(value), [value.shape[0], 1, 1]);
      });
      const result = nodes(onnx, names, call);
      return channelsFirst ? { channelsFirst: result } : result;
    },
  };
}

/** A kernel that is one node of ONNX with the same operands. */
const same = (name: string, op: string, attributes?: OnnxAttributes): Kernel =>
  elementwiseKernel(name, (onnx, operands) => onnx.op(op, operands, attributes));

const comparison = (name: string, op: string): Kernel =>
  elementwiseKernel(name, (onnx, operands) => onnx.op(op, operands), { type: "bool" });

/** A kernel that is full of one number, whatever its input holds. */
const filled = (
  name: string,
  attributes: readonly string[],
  fill: (call: Call) => number,
  infer: (call: Call) => Spec,
): Kernel => ({
  name,
  attributes,
  infer,
  constant: fill,
  lower: () => {
    throw new TypeError(`${name} is a constant`);
  },
});

const SELU_ALPHA = 1.7580993408473768599402175208123;
const SELU_SCALE = 1.0507009873554804934193349852946;

/** TensorFlow.js's elementwise kernels. */
export const elementwise: readonly Kernel[] = [
  same("Add", "Add"),
  same("Sub", "Sub"),
  same("Multiply", "Mul"),
  same("RealDiv", "Div"),
  same("Maximum", "Max"),
  same("Minimum", "Min"),
  same("Pow", "Pow"),
  same("BitwiseAnd", "BitwiseAnd"),
  elementwiseKernel("AddN", (onnx, operands) => onnx.op("Sum", operands)),
  elementwiseKernel("SquaredDifference", (onnx, operands) => {
    const difference = onnx.op("Sub", operands);
    return onnx.op("Mul", [difference, difference]);
  }),
  elementwiseKernel("FloorDiv", (onnx, [a, b]) => {
    const quotient = onnx.op("Div", [onnx.cast(a, "float32"), onnx.cast(b, "float32")]);
    return onnx.cast(onnx.op("Floor", [quotient]), "int32");
  }, { type: "int32" }),
  elementwiseKernel("Mod", (onnx, [a, b], { inputs }) => {
    if (inputs.a.dtype === "int32") return onnx.op("Mod", [a, b]);
    // The sign of the divisor, as in TensorFlow.js; ONNX has that of the dividend for floats.
    const zero = onnx.scalar(0);
    const remainder = onnx.op("Mod", [a, b], { fmod: 1 });
    const wrapped = onnx.op("Mod", [onnx.op("Add", [remainder, b]), b], { fmod: 1 });
    const differ = onnx.op("Xor", [
      onnx.op("Less", [a, zero]),
      onnx.op("Less", [b, zero]),
    ]);
    return onnx.op("Where", [differ, wrapped, remainder]);
  }),
  elementwiseKernel("Atan2", (onnx, [y, x]) => {
    const zero = onnx.scalar(0);
    const atan = onnx.op("Atan", [onnx.op("Div", [y, x])]);
    const turn = onnx.op("Where", [
      onnx.op("Less", [y, zero]),
      onnx.scalar(-Math.PI),
      onnx.scalar(Math.PI),
    ]);
    const left = onnx.op("Where", [
      onnx.op("Less", [x, zero]),
      onnx.op("Add", [atan, turn]),
      atan,
    ]);
    const origin = onnx.op("And", [onnx.op("Equal", [x, zero]), onnx.op("Equal", [y, zero])]);
    return onnx.op("Where", [origin, zero, left]);
  }),

  comparison("Equal", "Equal"),
  elementwiseKernel(
    "NotEqual",
    (onnx, operands) => onnx.op("Not", [onnx.op("Equal", operands)]),
    { type: "bool" },
  ),
  comparison("Greater", "Greater"),
  comparison("GreaterEqual", "GreaterOrEqual"),
  comparison("Less", "Less"),
  comparison("LessEqual", "LessOrEqual"),
  comparison("LogicalAnd", "And"),
  comparison("LogicalOr", "Or"),
  comparison("LogicalNot", "Not"),
  comparison("IsNan", "IsNaN"),
  comparison("IsInf", "IsInf"),
  elementwiseKernel("IsFinite", (onnx, [x]) =>
    // NaN compares false.
    onnx.op("Less", [onnx.op("Abs", [x]), onnx.scalar(Infinity)]), { type: "bool" }),

  same("Abs", "Abs"),
  same("Neg", "Neg"),
  same("Exp", "Exp"),
  same("Log", "Log"),
  same("Sqrt", "Sqrt"),
  same("Reciprocal", "Reciprocal"),
  same("Sign", "Sign"),
  same("Floor", "Floor"),
  same("Ceil", "Ceil"),
  same("Round", "Round"),
  same("Sin", "Sin"),
  same("Cos", "Cos"),
  same("Tan", "Tan"),
  same("Asin", "Asin"),
  same("Acos", "Acos"),
  same("Atan", "Atan"),
  same("Sinh", "Sinh"),
  same("Cosh", "Cosh"),
  same("Tanh", "Tanh"),
  same("Asinh", "Asinh"),
  same("Acosh", "Acosh"),
  same("Atanh", "Atanh"),
  same("Erf", "Erf"),
  elementwiseKernel("Square", (onnx, [x]) => onnx.op("Mul", [x, x])),
  elementwiseKernel("Rsqrt", (onnx, [x]) => onnx.op("Reciprocal", [onnx.op("Sqrt", [x])])),
  elementwiseKernel("Log1p", (onnx, [x]) => {
    // log(u) · x / (u − 1) with u = 1 + x rounded: exact to the last digits where x is small.
    const one = onnx.scalar(1);
    const u = onnx.op("Add", [x, one]);
    const log = onnx.op("Log", [u]);
    const difference = onnx.op("Sub", [u, one]);
    const corrected = onnx.op("Mul", [log, onnx.op("Div", [x, difference])]);
    const finite = onnx.op("Less", [u, onnx.scalar(Infinity)]);
    const exact = onnx.op("Where", [finite, corrected, log]);
    return onnx.op("Where", [onnx.op("Equal", [u, one]), x, exact]);
  }),
  elementwiseKernel("Expm1", (onnx, [x]) => {
    // (u − 1) · x / log(u) with u = eˣ rounded.
    const one = onnx.scalar(1);
    const u = onnx.op("Exp", [x]);
    const difference = onnx.op("Sub", [u, one]);
    const corrected = onnx.op("Mul", [difference, onnx.op("Div", [x, onnx.op("Log", [u])])]);
    const far = onnx.op("Greater", [onnx.op("Abs", [x]), one]);
    const exact = onnx.op("Where", [far, difference, corrected]);
    return onnx.op("Where", [onnx.op("Equal", [u, one]), x, exact]);
  }),

  same("Relu", "Relu"),
  same("Sigmoid", "Sigmoid"),
  same("Softplus", "Softplus"),
  same("Elu", "Elu"),
  same("Selu", "Selu", { alpha: { float: SELU_ALPHA / SELU_SCALE }, gamma: { float: SELU_SCALE } }),
  elementwiseKernel(
    "Relu6",
    (onnx, [x]) => onnx.op("Clip", [x, onnx.scalar(0), onnx.scalar(6)]),
  ),
  elementwiseKernel(
    "LeakyRelu",
    (onnx, [x], { attributes }) =>
      onnx.op("LeakyRelu", [x], { alpha: { float: attributes.alpha as number } }),
    { attributes: ["alpha"] },
  ),
  elementwiseKernel(
    "Prelu",
    (onnx, [x, alpha]) =>
      onnx.op("Where", [
        onnx.op("Less", [x, onnx.scalar(0)]),
        onnx.op("Mul", [x, alpha]),
        x,
      ]),
  ),
  elementwiseKernel("EluGrad", (onnx, [dy, y]) =>
    // 1 where y ≥ 0, and y + 1 below.
    onnx.op("Mul", [
      dy,
      onnx.op("Add", [onnx.op("Min", [y, onnx.scalar(0)]), onnx.scalar(1)]),
    ])),
  elementwiseKernel("Step", (onnx, [x], { attributes }) => {
    const { alpha = 0 } = attributes as { alpha?: number };
    const positive = onnx.op("Greater", [x, onnx.scalar(0)]);
    return alpha === 0
      ? onnx.cast(positive, "float32")
      : onnx.op("Where", [positive, onnx.scalar(1), onnx.scalar(alpha)]);
  }, { attributes: ["alpha"] }),
  elementwiseKernel("ClipByValue", (onnx, [x], { inputs, attributes }) => {
    const { clipValueMin, clipValueMax } = attributes as {
      clipValueMin: number;
      clipValueMax: number;
    };
    const { dtype } = inputs.x;
    return onnx.op("Clip", [x, onnx.scalar(clipValueMin, dtype), onnx.scalar(clipValueMax, dtype)]);
  }, { attributes: ["clipValueMin", "clipValueMax"] }),
  elementwiseKernel("Identity", (onnx, [x]) => onnx.op("Identity", [x])),
  {
    ...elementwiseKernel("Cast", (onnx, [x], { outputs }) => onnx.cast(x, outputs[0].dtype)),
    infer: ({ inputs, attributes }) => ({
      shape: inputs.x.shape,
      dtype: castable(attributes.dtype as string),
    }),
  },
  {
    ...elementwiseKernel("Select", (onnx, operands) => onnx.op("Where", operands)),
    infer({ inputs: { condition, t, e } }) {
      if (condition.shape.length < t.shape.length) {
        throw unsupported("Select", `a condition of shape [${condition.shape}] over rows`);
      }
      return { shape: broadcast("Select", [condition.shape, t.shape, e.shape]), dtype: t.dtype };
    },
  },

  filled("ZerosLike", [], () => 0, ({ inputs }) => inputs.x),
  filled("OnesLike", [], () => 1, ({ inputs }) => inputs.x),
  filled(
    "Fill",
    ["shape", "value"],
    ({ attributes }) => attributes.value as number,
    ({ attributes }) => ({
      shape: attributes.shape as number[],
      dtype: castable((attributes.dtype as string | undefined) ?? "float32"),
    }),
  ),
];

function castable(dtype: string): DType {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") return dtype;
  throw unsupported("Cast", `type ${dtype}`);
}
