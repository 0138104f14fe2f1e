import type { ElementType, Expression, Loops } from "./loops.ts";
import { accessesOf, operandsOf } from "./nest.ts";
import { FUNCTIONS, resultOf } from "./operations.ts";

/** The facts about a loop nest's expressions that are gathered before it is encoded. */
export interface Facts {
  readonly types: ReadonlyMap<Expression, ElementType>;
  /** The number of times that each is an operand or stored. */
  readonly uses: ReadonlyMap<Expression, number>;
  /** For each loop, what is computed before it within those outside it, operands first. */
  readonly hoisted: readonly (readonly Expression[])[];
  /** About how many instructions all take. */
  readonly cost: number;
}

/** The number of loops up to the last along which an access moves. */
export function depthOf(strides: readonly number[]): number {
  return strides.findLastIndex((stride) => stride !== 0) + 1;
}

/**
 * @param fixed Number of outermost loops before which nothing is loaded.
 * @throws TypeError if operands that must be of one type are not.
 */
export function survey({ lengths, stores }: Loops, fixed = 0): Facts {
  const types = new Map<Expression, ElementType>();
  const uses = new Map<Expression, number>();
  const depths = new Map<Expression, number>();
  const examine = (x: Expression) => {
    const known = uses.get(x) ?? 0;
    uses.set(x, known + 1);
    if (known > 0) return;
    const operands = operandsOf(x);
    operands.forEach(examine);
    types.set(x, typeOf(x, types));
    const depth = Math.max(0, ...operands.map((operand) => depths.get(operand)!));
    const moves = x.kind === "load"
      ? accessesOf(x.from).map(({ strides }) => depthOf(strides))
      : [];
    depths.set(x, x.kind === "load" ? Math.max(fixed, ...moves) : depth);
  };
  for (const { to, value } of stores) {
    examine(value);
    assertSame("store", types.get(value)!, to.type);
  }

  const hoisted = lengths.map(() => new Set<Expression>());
  const visited = [...lengths, 1].map(() => new Set<Expression>());
  /** Goes through what is computed inside so many loops. */
  const hoist = (x: Expression, within: number) => {
    if (x.kind === "constant" || visited[within].has(x)) return;
    visited[within].add(x);
    const depth = depths.get(x)!;
    for (const operand of operandsOf(x)) hoist(operand, depth);
    if (depth < within) hoisted[depth].add(x);
  };
  for (const { value } of stores) hoist(value, lengths.length);

  const costs = [...types.keys()].map((x) => x.kind === "unary" && FUNCTIONS.has(x.op) ? 20 : 1);
  const cost = costs.reduce<number>((sum, x) => sum + x, 0);
  return { types, uses, hoisted: hoisted.map((set) => [...set]), cost };
}

function typeOf(x: Expression, types: ReadonlyMap<Expression, ElementType>): ElementType {
  switch (x.kind) {
    case "load":
      return x.from.type;
    case "constant":
      return x.type;
    case "unary":
      return resultOf(x.op, types.get(x.x)!);
    case "binary":
      assertSame(x.op, types.get(x.a)!, types.get(x.b)!);
      return resultOf(x.op, types.get(x.a)!);
    case "select":
      assertSame("select", types.get(x.condition)!, "bool");
      assertSame("select", types.get(x.t)!, types.get(x.e)!);
      return types.get(x.t)!;
  }
}

function assertSame(op: string, a: ElementType, b: ElementType): void {
  if (a !== b) throw new TypeError(`Cannot ${op} ${a} and ${b}: cast one.`);
}
