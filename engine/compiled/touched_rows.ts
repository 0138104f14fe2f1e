import { type Node, nodeOf, uniform, type Value } from "./graph.ts";
import { kernels } from "./kernels/mod.ts";
import type { Rule } from "./optimize.ts";

const elementwise = new Set(
  kernels.filter(({ elementwise }) => elementwise).map(({ name }) => name),
);

/** Least ratio of a table's rows to the touched rows; below it the whole table is updated. */
const LEAST_SHARE = 2;

/**
 * Makes the rule that computes a lazy update only for the rows that it can change.
 *
 * where(any(g ≠ 0, 1), f(g, θ, …), θ) with g = UnsortedSegmentSum(u, ids) and f elementwise is θ in every row that
 * is not in ids. Therefore f is computed on the rows in ids, which are then scattered into θ. An id that occurs
 * twice has its whole gradient both times, and the same row is written twice.
 */
export function touchedRows(): Rule {
  const tables = new Map<Value, Rows>();
  return ({ kernel, inputs: { condition, t, e }, outputs }) => {
    const gradient = kernel === "Select" ? touching(condition) : undefined;
    const segments = gradient && nodeFrom(gradient, "UnsortedSegmentSum");
    if (!gradient || !segments) return undefined;
    const { x, segmentIds } = segments.inputs;
    if (gradient.shape[0] < LEAST_SHARE * x.shape[0]) return undefined;
    let rows = tables.get(gradient);
    if (!rows) tables.set(gradient, rows = new Rows(gradient, x, segmentIds));
    const updates = nodeOf(
      "Select",
      { condition: rows.of(condition), t: rows.of(t), e: rows.of(e) },
      {},
      [{ ...outputs[0], shape: x.shape }],
    ).outputs[0];
    return nodeOf("TensorScatterUpdate", { tensor: e, indices: rows.places, updates }, {}, outputs)
      .outputs[0];
  };
}

/** Returns the gradient g of a condition any(g ≠ 0) over rows. */
function touching(condition: Value): Value | undefined {
  const row = nodeFrom(condition, "Tile")?.inputs.x ?? condition;
  const any = nodeFrom(row, "Any");
  const unequal = any && nodeFrom(any.inputs.x, "NotEqual");
  if (!unequal || uniform(unequal.inputs.b) !== 0) return undefined;
  const { a } = unequal.inputs;
  const ofRows = [row, condition].every((value) => sameRows(value, a));
  return ofRows ? a : undefined;
}

/** Returns true if two values have the same rows along their first axis. */
function sameRows(a: Value, b: Value): boolean {
  return a.shape.length === b.shape.length && a.shape[0] === b.shape[0];
}

function nodeFrom({ origin }: Value, kernel: string): Node | undefined {
  return origin.kind === "node" && origin.node.kernel === kernel ? origin.node : undefined;
}

/** The rows of a table, and of values computed from it row by row, that are in ids. */
class Rows {
  /** The ids in the form of TensorScatterUpdate's indices. */
  readonly places: Value;
  readonly #gradient: Value;
  readonly #ids: Value;
  readonly #known: Map<Value, Value>;

  constructor(gradient: Value, x: Value, ids: Value) {
    const { id } = gradient;
    const [count] = ids.shape;
    const int = (shape: readonly number[]) => ({ id, shape, dtype: "int32" as const });
    this.#gradient = gradient;
    this.#ids = ids;
    this.places =
      nodeOf("Reshape", { x: ids }, { shape: [count, 1] }, [int([count, 1])]).outputs[0];

    // Each id is represented by its last position among the ids, where its gradients are summed.
    const constant = (shape: readonly number[], data: Int32Array): Value => ({
      ...int(shape),
      origin: { kind: "constant", data },
    });
    const order = constant([count], Int32Array.from({ length: count }, (_, i) => i));
    const last = nodeOf(
      "TensorScatterUpdate",
      {
        tensor: constant([gradient.shape[0]], Int32Array.of(0)),
        indices: this.places,
        updates: order,
      },
      {},
      [int([gradient.shape[0]])],
    ).outputs[0];
    const slots = this.#gather(last);
    const sums = nodeOf("UnsortedSegmentSum", { x, segmentIds: slots }, { numSegments: count }, [
      x,
    ]);
    const whole = nodeOf("GatherV2", { x: sums.outputs[0], indices: slots }, { axis: 0 }, [x]);
    this.#known = new Map([[gradient, whole.outputs[0]]]);
  }

  /** Returns a value restricted to the rows. */
  of(value: Value): Value {
    const known = this.#known.get(value);
    if (known) return known;
    const rows = this.#compute(value);
    this.#known.set(value, rows);
    return rows;
  }

  #compute(value: Value): Value {
    const { origin, shape } = value;
    // A value without rows is broadcast to all rows.
    if (!sameRows(value, this.#gradient)) return value;
    const like = { ...value, shape: [this.#ids.shape[0], ...shape.slice(1)] };
    if (uniform(value) !== undefined) return like;
    if (origin.kind !== "node") return this.#gather(value);
    const { kernel, inputs, attributes } = origin.node;
    // Any and Tile along a row belong to the condition.
    const along = (kernel === "Any" || kernel === "Tile") && sameRows(inputs.x, value);
    if (!elementwise.has(kernel) && !along) return this.#gather(value);
    const operands = Object.fromEntries(
      Object.entries(inputs).map(([name, input]) => [name, this.of(input)]),
    );
    return nodeOf(kernel, operands, attributes, [like]).outputs[0];
  }

  #gather(value: Value): Value {
    const shape = [this.#ids.shape[0], ...value.shape.slice(1)];
    return nodeOf("GatherV2", { x: value, indices: this.#ids }, { axis: 0 }, [{ ...value, shape }])
      .outputs[0];
  }
}
