import { erf, exp, log, sigmoid, tanh } from "./functions.ts";
import type { Binary, ElementType, Unary } from "./loops.ts";
import type { Code } from "./wasm/code.ts";
import type { Instruction } from "./wasm/opcodes.ts";

/** Instructions that replace the operands on the stack by the result; none where it is the same. */
type Evaluate = Instruction | ((code: Code) => void) | undefined;

/** Operations that take some twenty instructions. */
export const FUNCTIONS: ReadonlySet<Unary> = new Set(["exp", "log", "tanh", "sigmoid", "erf"]);

type Operations = Readonly<Partial<Record<Unary | Binary, Evaluate>>>;

const OPERATIONS: Readonly<Record<ElementType, Operations>> = {
  float32: {
    neg: "f32x4.neg",
    abs: "f32x4.abs",
    sqrt: "f32x4.sqrt",
    floor: "f32x4.floor",
    ceil: "f32x4.ceil",
    round: "f32x4.nearest",
    sign: floatSign,
    exp,
    log,
    tanh,
    sigmoid,
    erf,
    toFloat: undefined,
    toInt: "i32x4.trunc_sat_f32x4_s",
    toBool: (code) => code.splat(0).op("f32x4.ne"),
    add: "f32x4.add",
    sub: "f32x4.sub",
    mul: "f32x4.mul",
    div: "f32x4.div",
    min: (code) => orNaN(code, "f32x4.pmin"),
    max: (code) => orNaN(code, "f32x4.pmax"),
    lt: "f32x4.lt",
    le: "f32x4.le",
    gt: "f32x4.gt",
    ge: "f32x4.ge",
    eq: "f32x4.eq",
    ne: "f32x4.ne",
  },
  int32: {
    neg: "i32x4.neg",
    abs: "i32x4.abs",
    floor: undefined,
    ceil: undefined,
    round: undefined,
    sign: intSign,
    toFloat: "f32x4.convert_i32x4_s",
    toInt: undefined,
    toBool: (code) => code.bits(0).op("i32x4.ne"),
    add: "i32x4.add",
    sub: "i32x4.sub",
    mul: "i32x4.mul",
    min: "i32x4.min",
    max: "i32x4.max",
    lt: "i32x4.lt",
    le: "i32x4.le",
    gt: "i32x4.gt",
    ge: "i32x4.ge",
    eq: "i32x4.eq",
    ne: "i32x4.ne",
    and: "v128.and",
    or: "v128.or",
    xor: "v128.xor",
  },
  bool: {
    not: "v128.not",
    toFloat: (code) => code.splat(1).op("v128.and"),
    toInt: "i32x4.neg",
    toBool: undefined,
    min: "v128.and",
    max: "v128.or",
    eq: "i32x4.eq",
    ne: "v128.xor",
    and: "v128.and",
    or: "v128.or",
    xor: "v128.xor",
  },
};

/**
 * Applies an operation to the one or two vectors on the stack.
 *
 * @throws TypeError if the type has no such operation.
 */
export function evaluate(code: Code, op: Unary | Binary, type: ElementType): void {
  const operations = OPERATIONS[type];
  if (!(op in operations)) throw new TypeError(`Cannot compute ${op} of ${type}: cast it.`);
  const instructions = operations[op];
  if (typeof instructions === "string") code.op(instructions);
  else instructions?.(code);
}

/** The type of an operation's result. */
export function resultOf(op: Unary | Binary, type: ElementType): ElementType {
  switch (op) {
    case "toFloat":
      return "float32";
    case "toInt":
      return "int32";
    case "toBool":
    case "lt":
    case "le":
    case "gt":
    case "ge":
    case "eq":
    case "ne":
      return "bool";
    default:
      return type;
  }
}

/** Applies `pmin` or `pmax`, which give the first operand where either is NaN, and sets all bits where the second is. */
function orNaN(code: Code, instruction: "f32x4.pmin" | "f32x4.pmax"): void {
  const second = code.local("v128");
  code.tee(second).op(instruction).get(second).get(second).op("f32x4.ne").op("v128.or");
}

/** 1, −1, or 0 for both zeros and NaN. */
function floatSign(code: Code): void {
  const x = code.local("v128");
  code.set(x);
  code.get(x).splat(0).op("f32x4.gt").splat(1).op("v128.and");
  code.get(x).splat(0).op("f32x4.lt").splat(-1).op("v128.and").op("v128.or");
}

function intSign(code: Code): void {
  const x = code.local("v128");
  code.set(x);
  code.get(x).bits(0).op("i32x4.lt").get(x).bits(0).op("i32x4.gt").op("i32x4.sub");
}
