import type { OnnxNode } from "../compiled/onnx.ts";
import type { Binary, ElementType, Expression, Unary } from "./loops.ts";

/** An elementwise operator of ONNX as an expression of its operands. */
type Operator = (operands: readonly Expression[], node: OnnxNode) => Expression;

/** An elementwise operator, with the types that its expression takes; operands of one call have one type, except Where's. */
interface Elementwise {
  readonly takes: readonly ElementType[];
  readonly make: Operator;
  /** Number of simple operations that one element costs. */
  readonly cost: number;
}

const FLOAT = ["float32"] as const;
const NUMBERS = ["float32", "int32"] as const;
const BOOL = ["bool"] as const;
const ANY = ["float32", "int32", "bool"] as const;

/** Simple operations that a polynomial costs. */
const POLYNOMIAL = 12;

const constant = (value: number): Expression => ({ kind: "constant", type: "float32", value });
const unary = (op: Unary, x: Expression): Expression => ({ kind: "unary", op, x });
const binary = (op: Binary, a: Expression, b: Expression): Expression => ({
  kind: "binary",
  op,
  a,
  b,
});
const select = (condition: Expression, t: Expression, e: Expression): Expression => ({
  kind: "select",
  condition,
  t,
  e,
});

function one(op: Unary, takes: readonly ElementType[] = FLOAT, cost = 1): Elementwise {
  return { takes, cost, make: ([x]) => unary(op, x) };
}

function two(op: Binary, takes: readonly ElementType[] = NUMBERS): Elementwise {
  return { takes, cost: 1, make: (operands) => operands.reduce((a, b) => binary(op, a, b)) };
}

function made(cost: number, make: Operator, takes: readonly ElementType[] = FLOAT): Elementwise {
  return { takes, cost, make };
}

/** ONNX's elementwise operators that kernels compute; all others run in ONNX Runtime. */
export const operators: ReadonlyMap<string, Elementwise> = new Map(Object.entries({
  Add: two("add"),
  Sub: two("sub"),
  Mul: two("mul"),
  Div: two("div", FLOAT),
  Max: two("max"),
  Min: two("min"),
  Sum: two("add", FLOAT),
  Equal: two("eq", ANY),
  Greater: two("gt"),
  GreaterOrEqual: two("ge"),
  Less: two("lt"),
  LessOrEqual: two("le"),
  And: two("and", BOOL),
  Or: two("or", BOOL),
  Xor: two("xor", BOOL),
  Not: one("not", BOOL),
  Abs: one("abs", NUMBERS),
  Neg: one("neg", NUMBERS),
  Sign: one("sign", NUMBERS),
  Floor: one("floor"),
  Ceil: one("ceil"),
  Round: one("round"),
  Sqrt: one("sqrt"),
  Exp: one("exp", FLOAT, POLYNOMIAL),
  Log: one("log", FLOAT, POLYNOMIAL),
  Tanh: one("tanh", FLOAT, POLYNOMIAL),
  Sigmoid: one("sigmoid", FLOAT, POLYNOMIAL),
  Erf: one("erf", FLOAT, POLYNOMIAL),
  Reciprocal: made(1, ([x]) => binary("div", constant(1), x)),
  Relu: made(
    1,
    ([x]) => binary("max", x, { kind: "constant", type: typeOf(x), value: 0 }),
    NUMBERS,
  ),
  LeakyRelu: made(3, ([x], node) =>
    select(
      binary("lt", x, constant(0)),
      binary("mul", x, constant(float(node, "alpha", 0.01))),
      x,
    )),
  Elu: made(POLYNOMIAL + 4, ([x]) => elu(x, 1)),
  Selu: made(
    POLYNOMIAL + 5,
    ([x], node) =>
      binary("mul", elu(x, float(node, "alpha", 1)), constant(float(node, "gamma", 1))),
  ),
  // max(x, 0) + log(1 + e^−|x|)
  Softplus: made(2 * POLYNOMIAL, ([x]) =>
    binary(
      "add",
      binary("max", x, constant(0)),
      unary("log", binary("add", unary("exp", unary("neg", unary("abs", x))), constant(1))),
    )),
  Clip: made(2, ([x, least, most]) => binary("min", binary("max", x, least), most), NUMBERS),
  IsNaN: made(1, ([x]) => binary("ne", x, x)),
  IsInf: made(2, ([x]) => binary("eq", unary("abs", x), constant(Infinity))),
}));

/** Returns x where it is positive, otherwise alpha · (eˣ − 1). */
function elu(x: Expression, alpha: number): Expression {
  const below = binary("mul", binary("sub", unary("exp", x), constant(1)), constant(alpha));
  return select(binary("gt", x, constant(0)), x, below);
}

/** Chooses between two values. */
export function where([condition, t, e]: readonly Expression[]): Expression {
  return select(condition, t, e);
}

/** Converts a value to another type. */
export function castTo(type: ElementType, x: Expression): Expression {
  if (typeOf(x) === type) return x;
  return unary(({ float32: "toFloat", int32: "toInt", bool: "toBool" } as const)[type], x);
}

/** Returns the expression of x to a constant power, for powers that need no logarithm. */
export function powerOf(exponent: number): ((x: Expression) => Expression) | undefined {
  switch (exponent) {
    case 1:
      return (x) => x;
    case 2:
      return (x) => binary("mul", x, x);
    case 3:
      return (x) => binary("mul", binary("mul", x, x), x);
    case 0.5:
      return (x) => unary("sqrt", x);
    case -1:
      return (x) => binary("div", constant(1), x);
    case -0.5:
      return (x) => binary("div", constant(1), unary("sqrt", x));
    default:
      return undefined;
  }
}

function float({ attributes }: OnnxNode, name: string, otherwise: number): number {
  return (attributes[name] as { float: number } | undefined)?.float ?? otherwise;
}

/** Returns the type of an expression's values. */
export function typeOf(x: Expression): ElementType {
  switch (x.kind) {
    case "load":
      return x.from.type;
    case "constant":
      return x.type;
    case "select":
      return typeOf(x.t);
    case "unary":
      switch (x.op) {
        case "toFloat":
          return "float32";
        case "toInt":
          return "int32";
        case "toBool":
        case "not":
          return "bool";
        default:
          return typeOf(x.x);
      }
    case "binary":
      return ["lt", "le", "gt", "ge", "eq", "ne"].includes(x.op) ? "bool" : typeOf(x.a);
  }
}
