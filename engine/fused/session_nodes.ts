import {
  elementTypes,
  encodeModel,
  type Initializer,
  type OnnxNode,
  type ValueInfo,
} from "../compiled/onnx.ts";
import type { Known } from "./infer.ts";
import type { SessionCall, SessionRegion } from "./plan.ts";
import type { SessionItem } from "./schedule.ts";
import type { Storage } from "./storage.ts";
import { elementTypeOf, type Held, type Lazy, regionOf } from "./values.ts";

/** The nodes that ONNX Runtime computes, in as few sessions as the order of execution allows. */
export class SessionNodes {
  readonly #storage: Storage;
  readonly #known: Known;
  readonly #initializers: ReadonlyMap<string, Initializer>;
  readonly #valueOf: (name: string) => Lazy;
  /** Items of the schedule by the names of their nodes' outputs. */
  readonly #items = new Map<string, number>();
  /** Arrays that sessions read. */
  readonly #inputs = new Map<string, Held>();
  /** Arrays that sessions write. */
  readonly #outputs = new Map<string, Held>();

  /** @param valueOf Returns a named value. */
  constructor(
    storage: Storage,
    known: Known,
    initializers: ReadonlyMap<string, Initializer>,
    valueOf: (name: string) => Lazy,
  ) {
    this.#storage = storage;
    this.#known = known;
    this.#initializers = initializers;
    this.#valueOf = valueOf;
  }

  /** Adds a node to the last session, or to a new one if an operand is computed after that. */
  add(node: OnnxNode): void {
    const { schedule } = this.#storage;
    const last = schedule.lastSession();
    const names = node.inputs.filter((name) => name !== "" && !this.#initializers.has(name));
    const [inside, outside] = [true, false].map((inLast) =>
      names.filter((name) => (this.#items.get(name) === last) === inLast)
    );
    const read = outside.map((name) => this.#input(name));
    const joins = last >= 0 && read.every(({ block }) => schedule.writtenAt(block) < last);
    if (!joins) { for (const name of inside) read.push(this.#input(name)); }
    const at = schedule.node(node, joins ? last : undefined, read.map(({ block }) => block));
    for (const name of node.outputs) this.#items.set(name, at);
  }

  #input(name: string): Held {
    const known = this.#inputs.get(name);
    if (known) return known;
    const held = this.#storage.array(this.#valueOf(name));
    this.#inputs.set(name, held);
    return held;
  }

  /** Gives an output of a node a place in memory. */
  output(name: string): Held {
    const { type, shape } = this.#known.spec(name);
    const held = this.#storage.newArray(elementTypeOf(type)!, shape);
    this.#outputs.set(name, held);
    this.#storage.schedule.written(held.block, this.#items.get(name)!);
    return held;
  }

  /**
   * Makes the model of a session: its nodes, with conversions of what is int64 from and to the int32 in memory.
   *
   * @param at The number of the session's item.
   */
  call({ nodes }: SessionItem, at: number): SessionCall {
    const made = new Set(nodes.flatMap(({ outputs }) => outputs));
    const all: OnnxNode[] = [];
    const initializers: Initializer[] = [];
    const inputs = new Map<string, Held>();
    for (const name of new Set(nodes.flatMap(({ inputs }) => inputs))) {
      if (name === "" || made.has(name)) continue;
      const constant = this.#initializers.get(name);
      if (constant) {
        initializers.push(constant);
        continue;
      }
      const held = this.#inputs.get(name)!;
      if (this.#known.spec(name).type === "int64") {
        all.push(castNode(narrow(name), name, "int64"));
        inputs.set(narrow(name), held);
      } else inputs.set(name, held);
    }
    for (const node of nodes) all.push(node);
    const outputs = new Map<string, Held>();
    for (const name of made) {
      const held = this.#outputs.get(name);
      if (!held || this.#items.get(name) !== at) continue;
      if (this.#known.spec(name).type === "int64") {
        all.push(castNode(name, narrow(name), "int32"));
        outputs.set(narrow(name), held);
      } else outputs.set(name, held);
    }
    const typeOf = (name: string) =>
      name.endsWith(NARROW) ? "int32" : this.#known.spec(name).type as SessionRegion["type"];
    const info = ([name, { shape }]: [string, Held]): ValueInfo => ({
      name,
      type: typeOf(name),
      shape,
    });
    const model = encodeModel({
      name: "products",
      nodes: all,
      initializers,
      inputs: [...inputs].map(info),
      outputs: [...outputs].map(info),
    });
    const regions = (arrays: Map<string, Held>) =>
      Object.fromEntries(
        [...arrays].map(([name, held]) => [name, { ...regionOf(held), type: typeOf(name) }]),
      );
    return { model, inputs: regions(inputs), outputs: regions(outputs) };
  }
}

const NARROW = "/int32";

function narrow(name: string): string {
  return `${name}${NARROW}`;
}

function castNode(from: string, to: string, type: "int32" | "int64"): OnnxNode {
  return {
    op: "Cast",
    domain: "",
    inputs: [from],
    outputs: [to],
    attributes: { to: elementTypes[type] },
  };
}
