import type { DType } from "../graph.ts";
import { broadcast, elementwise, type ElementwiseOptions, sameNode } from "./elementwise.ts";
import { type Kernel, unsupported } from "./kernel.ts";

const BOOL: ElementwiseOptions = { gives: "bool" };
const EQUALITY: ElementwiseOptions = { takes: ["float32", "int32", "bool"], gives: "bool" };
const LOGICAL: ElementwiseOptions = { takes: ["bool"] };
const FLOAT: ElementwiseOptions = { takes: ["float32"], gives: "bool" };

/** Element types, each of which can represent those before it. */
const DTYPES: readonly DType[] = ["bool", "int32", "float32"];

/** Comparisons, logic, selection and casts. */
export const comparisons: readonly Kernel[] = [
  sameNode("Equal", "Equal", EQUALITY),
  elementwise(
    "NotEqual",
    (onnx, operands) => onnx.op("Not", [onnx.op("Equal", operands)]),
    EQUALITY,
  ),
  sameNode("Greater", "Greater", BOOL),
  sameNode("GreaterEqual", "GreaterOrEqual", BOOL),
  sameNode("Less", "Less", BOOL),
  sameNode("LessEqual", "LessOrEqual", BOOL),
  sameNode("LogicalAnd", "And", LOGICAL),
  sameNode("LogicalOr", "Or", LOGICAL),
  sameNode("LogicalNot", "Not", LOGICAL),
  sameNode("IsNan", "IsNaN", FLOAT),
  sameNode("IsInf", "IsInf", FLOAT),
  elementwise("IsFinite", (onnx, [x]) =>
    // NaN compares false.
    onnx.op("Less", [onnx.op("Abs", [x]), onnx.scalar(Infinity)]), FLOAT),
  {
    ...elementwise("Select", (onnx, [condition, t, e], { inputs, outputs: [{ dtype }] }) => {
      // ONNX Runtime's Where has no kernel for bool.
      const through = dtype === "bool" ? "uint8" : dtype;
      const choices = [[t, inputs.t], [e, inputs.e]] as const;
      const chosen = onnx.op("Where", [
        condition,
        ...choices.map(([name, value]) =>
          value.dtype === through ? name : onnx.cast(name, through)
        ),
      ]);
      return dtype === "bool" ? onnx.cast(chosen, "bool") : chosen;
    }, { takes: DTYPES }),
    infer({ inputs: { condition, t, e } }) {
      if (condition.shape.length < t.shape.length) {
        throw unsupported("Select", `a condition of shape [${condition.shape}] over rows`);
      }
      const shape = broadcast("Select", [condition.shape, t.shape, e.shape]);
      const rank = Math.max(...[t, e].map(({ dtype }) => DTYPES.indexOf(dtype)));
      return { shape, dtype: DTYPES[rank] };
    },
  },
  {
    ...elementwise("Cast", (onnx, [x], { outputs }) => onnx.cast(x, outputs[0].dtype), {
      takes: DTYPES,
    }),
    infer: ({ inputs, attributes }) => ({
      shape: inputs.x.shape,
      dtype: knownType("Cast", attributes.dtype as string),
    }),
  },
];

/**
 * Checks that graphs support an element type.
 *
 * @param kernel The kernel with an output of this type.
 * @param dtype TensorFlow.js's name of the type.
 */
export function knownType(kernel: string, dtype: string): DType {
  const known = DTYPES.find((name) => name === dtype);
  if (!known) throw unsupported(kernel, `type ${dtype}`);
  return known;
}
