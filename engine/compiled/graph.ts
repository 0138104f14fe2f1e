/** The element types that a graph knows. */
export type DType = "float32" | "int32" | "bool";

/** Values of a constant, in C order; one value where all are the same. */
export type Data = Float32Array | Int32Array | Uint8Array;

/** What is known of a tensor before anything has been computed. */
export interface Spec {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** A tensor of a traced step: where it comes from, and not what is in it. */
export interface Value extends Spec {
  /** In the order of recording, which is an order of computing. */
  readonly id: number;
  readonly origin:
    | { readonly kind: "input"; readonly name: string }
    | { readonly kind: "constant"; readonly data: Data }
    | { readonly kind: "node"; readonly node: Node; readonly index: number };
}

/** Values by the name that TensorFlow.js gives an input. */
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

/** A traced function: what it reads and what it gives, by name. */
export interface Graph {
  readonly inputs: Values;
  readonly outputs: Values;
}

/** The number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Whether shapes have the same lengths. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** The one value that a constant is full of, or undefined. */
export function uniform({ origin }: Value): number | undefined {
  return origin.kind === "constant" && origin.data.length === 1 ? origin.data[0] : undefined;
}

/** A text that is the same for numbers of the same bits alone: 0 and −0 differ. */
export function bitsOf({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return new Uint8Array(buffer, byteOffset, byteLength).join();
}

/** All values of a constant. */
export function spread({ shape, origin }: Value): Data {
  if (origin.kind !== "constant") throw new TypeError("Cannot spread a value that is no constant");
  const { data } = origin;
  const size = sizeOf(shape);
  if (data.length === size) return data;
  return new (data.constructor as Float32ArrayConstructor)(size).fill(data[0]);
}

/**
 * The nodes that outputs depend on, each after those that it reads: what is left is dead code.
 *
 * @param outputs The values that are wanted.
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
 * @param like Values that its outputs are to be like: of the same shapes and types.
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
