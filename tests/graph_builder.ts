import type {
  Attribute,
  ElementType,
  Initializer,
  OnnxGraph,
  OnnxNode,
  ValueInfo,
} from "../engine/compiled/onnx.ts";
import { type ArraySpec, infer } from "../engine/fused/infer.ts";

const types = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** Builds graphs of ONNX operators by hand. */
export class GraphBuilder {
  readonly #specs = new Map<string, ArraySpec>();
  readonly #inputs: ValueInfo[] = [];
  readonly #outputs: ValueInfo[] = [];
  readonly #initializers: Initializer[] = [];
  readonly #nodes: OnnxNode[] = [];
  /** The outputs that values of nodes are. */
  readonly #results = new Map<string, string>();

  /** Adds an input. */
  input(name: string, shape: readonly number[], type: ElementType = "float32"): string {
    this.#inputs.push({ name, type, shape });
    this.#specs.set(name, { type, shape });
    return name;
  }

  /** Adds a constant. */
  constant(
    values: readonly number[],
    shape: readonly number[] = [values.length],
    type: keyof typeof types | "int64" = "float32",
  ): string {
    const name = `constant${this.#initializers.length}`;
    const data = type === "int64" ? BigInt64Array.from(values, BigInt) : types[type].from(values);
    this.#initializers.push({ name, type, shape, data });
    this.#specs.set(name, { type, shape });
    return name;
  }

  /** Adds a node; a list of numbers among the operands is a constant of int64. */
  op(
    op: string,
    operands: readonly (string | readonly number[])[],
    attributes: { readonly [name: string]: Attribute } = {},
    count = 1,
    domain = "",
  ): string[] {
    const inputs = operands.map((operand) =>
      typeof operand === "string" ? operand : this.constant(operand, [operand.length], "int64")
    );
    const outputs = Array.from({ length: count }, (_, i) => `${op}${this.#nodes.length}/${i}`);
    const node = { op, domain, inputs, outputs, attributes };
    this.#nodes.push(node);
    const specs = infer(node, {
      spec: (name) => this.spec(name),
      integers: (name) =>
        Array.from(this.#initializers.find((c) => c.name === name)!.data as BigInt64Array, Number),
    });
    outputs.forEach((name, i) => this.#specs.set(name, specs[i]));
    return outputs;
  }

  spec(name: string): ArraySpec {
    return this.#specs.get(name)!;
  }

  /** Makes a value an output: a node's result gets the name, another value or a second output is copied. */
  output(name: string, value: string): void {
    const spec = this.spec(value);
    this.#outputs.push({ name, ...spec });
    const computed = this.#nodes.some(({ outputs }) => outputs.includes(value));
    if (computed && !this.#results.has(value)) {
      this.#results.set(value, name);
      return;
    }
    const copy = { domain: "", inputs: [value], outputs: [name], attributes: {} };
    this.#nodes.push({ op: "Identity", ...copy });
  }

  /** Returns the graph, without nodes that no output depends on. */
  finish(): OnnxGraph {
    const live = new Set(this.#outputs.map(({ name }) => name));
    const renamed = (name: string) => this.#results.get(name) ?? name;
    const nodes = this.#nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(renamed),
      outputs: node.outputs.map(renamed),
    })).toReversed().filter(({ inputs, outputs }) => {
      if (!outputs.some((name) => live.has(name))) return false;
      for (const name of inputs) live.add(name);
      return true;
    }).reverse();
    return {
      name: "test",
      nodes,
      initializers: this.#initializers,
      inputs: this.#inputs,
      outputs: this.#outputs,
    };
  }
}
