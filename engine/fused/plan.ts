import { sizeOf } from "../compiled/graph.ts";
import type { Initializer, OnnxGraph, OnnxNode } from "../compiled/onnx.ts";
import { type ArraySpec, bytesOf, infer, type Known } from "./infer.ts";
import type { ElementType, FusedKernel } from "./loops.ts";
import { placeBlocks } from "./memory.ts";
import { operators } from "./operators/mod.ts";
import type { Operator } from "./operators/operator.ts";
import { SessionNodes } from "./session_nodes.ts";
import { Storage } from "./storage.ts";
import { updateState } from "./update.ts";
import {
  behind,
  Block,
  elementTypeOf,
  type Held,
  heldIn,
  type Lazy,
  type Region,
  regionOf,
  widthOf,
} from "./values.ts";

/** A part of memory as a session sees it: a bool may be any byte there. */
export interface SessionRegion extends Omit<Region, "type"> {
  readonly type: ElementType | "uint8";
}

/** A call of ONNX Runtime: a model, and where its inputs and outputs lie. */
export interface SessionCall {
  readonly model: Uint8Array;
  readonly inputs: { readonly [name: string]: SessionRegion };
  readonly outputs: { readonly [name: string]: SessionRegion };
}

/** A graph as calls of ONNX Runtime and kernels between them. */
export interface Plan {
  /** The calls, in order: a session, or kernels. */
  readonly calls: readonly (SessionCall | readonly FusedKernel[])[];
  /** Products that kernels call, by their numbers. */
  readonly products: readonly SessionCall[];
  readonly inputs: { readonly [name: string]: Region };
  readonly outputs: { readonly [name: string]: Region };
  /** Constants to write before runs. */
  readonly constants: readonly { readonly address: number; readonly data: Initializer["data"] }[];
  /** The end of the memory that it uses, in bytes. */
  readonly end: number;
}

/** The places of arrays that several plans share. */
export interface Layout {
  /** Addresses of inputs that exist already, by name. */
  readonly shared: { readonly [name: string]: number };
  /** Names of the outputs that replace a shared input, and that input's name. */
  readonly replaces: { readonly [output: string]: string };
  /** The first free byte. */
  readonly free: number;
}

/**
 * Plans a graph: elementwise chains, reductions, gathers, scatters, small and sparse products become kernels, all else
 * becomes as few sessions as the order of execution allows, and every array gets its place in memory.
 *
 * @param graph Its inputs and outputs have constant shapes.
 * @param layout The arrays that other plans use, too.
 * @param fused The operators that kernels compute; ONNX Runtime computes all others.
 */
export function planGraph(
  graph: OnnxGraph,
  layout: Layout,
  fused: ReadonlyMap<string, Operator> = operators,
): Plan {
  return new Planner(graph, layout, fused).plan();
}

class Planner {
  readonly #graph: OnnxGraph;
  readonly #layout: Layout;
  readonly #operators: ReadonlyMap<string, Operator>;
  readonly #storage = new Storage();
  readonly #sessions: SessionNodes;
  readonly #specs = new Map<string, ArraySpec>();
  readonly #initializers: ReadonlyMap<string, Initializer>;
  /** Values by name, but those of sessions that nothing else reads yet. */
  readonly #values = new Map<string, Lazy>();
  readonly #uses = new Map<string, number>();
  readonly #outputs: ReadonlySet<string>;
  readonly #constants: { block: Block; data: Initializer["data"] }[] = [];
  readonly #known: Known;

  constructor(graph: OnnxGraph, layout: Layout, fused: ReadonlyMap<string, Operator>) {
    this.#graph = graph;
    this.#layout = layout;
    this.#operators = fused;
    this.#initializers = new Map(graph.initializers.map((constant) => [constant.name, constant]));
    this.#outputs = new Set(graph.outputs.map(({ name }) => name));
    for (const { name, type, shape } of [...graph.inputs, ...graph.initializers]) {
      this.#specs.set(name, { type, shape: shape as readonly number[] });
    }
    for (const { inputs } of graph.nodes) {
      for (const name of inputs) this.#uses.set(name, (this.#uses.get(name) ?? 0) + 1);
    }
    for (const { name } of graph.outputs) this.#uses.set(name, (this.#uses.get(name) ?? 0) + 1);
    this.#known = {
      spec: (name) => this.#specs.get(name)!,
      integers: (name) => Array.from(this.#initializers.get(name)!.data as BigInt64Array, Number),
    };
    this.#sessions = new SessionNodes(
      this.#storage,
      this.#known,
      this.#initializers,
      (name) => this.#lazy(name),
    );
  }

  plan(): Plan {
    const { inputs, nodes, outputs } = this.#graph;
    const blocks = new Map<string, Block>();
    for (const { name } of inputs) {
      const spec = this.#specs.get(name)!;
      const block = new Block(bytesOf(spec));
      const shared = this.#layout.shared[name];
      if (shared !== undefined) block.address = shared;
      blocks.set(name, block);
      this.#values.set(name, heldIn(block, elementTypeOf(spec.type)!, spec.shape));
    }
    for (const { name: output, type, shape } of outputs) {
      const name = this.#layout.replaces[output];
      if (name === undefined || blocks.has(name)) continue;
      // A part of the state that nothing reads.
      const spec: ArraySpec = { type, shape: shape as readonly number[] };
      const block = new Block(bytesOf(spec));
      block.address = this.#layout.shared[name];
      blocks.set(name, block);
      this.#values.set(name, heldIn(block, elementTypeOf(type)!, spec.shape));
    }
    for (const node of nodes) {
      infer(node, this.#known).forEach((spec, i) => this.#specs.set(node.outputs[i], spec));
      if (!this.#fuse(node)) this.#sessions.add(node);
    }
    const replaced = new Set(
      outputs.flatMap(({ name }) => {
        const input = this.#layout.replaces[name];
        return input === undefined ? [] : [blocks.get(input)!];
      }),
    );
    const results = new Map<string, Held>();
    for (const { name } of outputs) {
      if (name in this.#layout.replaces) continue;
      const held = this.#storage.array(this.#lazy(name));
      // A part of the state has its next value at the end.
      results.set(name, replaced.has(held.block) ? this.#storage.copied(held) : held);
    }
    updateState(
      this.#storage,
      outputs.flatMap(({ name }) => {
        const input = this.#layout.replaces[name];
        if (input === undefined) return [];
        return [{ value: this.#lazy(name), target: this.#values.get(input) as Held }];
      }),
    );
    return this.#placed(blocks, results);
  }

  /** Assigns addresses, and makes the sessions' models. */
  #placed(inputs: ReadonlyMap<string, Block>, results: ReadonlyMap<string, Held>): Plan {
    const kept = new Set([
      ...inputs.values(),
      ...[...results.values()].map(({ block }) => block.root),
      ...this.#constants.map(({ block }) => block),
    ]);
    const { items, lifetimes } = this.#storage.schedule.finish(kept);
    const always = [0, items.length] as const;
    for (const block of kept) lifetimes.set(block, always);
    for (const block of lifetimes.keys()) if (block.address >= 0) lifetimes.delete(block);
    const end = placeBlocks(lifetimes, this.#layout.free);

    const calls: (SessionCall | FusedKernel[])[] = [];
    let kernels: FusedKernel[] | undefined;
    for (const [at, item] of items.entries()) {
      if (item.kind === "session") {
        kernels = undefined;
        calls.push(this.#sessions.call(item, at));
        continue;
      }
      if (item.kind === "loops" && item.stores.length === 0) continue;
      if (!kernels) calls.push(kernels = []);
      kernels.push(item);
    }
    const regions = (arrays: Iterable<readonly [string, Held]>) =>
      Object.fromEntries([...arrays].map(([name, held]) => [name, regionOf(held)]));
    return {
      calls,
      products: this.#storage.products,
      inputs: regions([...inputs.keys()].map((name) => [name, this.#values.get(name) as Held])),
      outputs: regions([
        ...results,
        ...Object.entries(this.#layout.replaces).flatMap(([output, input]) =>
          this.#outputs.has(output) ? [[output, this.#values.get(input) as Held] as const] : []
        ),
      ]),
      constants: this.#constants.map(({ block, data }) => ({ address: block.address, data })),
      end,
    };
  }

  /** Returns a named value. */
  #lazy(name: string): Lazy {
    const known = this.#values.get(name);
    if (known) return known;
    const made = this.#initializers.has(name) ? this.#constant(name) : this.#sessions.output(name);
    this.#values.set(name, made);
    return made;
  }

  #constant(name: string): Lazy {
    const { data, shape, type } = this.#initializers.get(name)!;
    const element = elementTypeOf(type)!;
    const numbers = type === "int64" ? Int32Array.from(data as BigInt64Array, Number) : data;
    const [value] = numbers;
    if ((numbers as Float32Array).every((other) => Object.is(other, value))) {
      return { kind: "uniform", type: element, shape, value: Number(value) };
    }
    const block = new Block(widthOf(element) * sizeOf(shape));
    this.#constants.push({ block, data: numbers });
    return heldIn(block, element, shape);
  }

  /** Turns a node into kernels or lazy values; returns false if only ONNX Runtime computes it. */
  #fuse(node: OnnxNode): boolean {
    const { op, inputs, outputs } = node;
    const types = [...inputs, ...outputs].filter((name) => name !== "").map((name) =>
      elementTypeOf(this.#specs.get(name)!.type)
    );
    if (types.includes(undefined)) return false;
    const { shape, type } = this.#specs.get(outputs[0])!;
    const values = this.#operators.get(op)?.({
      node,
      type: elementTypeOf(type)!,
      shape,
      known: this.#known,
      storage: this.#storage,
      operand: (i) => this.#lazy(inputs[i]),
      isRead: (i) => this.#uses.has(outputs[i]),
    });
    if (!values) return false;
    [values].flat().forEach((value, i) => this.#define(outputs[i], value));
    return true;
  }

  /** Names a value, and stores it if it would be computed several times. */
  #define(name: string, value: Lazy): void {
    const base = behind(value);
    const again = this.#uses.get(name)! > 1 && !(name in this.#layout.replaces);
    if (again && this.#storage.isWork(base)) this.#storage.ready(base);
    this.#values.set(name, value);
  }
}
