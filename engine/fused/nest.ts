import type { Access, Expression, Loops } from "./loops.ts";

/** One loop of a nest, with the stride along it of each access. */
interface Loop {
  readonly length: number;
  readonly strides: readonly number[];
}

/**
 * The same loop nest by fewer and longer loops, at least one.
 *
 * Loops of length 1 vanish, neighbours that walk all arrays as one loop would are merged, and a loop of 4 iterations or more along which all
 * arrays are contiguous or constant goes innermost: the last if it is one, otherwise the longest.
 *
 * @param fixed Number of outermost loops that stay as they are, before at least one other.
 * @throws RangeError if an access has not one stride for each loop, or a store without `combine` writes an element twice.
 */
export function simplify({ lengths, stores }: Loops, fixed = 0): Loops {
  const accesses = loadsOf(stores.map(({ value }) => value));
  for (const { to, combine } of stores) {
    const again = lengths.some((length, i) => i >= fixed && length > 1 && to.strides[i] === 0);
    if (combine === undefined && again) {
      throw new RangeError("Cannot store several values to one element: give `combine`.");
    }
    accesses.push(to);
  }
  if (accesses.some(({ strides }) => strides.length !== lengths.length)) {
    throw new RangeError(
      `Cannot walk ${lengths.length} loops: give each access one stride a loop.`,
    );
  }
  const all = lengths.map((length, i) => ({ length, strides: accesses.map((x) => x.strides[i]) }));
  const inner = all.slice(fixed).filter(({ length }) => length !== 1);
  const loops = [...all.slice(0, fixed), ...merged(contiguousLast(merged(inner)))];
  if (loops.length === fixed) loops.push({ length: 1, strides: accesses.map(() => 0) });

  const replaced = new Map<Access, Access>();
  const replace = (x: Access): Access => {
    const known = replaced.get(x);
    if (known !== undefined) return known;
    const strides = loops.map(({ strides }) => strides[accesses.indexOf(x)]);
    const row = x.row && { row: { ...x.row, index: replace(x.row.index) } };
    const made: Access = { ...x, strides, ...row };
    replaced.set(x, made);
    return made;
  };
  const rewritten = new Map<Expression, Expression>();
  const rewrite = (x: Expression): Expression => {
    const known = rewritten.get(x);
    if (known !== undefined) return known;
    const made = withOperands(x, operandsOf(x).map(rewrite), replace);
    rewritten.set(x, made);
    return made;
  };
  return {
    kind: "loops",
    lengths: loops.map(({ length }) => length),
    stores: stores.map((store) => ({
      ...store,
      to: replace(store.to),
      value: rewrite(store.value),
    })),
  };
}

/** Expressions that an expression is made of. */
export function operandsOf(x: Expression): readonly Expression[] {
  switch (x.kind) {
    case "unary":
      return [x.x];
    case "binary":
      return [x.a, x.b];
    case "select":
      return [x.condition, x.t, x.e];
    default:
      return [];
  }
}

function withOperands(
  x: Expression,
  operands: readonly Expression[],
  access: (from: Access) => Access,
): Expression {
  switch (x.kind) {
    case "load":
      return { ...x, from: access(x.from) };
    case "unary":
      return { ...x, x: operands[0] };
    case "binary":
      return { ...x, a: operands[0], b: operands[1] };
    case "select":
      return { ...x, condition: operands[0], t: operands[1], e: operands[2] };
    default:
      return x;
  }
}

/** An access, and that of the row's number. */
export function accessesOf(access: Access): Access[] {
  return access.row ? [access, ...accessesOf(access.row.index)] : [access];
}

/** Accesses of all loads in expressions, each once. */
function loadsOf(roots: readonly Expression[]): Access[] {
  const seen = new Set<Expression>();
  const accesses = new Set<Access>();
  const visit = (x: Expression) => {
    if (seen.has(x)) return;
    seen.add(x);
    if (x.kind === "load") accessesOf(x.from).forEach((access) => accesses.add(access));
    operandsOf(x).forEach(visit);
  };
  roots.forEach(visit);
  return [...accesses];
}

function merged(loops: readonly Loop[]): Loop[] {
  const result: Loop[] = [];
  for (const inner of loops) {
    const outer = result.at(-1);
    if (outer?.strides.every((stride, i) => stride === inner.strides[i] * inner.length)) {
      result.pop();
      result.push({ length: outer.length * inner.length, strides: inner.strides });
    } else {
      result.push(inner);
    }
  }
  return result;
}

function contiguousLast(loops: readonly Loop[]): readonly Loop[] {
  const suits = ({ length, strides }: Loop) =>
    length >= 4 && strides.every((stride) => stride === 0 || stride === 1);
  if (loops.length === 0 || suits(loops.at(-1)!)) return loops;
  const [longest] = loops.filter(suits).toSorted((a, b) => b.length - a.length);
  if (longest === undefined) return loops;
  return [...loops.filter((loop) => loop !== longest), longest];
}
