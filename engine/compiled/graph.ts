/** The element types of a graph. */
export type DType = "float32" | "int32" | "bool";

/** Values of a constant, in C order; a single value if all are the same. */
export type Data = Float32Array | Int32Array | Uint8Array;

/** The shape and type of a tensor, known before computation. */
export interface Spec {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** A tensor of a traced step, by its origin instead of its content. */
export interface Value extends Spec {
  /** Number in the order of recording, which is an order of execution. */
  readonly id: number;
  readonly origin:
    | { readonly kind: "input"; readonly name: string }
    | { readonly kind: "constant"; readonly data: Data }
    | { readonly kind: "node"; readonly node: Node; readonly index: number };
}

/** Values by TensorFlow.js's name of an input. */
export type Values = { readonly [input: string]: Value };

/** The attributes of a TensorFlow.js kernel. */
export type Attributes = { readonly [name: string]: unknown };

/** One call of a TensorFlow.js kernel. */
export interface Node {
  readonly kernel: string;
  readonly inputs: Values;
  readonly attributes: Attributes;
  readonly outputs: readonly Value[];
}

/** A traced function: its inputs and outputs by name. */
export interface Graph {
  readonly inputs: Values;
  readonly outputs: Values;
}

/** Returns the number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Returns true if two shapes are equal. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** Returns the value of a constant whose elements are all the same, otherwise undefined. */
export function uniform({ origin }: Value): number | undefined {
  return origin.kind === "constant" && origin.data.length === 1 ? origin.data[0] : undefined;
}

/** Returns a string that is equal only for equal bits: 0 and −0 differ. */
export function bitsOf({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return new Uint8Array(buffer, byteOffset, byteLength).join();
}

/** Returns all values of a constant. */
export function spread({ shape, origin }: Value): Data {
  if (origin.kind !== "constant") {
    throw new TypeError("Cannot spread a value that is not a constant");
  }
  const { data } = origin;
  const size = sizeOf(shape);
  if (data.length === size) return data;
  return new (data.constructor as Float32ArrayConstructor)(size).fill(data[0]);
}

/**
 * Returns the nodes that outputs depend on, each after its operands; all other nodes are dead code.
 *
 * @param outputs The required values.
 */
export function liveNodes(outputs: Iterable<Value>): Node[] {
  const ordered = new Set<Node>();
  const entered = new Set<Node>();
  const waiting = [...outputs].reverse();
  for (let value = waiting.at(-1); value; value = waiting.at(-1)) {
    const node = value.origin.kind === "node" ? value.origin.node : undefined;
    if (!node || entered.has(node)) {
      waiting.pop();
      if (node) ordered.add(node);
      continue;
    }
    entered.add(node);
    waiting.push(...Object.values(node.inputs).reverse());
  }
  return [...ordered];
}

/**
 * Makes a node.
 *
 * @param like Values with the ids, shapes and types of its outputs.
 */
export function nodeOf(
  kernel: string,
  inputs: Values,
  attributes: Attributes,
  like: readonly (Spec & { readonly id: number })[],
): Node {
  const outputs: Value[] = [];
  const node: Node = { kernel, inputs, attributes, outputs };
  like.forEach(({ id, shape, dtype }, index) => {
    outputs.push({ id, shape, dtype, origin: { kind: "node", node, index } });
  });
  return node;
}
