import {
  bitsOf,
  type DType,
  liveNodes,
  spread,
  uniform,
  type Value,
  type Values,
} from "./graph.ts";
import { fused } from "./kernels/fused.ts";
import { kernels } from "./kernels/mod.ts";
import { arrange, type Layout } from "./layouts.ts";
import {
  type Attribute,
  type ElementType,
  elementTypes,
  type Initializer,
  type OnnxGraph,
  type OnnxNode,
} from "./onnx.ts";
import type { Target } from "./target.ts";

const lowerings = new Map([...kernels, ...fused].map((kernel) => [kernel.name, kernel]));

/** A value of two axes that is held in pieces: the names of their arrays, as sparse.ts has them. */
export interface Pieces {
  /** `[pieces, PIECE]`, int32 */
  columns(): string;
  /** `[pieces, PIECE]` */
  values(): string;
  /** `[pieces]`, int32 */
  owners(): string;
  /** How many pieces there can be. */
  readonly most: number;
}

/** The forms that a value can be read in; what nothing asks for is not read. */
export interface Forms {
  /** Names its array. */
  array(): string;
  readonly pieces?: Pieces;
}

/** Attributes of an ONNX operator. */
export type OnnxAttributes = { readonly [name: string]: Attribute };

/**
 * Nodes of ONNX in the making.
 *
 * A node that is there already is not added twice, so lowerings of different kernels share what they
 * have in common: the transpose of a value, the columns of a convolution.
 */
export class Lowering {
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers: Initializer[] = [];
  readonly #known = new Map<string, readonly string[]>();
  readonly #results = new Map<string, string>();
  readonly #arrays = new Map<Value, Map<Layout, string>>();
  readonly #forms = new Map<Value, Forms>();
  readonly #prefix: string;
  /** What the graph is for. */
  readonly target: Target;
  #next = 0;

  /**
   * @param inputs The names of the values that the nodes start from.
   * @param target What the graph is for.
   * @param prefix Sets the names in here apart from those of a graph around it.
   */
  constructor(inputs: Iterable<readonly [Value, string]>, target: Target, prefix = "") {
    for (const [value, name] of inputs) this.define(value, name);
    this.target = target;
    this.#prefix = prefix;
  }

  /** Says which array a value is. */
  define(value: Value, name: string, layout: Layout = "plain"): void {
    this.#arrays.set(value, new Map([[layout, name]]));
  }

  /** Says how a value is read. */
  read(value: Value, forms: Forms): void {
    this.#forms.set(value, forms);
  }

  /** The pieces that a value is held in, if it is. */
  piecesOf(value: Value): Pieces | undefined {
    return this.#forms.get(value)?.pieces;
  }

  /** Adds the nodes that compute the outputs. */
  add(outputs: Values): void {
    for (const node of liveNodes(Object.values(outputs))) {
      const lowered = lowerings.get(node.kernel)!.lower(node, this);
      if (typeof lowered === "string") {
        this.define(node.outputs[0], lowered);
      } else if ("layout" in lowered) {
        this.define(node.outputs[0], lowered.name, lowered.layout);
      } else {
        node.outputs.forEach((output, i) => this.define(output, lowered[i]));
      }
    }
  }

  /** The name of a value's array, in the order of axes that is wanted. */
  name(value: Value, layout: Layout = "plain"): string {
    let held = this.#arrays.get(value);
    if (!held) {
      const name = this.#forms.get(value)?.array() ??
        this.constant(spread(value), value.shape, value.dtype);
      this.#arrays.set(value, held = new Map([["plain", name]]));
    }
    return arrange(held, layout, value.shape, this);
  }

  /** The order of axes that a value's array was made in. */
  layoutOf(value: Value): Layout {
    const [layout = "plain"] = this.#arrays.get(value)?.keys() ?? [];
    return layout;
  }

  /** The name of the one number that a constant is full of, to be broadcast; undefined where they differ. */
  number(value: Value): string | undefined {
    const same = uniform(value);
    return same === undefined ? undefined : this.scalar(same, value.dtype);
  }

  /** Adds a node of one output, and names it. */
  op(op: string, inputs: readonly string[], attributes: OnnxAttributes = {}, domain = ""): string {
    return this.ops(1, op, inputs, attributes, domain)[0];
  }

  /** Adds a node of several outputs, and names them. */
  ops(
    outputs: number,
    op: string,
    inputs: readonly string[],
    attributes: OnnxAttributes = {},
    domain = "",
  ): readonly string[] {
    const key = JSON.stringify([op, domain, inputs, attributes, outputs]);
    let names = this.#known.get(key);
    if (!names) {
      names = Array.from({ length: outputs }, () => `${this.#prefix}${op}_${this.#next++}`);
      this.#nodes.push({ op, domain, inputs, outputs: names, attributes });
      this.#known.set(key, names);
    }
    return names;
  }

  /** Adds a constant. */
  constant(
    data: Initializer["data"],
    shape: readonly number[],
    type: ElementType,
  ): string {
    // Indices are shared however many, and with them what is gathered by them.
    const most = type === "float32" ? 64 : 1 << 16;
    const content = type === "float32" ? bitsOf(data) : data;
    const key = data.length <= most ? `${type} [${shape}] ${content}` : undefined;
    const known = key === undefined ? undefined : this.#known.get(key);
    if (known) return known[0];
    const name = `${this.#prefix}constant_${this.#next++}`;
    this.#initializers.push({ name, type, shape, data });
    if (key !== undefined) this.#known.set(key, [name]);
    return name;
  }

  /** Adds a constant of no axes. */
  scalar(value: number, dtype: DType = "float32"): string {
    const Type = { float32: Float32Array, int32: Int32Array, bool: Uint8Array }[dtype];
    return this.constant(Type.of(value), [], dtype);
  }

  /** Adds shapes, axes and the like, which ONNX takes as int64. */
  integers(values: readonly number[]): string {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length], "int64");
  }

  /** Casts an array. */
  cast(name: string, type: ElementType): string {
    return this.op("Cast", [name], { to: elementTypes[type] });
  }

  /** Reshapes an array. */
  reshape(name: string, shape: readonly number[]): string {
    return this.op("Reshape", [name, this.integers(shape)], { allowzero: 1 });
  }

  /** Makes an array an output of the graph, under a name of its own. */
  result(name: string, output: string): void {
    const computed = this.#nodes.some(({ outputs }) => outputs.includes(name));
    if (computed && !this.#results.has(name)) {
      this.#results.set(name, output);
      return;
    }
    // An input, a constant or what is an output already has its name.
    const outputs = [output];
    this.#nodes.push({ op: "Identity", domain: "", inputs: [name], outputs, attributes: {} });
  }

  /** What has been added. */
  finish(
    name: string,
    inputs: OnnxGraph["inputs"],
    outputs: OnnxGraph["outputs"],
  ): OnnxGraph {
    const named = (array: string) => this.#results.get(array) ?? array;
    const nodes = this.#nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(named),
      outputs: node.outputs.map(named),
    }));
    return { name, nodes, initializers: this.#initializers, inputs, outputs };
  }
}
