import { elementwise, type ElementwiseOptions, sameNode } from "./elementwise.ts";
import type { Kernel } from "./kernel.ts";

/** ONNX Runtime computes these kernels only in float32. */
const FLOAT: ElementwiseOptions = { takes: ["float32"] };

/** Elementwise arithmetic kernels. */
export const arithmetic: readonly Kernel[] = [
  sameNode("Identity", "Identity", { takes: ["float32", "int32", "bool"] }),
  sameNode("Add", "Add"),
  sameNode("Sub", "Sub"),
  sameNode("Multiply", "Mul"),
  sameNode("RealDiv", "Div"),
  sameNode("Maximum", "Max"),
  sameNode("Minimum", "Min"),
  sameNode("Pow", "Pow"),
  sameNode("BitwiseAnd", "BitwiseAnd"),
  elementwise("AddN", (onnx, operands, { outputs: [{ dtype }] }) =>
    // ONNX's Sum has no kernel for int32.
    dtype === "float32"
      ? onnx.op("Sum", operands)
      : operands.reduce((sum, operand) => onnx.op("Add", [sum, operand]))),
  elementwise("SquaredDifference", (onnx, operands) => {
    const difference = onnx.op("Sub", operands);
    return onnx.op("Mul", [difference, difference]);
  }),
  elementwise("FloorDiv", (onnx, operands) => {
    // In float64, as in TensorFlow.js: float32 would round quotients just below an integer up.
    const quotient = onnx.op("Div", operands.map((operand) => onnx.cast(operand, "float64")));
    return onnx.cast(onnx.op("Floor", [quotient]), "int32");
  }, { gives: "int32" }),
  elementwise("Mod", (onnx, [a, b], { outputs: [{ dtype }] }) => {
    // The result has the sign of the divisor; for floats ONNX's has that of the dividend.
    if (dtype === "int32") return onnx.op("Mod", [a, b]);
    const zero = onnx.scalar(0);
    const remainder = onnx.op("Mod", [a, b], { fmod: 1 });
    const wrapped = onnx.op("Mod", [onnx.op("Add", [remainder, b]), b], { fmod: 1 });
    const differ = onnx.op("Xor", [onnx.op("Less", [a, zero]), onnx.op("Less", [b, zero])]);
    return onnx.op("Where", [differ, wrapped, remainder]);
  }),
  elementwise("Atan2", (onnx, [y, x]) => {
    const zero = onnx.scalar(0);
    // x + 0 turns −0 into 0; −0 would change the sign of y / x.
    const atan = onnx.op("Atan", [onnx.op("Div", [y, onnx.op("Add", [x, zero])])]);
    const halfTurn = onnx.op("Where", [
      onnx.op("Less", [y, zero]),
      onnx.scalar(-Math.PI),
      onnx.scalar(Math.PI),
    ]);
    const left = onnx.op("Less", [x, zero]);
    const angle = onnx.op("Where", [left, onnx.op("Add", [atan, halfTurn]), atan]);
    const origin = onnx.op("And", [onnx.op("Equal", [x, zero]), onnx.op("Equal", [y, zero])]);
    return onnx.op("Where", [origin, zero, angle]);
  }, FLOAT),

  sameNode("Abs", "Abs"),
  sameNode("Neg", "Neg"),
  sameNode("Sign", "Sign"),
  elementwise("Square", (onnx, [x]) => onnx.op("Mul", [x, x])),
  sameNode("Floor", "Floor", FLOAT),
  sameNode("Ceil", "Ceil", FLOAT),
  // Both round half to even.
  sameNode("Round", "Round", FLOAT),
  sameNode("Reciprocal", "Reciprocal", FLOAT),
  sameNode("Sqrt", "Sqrt", FLOAT),
  elementwise("Rsqrt", (onnx, [x]) => onnx.op("Reciprocal", [onnx.op("Sqrt", [x])]), FLOAT),
  sameNode("Exp", "Exp", { ...FLOAT, gives: "float32" }),
  elementwise("Expm1", (onnx, [x]) => {
    // (u − 1) · x / log(u) with u = eˣ rounded: accurate to the last digits for small x.
    const one = onnx.scalar(1);
    const u = onnx.op("Exp", [x]);
    const difference = onnx.op("Sub", [u, one]);
    const corrected = onnx.op("Mul", [difference, onnx.op("Div", [x, onnx.op("Log", [u])])]);
    const far = onnx.op("Greater", [onnx.op("Abs", [x]), one]);
    const exact = onnx.op("Where", [far, difference, corrected]);
    return onnx.op("Where", [onnx.op("Equal", [u, one]), x, exact]);
  }, FLOAT),
  sameNode("Log", "Log", FLOAT),
  elementwise("Log1p", (onnx, [x]) => {
    // log(u) · x / (u − 1) with u = 1 + x rounded.
    const one = onnx.scalar(1);
    const u = onnx.op("Add", [x, one]);
    const log = onnx.op("Log", [u]);
    const difference = onnx.op("Sub", [u, one]);
    const corrected = onnx.op("Mul", [log, onnx.op("Div", [x, difference])]);
    const finite = onnx.op("Less", [u, onnx.scalar(Infinity)]);
    const exact = onnx.op("Where", [finite, corrected, log]);
    return onnx.op("Where", [onnx.op("Equal", [u, one]), x, exact]);
  }, FLOAT),
  sameNode("Sin", "Sin", FLOAT),
  sameNode("Cos", "Cos", FLOAT),
  sameNode("Tan", "Tan", FLOAT),
  sameNode("Asin", "Asin", FLOAT),
  sameNode("Acos", "Acos", FLOAT),
  sameNode("Atan", "Atan", FLOAT),
  sameNode("Sinh", "Sinh", FLOAT),
  sameNode("Cosh", "Cosh", FLOAT),
  sameNode("Tanh", "Tanh", FLOAT),
  sameNode("Asinh", "Asinh", FLOAT),
  sameNode("Acosh", "Acosh", FLOAT),
  sameNode("Atanh", "Atanh", FLOAT),
  sameNode("Erf", "Erf", FLOAT),
  elementwise("ClipByValue", (onnx, [x], { inputs, attributes }) => {
    const { dtype } = inputs.x;
    const bounds = [attributes.clipValueMin, attributes.clipValueMax].map((value) => {
      const bound = value as number;
      // For int32 an infinite bound is the extreme integer.
      const kept = dtype === "int32" ? Math.max(-(2 ** 31), Math.min(bound, 2 ** 31 - 1)) : bound;
      return onnx.scalar(kept, dtype);
    });
    return onnx.op("Clip", [x, ...bounds]);
  }, { attributes: ["clipValueMin", "clipValueMax"] }),
];
