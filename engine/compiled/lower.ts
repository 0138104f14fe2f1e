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
import { recurrent } from "./kernels/recurrent.ts";
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

const lowerings = new Map(
  [...kernels, ...fused, ...recurrent].map((kernel) => [kernel.name, kernel]),
);

/** A two-dimensional value in compressed rows: the names of its arrays, whose format is in sparse.ts. */
export interface CompressedRows {
  /** `[rows + 1]`, int32 */
  starts(): string;
  /** `[entries]`, int32 */
  columns(): string;
  /** `[entries]` */
  values(): string;
}

/** The forms in which a value can be read; a form that no node requests is not read. */
export interface Forms {
  /** Returns the name of its array. */
  array(): string;
  readonly sparse?: CompressedRows;
}

/** Attributes of an ONNX operator. */
export type OnnxAttributes = { readonly [name: string]: Attribute };

/**
 * Builds the nodes of an ONNX graph.
 *
 * An existing node is not added twice, so that lowerings of different kernels share common work: the transpose
 * of a value, the columns of a convolution.
 */
export class Lowering {
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers: Initializer[] = [];
  readonly #known = new Map<string, readonly string[]>();
  readonly #results = new Map<string, string>();
  readonly #arrays = new Map<Value, Map<Layout, string>>();
  readonly #forms = new Map<Value, Forms>();
  readonly #prefix: string;
  /** The target of the graph. */
  readonly target: Target;
  #next = 0;

  /**
   * @param inputs The input values and their names.
   * @param target The target of the graph.
   * @param prefix Prefix of the names, to distinguish them from those of an outer graph.
   */
  constructor(inputs: Iterable<readonly [Value, string]>, target: Target, prefix = "") {
    for (const [value, name] of inputs) this.define(value, name);
    this.target = target;
    this.#prefix = prefix;
  }

  /** Sets the array of a value. */
  define(value: Value, name: string, layout: Layout = "plain"): void {
    this.#arrays.set(value, new Map([[layout, name]]));
  }

  /** Sets the forms in which a value is read. */
  read(value: Value, forms: Forms): void {
    this.#forms.set(value, forms);
  }

  /** Returns the compressed rows of a value, if it is held in this form. */
  sparseOf(value: Value): CompressedRows | undefined {
    return this.#forms.get(value)?.sparse;
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

  /** Returns the name of a value's array in the required order of axes. */
  name(value: Value, layout: Layout = "plain"): string {
    let held = this.#arrays.get(value);
    if (!held) {
      const name = this.#forms.get(value)?.array() ??
        this.constant(spread(value), value.shape, value.dtype);
      this.#arrays.set(value, held = new Map([["plain", name]]));
    }
    return arrange(held, layout, value.shape, this);
  }

  /** Returns the order of axes in which a value's array was made. */
  layoutOf(value: Value): Layout {
    const [layout = "plain"] = this.#arrays.get(value)?.keys() ?? [];
    return layout;
  }

  /** Returns the name of a scalar for a constant whose elements are all the same, otherwise undefined. */
  number(value: Value): string | undefined {
    const same = uniform(value);
    return same === undefined ? undefined : this.scalar(same, value.dtype);
  }

  /** Adds a node with one output and returns the output's name. */
  op(op: string, inputs: readonly string[], attributes: OnnxAttributes = {}, domain = ""): string {
    return this.ops(1, op, inputs, attributes, domain)[0];
  }

  /** Adds a node with several outputs and returns their names. */
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
    // Indices are shared even if they are many, which also shares the nodes that gather by them.
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

  /** Adds a scalar constant. */
  scalar(value: number, dtype: DType = "float32"): string {
    const Type = { float32: Float32Array, int32: Int32Array, bool: Uint8Array }[dtype];
    return this.constant(Type.of(value), [], dtype);
  }

  /** Adds integers such as shapes and axes, which ONNX takes as int64. */
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

  /** Makes an array an output of the graph under another name. */
  result(name: string, output: string): void {
    const computed = this.#nodes.some(({ outputs }) => outputs.includes(name));
    if (computed && !this.#results.has(name)) {
      this.#results.set(name, output);
      return;
    }
    // An input, a constant or an existing output already has a name.
    const outputs = [output];
    this.#nodes.push({ op: "Identity", domain: "", inputs: [name], outputs, attributes: {} });
  }

  /** Returns the graph of all added nodes. */
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
