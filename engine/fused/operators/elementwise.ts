import type { Binary, ElementType, Expression, Unary } from "../loops.ts";
import { float, type Operator, type Use } from "./operator.ts";

const FLOAT = ["float32"] as const;
const NUMBERS = ["float32", "int32"] as const;
const BOOL = ["bool"] as const;
const ANY = ["float32", "int32", "bool"] as const;

/** Simple operations that a polynomial costs. */
export const POLYNOMIAL = 12;

export const constant = (value: number, type: ElementType = "float32"): Expression => ({
  kind: "constant",
  type,
  value,
});
export const unary = (op: Unary, x: Expression): Expression => ({ kind: "unary", op, x });
export const binary = (op: Binary, a: Expression, b: Expression): Expression => ({
  kind: "binary",
  op,
  a,
  b,
});
export const select = (condition: Expression, t: Expression, e: Expression): Expression => ({
  kind: "select",
  condition,
  t,
  e,
});

/** An expression of the operands' elements. */
type Make = (operands: readonly Expression[], use: Use) => Expression;

/**
 * Returns the operator of an expression.
 *
 * @param cost Number of simple operations for an element.
 * @param takes The types of operands for which the expression is defined.
 */
function made(cost: number, make: Make, takes: readonly ElementType[] = FLOAT): Operator {
  return (use) => {
    const operands = use.node.inputs.map((_, i) => use.operand(i));
    if (!operands.every(({ type }) => takes.includes(type))) return undefined;
    return use.storage.mapped(use.type, use.shape, operands, (each) => make(each, use), cost);
  };
}

function one(op: Unary, takes: readonly ElementType[] = FLOAT, cost = 1): Operator {
  return made(cost, ([x]) => unary(op, x), takes);
}

function two(op: Binary, takes: readonly ElementType[] = NUMBERS): Operator {
  return made(1, (operands) => operands.reduce((a, b) => binary(op, a, b)), takes);
}

/** Operators that give each element of the operands' broadcast shape apart. */
export const elementwiseOperators = {
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
  Relu: made(1, ([x], { type }) => binary("max", x, constant(0, type)), NUMBERS),
  LeakyRelu: made(3, ([x], { node }) => {
    const scaled = binary("mul", x, constant(float(node, "alpha", 0.01)));
    return select(binary("lt", x, constant(0)), scaled, x);
  }),
  Elu: made(POLYNOMIAL + 4, ([x]) => elu(x, 1)),
  Selu: made(
    POLYNOMIAL + 5,
    ([x], { node }) =>
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
  Where: ({ type, shape, storage, operand }) =>
    storage.mapped(
      type,
      shape,
      [operand(0), operand(1), operand(2)],
      ([condition, t, e]) => select(condition, t, e),
      1,
    ),
  Cast({ type, shape, storage, operand }) {
    const x = operand(0);
    if (x.type === type) return x;
    return storage.mapped(type, shape, [x], ([x]) => castTo(type, x), 1);
  },
  /** Constant powers that need no logarithm. */
  Pow({ type, shape, storage, operand }) {
    const exponent = operand(1);
    if (exponent.kind !== "uniform" || type !== "float32") return undefined;
    const power = powers.get(exponent.value);
    return power && storage.mapped(type, shape, [operand(0)], ([x]) => power(x), 2);
  },
} satisfies { [op: string]: Operator };

/** Returns x where it is positive, otherwise alpha · (eˣ − 1). */
function elu(x: Expression, alpha: number): Expression {
  const below = binary("mul", binary("sub", unary("exp", x), constant(1)), constant(alpha));
  return select(binary("gt", x, constant(0)), x, below);
}

/** Converts a value of another type. */
export function castTo(type: ElementType, x: Expression): Expression {
  return unary(({ float32: "toFloat", int32: "toInt", bool: "toBool" } as const)[type], x);
}

const powers: ReadonlyMap<number, (x: Expression) => Expression> = new Map([
  [1, (x) => x],
  [2, (x) => binary("mul", x, x)],
  [3, (x) => binary("mul", binary("mul", x, x), x)],
  [0.5, (x) => unary("sqrt", x)],
  [-1, (x) => binary("div", constant(1), x)],
  [-0.5, (x) => binary("div", constant(1), unary("sqrt", x))],
]);
