/**
 * The element types of arrays in memory: 4 bytes, 4 bytes, and one byte that is 0 or 1.
 */
export type ElementType = "float32" | "int32" | "bool";

/** Elements of an array in memory, by the counters of a loop nest. */
export interface Access {
  readonly type: ElementType;
  /** Address of the element at which all counters are 0, in bytes. */
  readonly address: number;
  /** Elements from one element to the next along each loop; 0 where the same element is read again. */
  readonly strides: readonly number[];
  /** Only of loads: the element lies further on, by an int32 in memory times so many bytes. */
  readonly row?: { readonly index: Access; readonly stride: number };
}

/** Operations on one number. */
export type Unary =
  | "neg"
  | "abs"
  | "sqrt"
  | "floor"
  | "ceil"
  /** Half to even. */
  | "round"
  /** That of NaN is 0. */
  | "sign"
  | "exp"
  | "log"
  | "tanh"
  /** 1 / (1 + e⁻ˣ) */
  | "sigmoid"
  | "erf"
  | "not"
  | "toFloat"
  /** Towards zero; NaN is 0, and numbers out of range are the nearest integer. */
  | "toInt"
  /** True unless 0. */
  | "toBool";

/** Operations on two numbers of one type; comparisons give a bool. Those of bools are the last three, `eq`, `ne`, `min` and `max`. */
export type Binary =
  | "add"
  | "sub"
  | "mul"
  | "div"
  /** NaN if either is; of zeros of both signs, one of them. */
  | "min"
  | "max"
  | "lt"
  | "le"
  | "gt"
  | "ge"
  | "eq"
  | "ne"
  | "and"
  | "or"
  | "xor";

/** An elementwise expression. One that occurs several times in a kernel, as the same object, is computed once. */
export type Expression =
  | { readonly kind: "load"; readonly from: Access }
  | { readonly kind: "constant"; readonly type: ElementType; readonly value: number }
  | { readonly kind: "unary"; readonly op: Unary; readonly x: Expression }
  | { readonly kind: "binary"; readonly op: Binary; readonly a: Expression; readonly b: Expression }
  | {
    readonly kind: "select";
    readonly condition: Expression;
    readonly t: Expression;
    readonly e: Expression;
  };

/** A result of a loop nest. */
export interface Store {
  readonly to: Access;
  readonly value: Expression;
  /**
   * Combines the values that go to the same element, those along loops of stride 0. A sum starts at 0, a product at 1,
   * a maximum at −∞ or the least integer, a minimum at ∞ or the greatest; maxima and minima of NaN are NaN.
   */
  readonly combine?: "add" | "mul" | "max" | "min";
}

/**
 * A loop nest over elementwise expressions: for all counters, outermost first, the values of all stores, and then the stores.
 *
 * All values of an iteration are computed before the first store, so that a store may write to an element that any expression
 * of the same iteration reads (an update in place); it writes to no element that another iteration reads.
 * Without `combine` it writes to no element twice: it has no stride 0.
 */
export interface Loops {
  readonly kind: "loops";
  /** Number of iterations of each loop, outermost first; none for scalars. */
  readonly lengths: readonly number[];
  readonly stores: readonly Store[];
}

/**
 * A loop over time: for each step a loop nest, products and another loop nest, which read what those before wrote.
 *
 * Outermost in both nests is the loop over time. They combine nothing.
 */
export interface Recurrence {
  readonly kind: "recurrence";
  readonly before?: Loops;
  /** Kernels, or the number of a call that the module imports. */
  readonly products: readonly Product[] | number;
  readonly after: Loops;
}

/** out[i, j] = act(Σₖ a[i, k] · b[k, j] + beta · c[i, j]), in float32; `c` may be `out`. */
export interface Product {
  readonly kind: "product";
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** Strides of i and k. */
  readonly a: Access;
  /** Strides of k and j. */
  readonly b: Access;
  /** Strides of i and j. */
  readonly c?: Access;
  readonly beta?: number;
  readonly activation?: "Relu";
  /** Strides of i and j; the latter is 1. */
  readonly out: Access;
}

/** out[o, i, n] = x[o, indices[i], n]; an index below 0 or of `length` and more is an error. */
export interface GatherRows {
  readonly kind: "gather";
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
  readonly count: number;
  readonly type: ElementType;
  /** Addresses of contiguous arrays. */
  readonly x: number;
  readonly indices: number;
  readonly out: number;
}

/**
 * Adds rows to the rows of an array, or replaces them (the last of several is kept): out[indices[i], :] ∘= rows[i, :].
 *
 * An index below 0 or of `length` and more is an error.
 */
export interface ScatterRows {
  readonly kind: "scatter";
  readonly length: number;
  readonly inner: number;
  readonly count: number;
  readonly type: ElementType;
  readonly combine: "add" | "replace";
  /** Addresses of contiguous arrays. */
  readonly rows: number;
  readonly indices: number;
  readonly out: number;
}

/**
 * Sums rows of float32 by their indices: sums[slots[k], :] = Σ rows[i, :] over the i with indices[i] = k.
 *
 * slots[k] is 0 if there is none, and sums[0, :] is 0; an index below 0 or of `length` and more is an error.
 */
export interface SumRows {
  readonly kind: "sum";
  readonly length: number;
  readonly inner: number;
  readonly count: number;
  /** Addresses of contiguous arrays, `slots` of `length` int32, `sums` of up to 1 + `count` rows. */
  readonly rows: number;
  readonly indices: number;
  readonly slots: number;
  readonly sums: number;
}

/**
 * Index of the first largest or smallest element along an axis, int32: out[o, n] = argₖ x[o, k, n]. NaN is chosen only if it is the
 * first.
 */
export interface Extreme {
  readonly kind: "extreme";
  readonly of: "max" | "min";
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
  readonly type: ElementType;
  readonly x: number;
  readonly out: number;
}

/**
 * A product with sparse rows (CSR): row i has the entries from starts[i] to starts[i + 1] of `columns` and `values`.
 *
 * Plain: out[i, :] = c[i, :] + Σₑ values[e] · b[columns[e], :]. Transposed: out[columns[e], :] += values[e] · b[i, :] for all i,
 * on an array that is filled before.
 */
export interface SparseProduct {
  readonly kind: "sparse";
  readonly transposed: boolean;
  readonly rows: number;
  /** Number of columns of b and out. */
  readonly width: number;
  readonly starts: number;
  readonly columns: number;
  readonly values: number;
  readonly b: number;
  /** Address of the summand, and the number of elements between its rows; none is 0. */
  readonly c?: { readonly address: number; readonly stride: number };
  readonly out: number;
}

/** A kernel of a WebAssembly module. */
export type FusedKernel =
  | Loops
  | Recurrence
  | Product
  | GatherRows
  | ScatterRows
  | SumRows
  | Extreme
  | SparseProduct;
