import { elementwiseOperators } from "./elementwise.ts";
import type { Operator } from "./operator.ts";
import { productOperators } from "./products.ts";
import { recurrentOperators } from "./recurrent.ts";
import { reductionOperators } from "./reductions.ts";
import { rowOperators } from "./rows.ts";
import { shapeOperators } from "./shapes.ts";

/** ONNX's operators that kernels compute; all others run in ONNX Runtime. */
export const operators: ReadonlyMap<string, Operator> = new Map(Object.entries({
  ...elementwiseOperators,
  ...shapeOperators,
  ...reductionOperators,
  ...rowOperators,
  ...productOperators,
  ...recurrentOperators,
}));
