import { sizeOf } from "../compiled/graph.ts";
import { FUSED } from "../compiled/kernels/sparse_product.ts";
import {
  elementTypes,
  encodeModel,
  type Initializer,
  type OnnxGraph,
  type OnnxNode,
  type ValueInfo,
} from "../compiled/onnx.ts";
import {
  type ArraySpec,
  broadcastShape,
  bytesOf,
  fromStart,
  infer,
  type Known,
  padsOf,
  sliceOf,
} from "./infer.ts";
import type { ElementType, Expression, FusedKernel, Store } from "./loops.ts";
import { placeBlocks } from "./memory.ts";
import { castTo, operators, powerOf, where } from "./operators.ts";
import { Schedule, type SessionItem, type Statement } from "./schedule.ts";
import {
  accessIn,
  accessOf,
  behind,
  Block,
  contiguous,
  elementTypeOf,
  everyIndex,
  expandOf,
  type Held,
  heldIn,
  isContiguous,
  type Lazy,
  type Mapped,
  reshapeView,
  sliceView,
  transposeOf,
  viewOf,
  widthOf,
} from "./values.ts";

/** Multiplications of a product up to which a kernel is faster than a call of ONNX Runtime. */
const SMALL_PRODUCT = 1 << 15;

/** Products of a batch up to which they are kernels. */
const FEW_PRODUCTS = 16;

/** Elements of a transposition from which ONNX Runtime's is faster. */
const LARGE_TRANSPOSE = 1 << 14;

/** Operations on a single number that are rather repeated than stored. */
const CHEAP = 8;

/** A part of memory. */
export interface Region {
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** In bytes. */
  readonly address: number;
}

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
  /** What is run, in order: a session, or kernels. */
  readonly calls: readonly (SessionCall | readonly FusedKernel[])[];
  readonly inputs: { readonly [name: string]: Region };
  readonly outputs: { readonly [name: string]: Region };
  /** Constants to write before the first run. */
  readonly constants: readonly { readonly address: number; readonly data: Initializer["data"] }[];
  /** The end of what must keep its contents between runs, and from which other plans may use the memory. */
  readonly kept: number;
  /** The end of the memory that it uses, in bytes. */
  readonly end: number;
}

/** Where arrays lie that several plans share. */
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
 */
export function planGraph(graph: OnnxGraph, layout: Layout): Plan {
  return new Planner(graph, layout).plan();
}

class Planner {
  readonly #graph: OnnxGraph;
  readonly #layout: Layout;
  readonly #schedule = new Schedule();
  readonly #specs = new Map<string, ArraySpec>();
  readonly #initializers: Map<string, Initializer>;
  /** Values by name, but those of sessions that nothing else reads yet. */
  readonly #values = new Map<string, Lazy>();
  /** Nodes of sessions by the names of their outputs. */
  readonly #sessionNodes = new Map<string, number>();
  /** Arrays that sessions write, by name and item. */
  readonly #sessionArrays = new Map<string, Held>();
  readonly #sessionInputs = new Map<string, Held>();
  readonly #uses = new Map<string, number>();
  /** Blocks of values on the way, which are written once. */
  readonly #temporary = new Set<Block>();
  readonly #outputs: ReadonlySet<string>;
  readonly #constants: { block: Block; data: Initializer["data"] }[] = [];
  readonly #known: Known;

  constructor(graph: OnnxGraph, layout: Layout) {
    this.#graph = graph;
    this.#layout = layout;
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
      if (!this.#fuse(node)) this.#session(node);
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
      const held = this.#array(this.#lazy(name));
      // A part of the state has its next value at the end.
      results.set(name, replaced.has(held.block) ? this.#copied(held) : held);
    }
    this.#update(
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
    const { items, lifetimes } = this.#schedule.finish(kept);
    const always = [0, items.length] as const;
    const constants = new Map(this.#constants.map(({ block }) => [block, always]));
    const keptUntil = placeBlocks(constants, this.#layout.free);
    for (const block of kept) lifetimes.set(block, always);
    for (const block of lifetimes.keys()) if (block.address >= 0) lifetimes.delete(block);
    const end = placeBlocks(lifetimes, keptUntil);

    const calls: (SessionCall | FusedKernel[])[] = [];
    let kernels: FusedKernel[] | undefined;
    for (const [at, item] of items.entries()) {
      if (item.kind === "session") {
        kernels = undefined;
        calls.push(this.#call(item, at));
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
      inputs: regions([...inputs.keys()].map((name) => [name, this.#values.get(name) as Held])),
      outputs: regions([
        ...results,
        ...Object.entries(this.#layout.replaces).flatMap(([output, input]) =>
          this.#outputs.has(output) ? [[output, this.#values.get(input) as Held] as const] : []
        ),
      ]),
      constants: this.#constants.map(({ block, data }) => ({ address: block.address, data })),
      kept: keptUntil,
      end,
    };
  }

  /** Makes the model of a session: its nodes, with conversions of what is int64 to and from the int32 in memory. */
  #call({ nodes }: SessionItem, at: number): SessionCall {
    const made = new Set(nodes.flatMap(({ outputs }) => outputs));
    const all: OnnxNode[] = [];
    const initializers = new Map<string, Initializer>();
    const inputs = new Map<string, Held>();
    for (const name of new Set(nodes.flatMap(({ inputs }) => inputs))) {
      if (name === "" || made.has(name)) continue;
      const constant = this.#initializers.get(name);
      if (constant) {
        initializers.set(name, constant);
        continue;
      }
      const held = this.#sessionInputs.get(name)!;
      if (this.#specs.get(name)!.type === "int64") {
        all.push(castNode(narrow(name), name, "int64"));
        inputs.set(narrow(name), held);
      } else inputs.set(name, held);
    }
    all.push(...nodes);
    const outputs = new Map<string, Held>();
    for (const name of made) {
      const held = this.#sessionArrays.get(name);
      if (!held || this.#sessionNodes.get(name) !== at) continue;
      if (this.#specs.get(name)!.type === "int64") {
        all.push(castNode(name, narrow(name), "int32"));
        outputs.set(narrow(name), held);
      } else outputs.set(name, held);
    }
    const typeOf = (name: string) =>
      name.endsWith(NARROW) ? "int32" : this.#specs.get(name)!.type as SessionRegion["type"];
    const info = ([name, { shape }]: [string, Held]): ValueInfo => ({
      name,
      type: typeOf(name),
      shape,
    });
    const model = encodeModel({
      name: "products",
      nodes: all,
      initializers: [...initializers.values()],
      inputs: [...inputs].map(info),
      outputs: [...outputs].map(info),
    });
    const regions = (arrays: Map<string, Held>) =>
      Object.fromEntries(
        [...arrays].map(([name, held]) => [name, { ...regionOf(held), type: typeOf(name) }]),
      );
    return { model, inputs: regions(inputs), outputs: regions(outputs) };
  }

  /** Returns a named value. */
  #lazy(name: string): Lazy {
    const known = this.#values.get(name);
    if (known) return known;
    const made = this.#initializers.has(name) ? this.#constant(name) : this.#sessionOutput(name);
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

  /** Gives an output of a session a place in memory. */
  #sessionOutput(name: string): Held {
    const { type, shape } = this.#specs.get(name)!;
    const held = this.#newArray(elementTypeOf(type)!, shape);
    this.#sessionArrays.set(name, held);
    this.#schedule.written(held.block, this.#sessionNodes.get(name)!);
    return held;
  }

  #newArray(type: ElementType, shape: readonly number[]): Held {
    const block = new Block(widthOf(type) * sizeOf(shape));
    this.#temporary.add(block);
    return heldIn(block, type, shape);
  }

  /** Adds a node to the last session, or to a new one if an operand is computed after that. */
  #session(node: OnnxNode): void {
    const last = this.#schedule.lastSession();
    const names = node.inputs.filter((name) => name !== "" && !this.#initializers.has(name));
    const [inside, outside] = [true, false].map((inLast) =>
      names.filter((name) => (this.#sessionNodes.get(name) === last) === inLast)
    );
    const read = outside.map((name) => this.#sessionInput(name));
    const joins = last >= 0 && read.every(({ block }) => this.#schedule.writtenAt(block) < last);
    if (!joins) { for (const name of inside) read.push(this.#sessionInput(name)); }
    const at = this.#schedule.node(node, joins ? last : undefined, read.map(({ block }) => block));
    for (const name of node.outputs) this.#sessionNodes.set(name, at);
  }

  #sessionInput(name: string): Held {
    const held = this.#array(this.#lazy(name));
    this.#sessionInputs.set(name, held);
    return held;
  }

  /** Returns the array that holds a value, if there is one. */
  #settled(value: Lazy): Held | undefined {
    if (value.kind === "held") return value;
    const stored = this.#schedule.storedIn(value);
    if (stored || value.kind !== "view") return stored;
    const of = this.#settled(value.of);
    return of && viewOf(of, value.shape, value.place) as Held;
  }

  /** Returns an array of a value, in any order. */
  #held(value: Lazy): Held {
    return this.#settled(value) ?? this.#copied(value);
  }

  /** Returns an array of a value in C order. */
  #array(value: Lazy): Held {
    const held = this.#settled(value);
    return held && isContiguous(held) ? held : this.#copied(held ?? value);
  }

  #copied(value: Lazy): Held {
    const target = this.#newArray(value.type, value.shape);
    this.#write(value, target);
    return target;
  }

  /** Writes a value to an array. */
  #write(value: Lazy, target: Held): void {
    this.#prepare(value);
    if (value.kind !== "scattered") return this.#schedule.store([{ value, target }]);
    const base = this.#settled(value.base);
    if (base?.block !== target.block) this.#write(value.base, target);
    value.change(target);
    this.#schedule.hold(value, target);
  }

  /** Writes a value to a part of an array, which becomes its place if it is only being computed. */
  #putInto(part: Held, value: Lazy): void {
    const held = this.#settled(value);
    const { block } = held ?? part;
    const movable = held && this.#temporary.has(block) && block.root === block &&
      isContiguous(part) && isContiguous(held) &&
      block.bytes === widthOf(held.type) * sizeOf(held.shape);
    if (!movable) return this.#write(value, part);
    block.become({ block: part.block, offset: widthOf(part.type) * part.offset });
    this.#schedule.written(part.block, this.#schedule.writtenAt(block));
  }

  /** Stores what loops cannot compute before they read it. */
  #prepare(value: Lazy): void {
    for (const scattered of this.#unstored(value)) if (scattered !== value) this.#copied(scattered);
  }

  /** Returns the scattered values that a value reads and that are in no array yet. */
  #unstored(value: Lazy, found = new Set<Lazy>(), seen = new Set<Lazy>()): Set<Lazy> {
    if (seen.has(value) || this.#settled(value)) return found;
    seen.add(value);
    if (value.kind === "scattered") found.add(value);
    else if (value.kind === "view") this.#unstored(value.of, found, seen);
    else if (value.kind === "mapped") {
      for (const operand of value.operands) this.#unstored(operand, found, seen);
    }
    return found;
  }

  /** Names a value, and stores it if it would be computed several times. */
  #define(name: string, value: Lazy): true {
    const base = behind(value);
    const again = this.#uses.get(name)! > 1 && !(name in this.#layout.replaces);
    if (again && this.#isWork(base)) this.#array(base);
    this.#values.set(name, value);
    return true;
  }

  /** Returns true if a value is rather stored than computed several times. */
  #isWork(value: Lazy): boolean {
    if (this.#settled(value)) return false;
    if (value.kind === "scattered") return true;
    return value.kind === "mapped" && value.cost > (sizeOf(value.shape) === 1 ? CHEAP : 0);
  }

  #costOf(value: Lazy): number {
    const base = behind(value);
    return base.kind === "mapped" && !this.#settled(base) ? base.cost : 0;
  }

  #mapped(
    type: ElementType,
    shape: readonly number[],
    operands: readonly Lazy[],
    make: Mapped["make"],
    cost: number,
  ): Mapped {
    for (const operand of operands) {
      const base = behind(operand);
      const [inner, outer] = [sizeOf(base.shape), sizeOf(shape)];
      // What is broadcast would be computed for each of its repetitions.
      if (inner > 1 && inner < outer && this.#isWork(base)) this.#array(base);
      else if (this.#costOf(base) > MOST_COST) this.#array(base);
    }
    const total = operands.reduce((sum, operand) => sum + this.#costOf(operand), cost);
    return { kind: "mapped", type, shape, operands, make, cost: total };
  }

  /** Turns a node into kernels or lazy values; returns false if only ONNX Runtime computes it. */
  #fuse(node: OnnxNode): boolean {
    const { op, inputs, outputs } = node;
    const types = [...inputs, ...outputs].filter((name) => name !== "").map((name) =>
      elementTypeOf(this.#specs.get(name)!.type)
    );
    if (types.includes(undefined)) return false;
    const [name] = outputs;
    const { shape, type: onnxType } = this.#specs.get(name)!;
    const type = elementTypeOf(onnxType)!;
    const define = (value: Lazy) => this.#define(name, value);
    const operand = (i: number) => this.#lazy(inputs[i]);
    const number = (attribute: string, otherwise = 0) =>
      (node.attributes[attribute] as number | undefined) ?? otherwise;
    const elementwise = operators.get(op);
    if (elementwise) {
      const operands = inputs.map((_, i) => operand(i));
      if (!operands.every(({ type }) => elementwise.takes.includes(type))) return false;
      const make: Mapped["make"] = (operands) => elementwise.make(operands, node);
      return define(this.#mapped(type, shape, operands, make, elementwise.cost));
    }
    switch (op) {
      case "Identity":
        return define(operand(0));
      case "Cast":
        return operand(0).type === type
          ? define(operand(0))
          : define(this.#mapped(type, shape, [operand(0)], ([x]) => castTo(type, x), 1));
      case "Where":
        return define(this.#mapped(type, shape, inputs.map((_, i) => operand(i)), where, 1));
      case "Pow": {
        const exponent = operand(1);
        const power = exponent.kind === "uniform" && type === "float32"
          ? powerOf(exponent.value)
          : undefined;
        return !!power && define(this.#mapped(type, shape, [operand(0)], ([x]) => power(x), 2));
      }
      case "Reshape":
      case "Squeeze":
      case "Unsqueeze": {
        // Axes of elements that are in no memory cannot be merged.
        const x = operand(0);
        const view = reshapeView(this.#settled(x) ?? x, shape) ??
          reshapeView(this.#array(x), shape)!;
        return define(view);
      }
      case "Transpose": {
        const perm = node.attributes.perm as readonly number[];
        const moved = perm.findLastIndex((axis, i) => axis !== i && shape[i] !== 1);
        if (moved === perm.length - 1 && sizeOf(shape) >= LARGE_TRANSPOSE) return false;
        return define(transposeOf(operand(0), perm));
      }
      case "Slice": {
        const { starts, steps } = sliceOf(node, this.#known);
        return define(sliceView(operand(0), starts, steps, shape));
      }
      case "Split": {
        const axis = fromStart(number("axis"), shape.length);
        let start = 0;
        for (const part of outputs) {
          const { shape } = this.#specs.get(part)!;
          const starts = shape.map((_, i) => i === axis ? start : 0);
          this.#define(part, sliceView(operand(0), starts, shape.map(() => 1), shape));
          start += shape[axis];
        }
        return true;
      }
      case "Expand":
        return define(expandOf(operand(0), shape));
      case "Concat": {
        const out = this.#newArray(type, shape);
        const axis = fromStart(number("axis"), shape.length);
        let start = 0;
        inputs.forEach((_, i) => {
          const part = operand(i);
          const starts = shape.map((_, other) => other === axis ? start : 0);
          this.#putInto(sliceView(out, starts, shape.map(() => 1), part.shape) as Held, part);
          start += part.shape[axis];
        });
        return define(out);
      }
      case "Pad": {
        const pads = padsOf(node, this.#known);
        const x = operand(0);
        const inner = sliceView(
          x,
          pads.map(([before]) => Math.max(0, -before)),
          pads.map(() => 1),
          x.shape.map((length, axis) =>
            length + pads[axis].reduce((sum, count) => sum + Math.min(0, count), 0)
          ),
        );
        if (pads.flat().every((count) => count <= 0)) return define(inner);
        const value: Lazy = inputs[2] ? operand(2) : { kind: "uniform", type, shape: [], value: 0 };
        const out = this.#newArray(type, shape);
        this.#write(expandOf(value, shape), out);
        const starts = pads.map(([before]) => Math.max(0, before));
        this.#write(inner, sliceView(out, starts, pads.map(() => 1), inner.shape) as Held);
        return define(out);
      }
      case "Tile": {
        // [a, b] as [repeats of a, a, repeats of b, b].
        const x = operand(0);
        const repeats = x.shape.map((length, axis) => shape[axis] / length);
        const paired = x.shape.flatMap((length, axis) => [repeats[axis], length]);
        const tiled = viewOf(x, paired, (index) => x.shape.map((_, axis) => index[2 * axis + 1]));
        return define(reshapeView(tiled, shape) ?? reshapeView(this.#array(tiled), shape)!);
      }
      case "ReduceSum":
      case "ReduceProd":
      case "ReduceMean":
      case "ReduceMax":
      case "ReduceMin": {
        const axes = this.#known.integers(inputs[1]).map((axis) =>
          fromStart(axis, operand(0).shape.length)
        );
        return define(reshapeView(this.#reduced(op, operand(0), axes), shape)!);
      }
      case "Softmax": {
        const x = operand(0);
        const axes = [fromStart(number("axis", -1), shape.length)];
        const most = this.#reduced("ReduceMax", x, axes);
        const exponential = operators.get("Exp")!;
        const shifted = this.#mapped(
          type,
          shape,
          [x, most],
          ([x, most]) => exponential.make([{ kind: "binary", op: "sub", a: x, b: most }], node),
          exponential.cost,
        );
        const powers = this.#array(shifted);
        const sum = this.#reduced("ReduceSum", powers, axes);
        return define(
          this.#mapped(type, shape, [powers, sum], ([a, b]) => ({
            kind: "binary",
            op: "div",
            a,
            b,
          }), 1),
        );
      }
      case "ArgMax":
      case "ArgMin": {
        const x = this.#array(operand(0));
        const axis = fromStart(number("axis"), x.shape.length);
        const out = this.#newArray("int32", shape);
        this.#schedule.kernel(
          located({
            kind: "extreme",
            of: op === "ArgMax" ? "max" : "min",
            outer: sizeOf(x.shape.slice(0, axis)),
            length: x.shape[axis],
            inner: sizeOf(x.shape.slice(axis + 1)),
            type: x.type,
          }, { x, out }),
          [x.block],
          [out.block],
        );
        return define(out);
      }
      case "Gather": {
        const x = this.#array(operand(0));
        const axis = fromStart(number("axis"), x.shape.length);
        return define(this.#gathered(x, axis, operand(1), shape));
      }
      case "GatherND": {
        if (number("batch_dims") > 0) return false;
        const x = this.#array(operand(0));
        const indices = operand(1);
        const depth = indices.shape.at(-1)!;
        const flat = reshapeView(x, [
          sizeOf(x.shape.slice(0, depth)),
          ...x.shape.slice(depth),
        ])!;
        return define(
          this.#gathered(flat as Held, 0, this.#flatIndices(indices, x.shape), shape),
        );
      }
      case "ScatterND": {
        if (type === "bool" && node.attributes.reduction === "add") return false;
        return define(this.#scattered(node));
      }
      case "Gemm":
      case "FusedGemm":
        return this.#gemm(node);
      case "MatMul":
        return this.#products(node);
      case "SparseProduct":
        return define(this.#sparseProduct(node));
      default:
        if (node.domain === FUSED) throw new TypeError(`Cannot plan ${op}`);
        return false;
    }
  }

  /** Reduces axes, which get length 1. */
  #reduced(op: string, x: Lazy, axes: readonly number[]): Lazy {
    const shape = x.shape.map((length, axis) => axes.includes(axis) ? 1 : length);
    const combine = ({
      ReduceSum: "add",
      ReduceMean: "add",
      ReduceProd: "mul",
      ReduceMax: "max",
      ReduceMin: "min",
    } as const)[op] satisfies Store["combine"];
    const type = x.type === "bool" ? "int32" : x.type;
    const value = x.type === "bool"
      ? this.#mapped("int32", x.shape, [x], ([x]) => castTo("int32", x), 1)
      : x;
    const target = this.#newArray(type, shape);
    this.#prepare(value);
    this.#schedule.store([{ value, target, combine }]);
    if (op === "ReduceMean") {
      const count = sizeOf(x.shape) / sizeOf(shape);
      return this.#mapped("float32", shape, [target], ([sum]) => ({
        kind: "binary",
        op: "div",
        a: sum,
        b: { kind: "constant", type: "float32", value: count },
      }), 1);
    }
    return x.type === "bool" && combine !== "add" && combine !== "mul"
      ? this.#mapped("bool", shape, [target], ([x]) => castTo("bool", x), 1)
      : target;
  }

  #gathered(x: Held, axis: number, indices: Lazy, shape: readonly number[]): Held {
    const places = this.#array(indices);
    const out = this.#newArray(x.type, shape);
    this.#schedule.kernel(
      located({
        kind: "gather",
        outer: sizeOf(x.shape.slice(0, axis)),
        length: x.shape[axis],
        inner: sizeOf(x.shape.slice(axis + 1)),
        count: sizeOf(indices.shape),
        type: x.type,
      }, { x, indices: places, out }),
      [x.block, places.block],
      [out.block],
    );
    return out;
  }

  /** Turns tuples of indices `[…, depth]` into indices of the flat leading axes; −1 if one is out of bounds. */
  #flatIndices(indices: Lazy, lengths: readonly number[]): Lazy {
    const depth = indices.shape.at(-1)!;
    const shape = indices.shape.slice(0, -1);
    const one = (axis: number) =>
      reshapeView(
        sliceView(
          indices,
          indices.shape.map((_, i) => i === shape.length ? axis : 0),
          indices.shape.map(() => 1),
          [...shape, 1],
        ),
        shape,
      ) ?? this.#array(indices);
    if (depth === 1) return one(0);
    const strides = contiguous(lengths.slice(0, depth));
    const parts = Array.from({ length: depth }, (_, axis) => one(axis));
    const int = (value: number) => ({ kind: "constant", type: "int32", value }) as const;
    return this.#mapped("int32", shape, parts, (places) => {
      const [first, ...others] = places.map((place, axis) => ({
        flat: { kind: "binary", op: "mul", a: place, b: int(strides[axis]) } as const,
        within: {
          kind: "binary",
          op: "and",
          a: { kind: "binary", op: "ge", a: place, b: int(0) },
          b: { kind: "binary", op: "lt", a: place, b: int(lengths[axis]) },
        } as const,
      }));
      const all = others.reduce<{ flat: Expression; within: Expression }>((a, b) => ({
        flat: { kind: "binary", op: "add", a: a.flat, b: b.flat },
        within: { kind: "binary", op: "and", a: a.within, b: b.within },
      }), first);
      return { kind: "select", condition: all.within, t: all.flat, e: int(-1) };
    }, 6 * depth);
  }

  #scattered({ inputs, attributes, outputs }: OnnxNode): Lazy {
    const [base, tuples, updates] = inputs.map((name) => this.#lazy(name));
    const { shape } = this.#specs.get(outputs[0])!;
    const depth = tuples.shape.at(-1)!;
    const rows = this.#array(updates);
    const indices = this.#array(this.#flatIndices(tuples, shape));
    return {
      kind: "scattered",
      type: base.type,
      shape,
      base,
      change: (out) =>
        this.#schedule.kernel(
          located({
            kind: "scatter",
            length: sizeOf(shape.slice(0, depth)),
            inner: sizeOf(shape.slice(depth)),
            count: sizeOf(indices.shape),
            type: base.type,
            combine: attributes.reduction === "add" ? "add" : "replace",
          }, { rows, indices, out }),
          [rows.block, indices.block, out.block],
          [out.block],
        ),
    };
  }

  #gemm(node: OnnxNode): boolean {
    const { inputs, outputs: [name], attributes } = node;
    const { shape } = this.#specs.get(name)!;
    const [rows, columns] = shape;
    const number = (attribute: string) => Number(attributes[attribute] ?? 0);
    const left = this.#specs.get(inputs[0])!.shape;
    const inner = number("transA") ? left[0] : left[1];
    const { activation } = attributes;
    if (rows * inner * columns > SMALL_PRODUCT) return false;
    if (activation !== undefined && activation !== "Relu") return false;
    const turned = (i: number, transposed: number) => {
      const held = this.#held(this.#lazy(inputs[i]));
      return transposed ? transposeOf(held, [1, 0]) as Held : held;
    };
    const beta = (attributes.beta as { float: number } | undefined)?.float ?? 1;
    const added = inputs[2] ? this.#lazy(inputs[2]) : undefined;
    const none = !added || beta === 0 || added.kind === "uniform" && added.value === 0;
    const c = none ? undefined : expandOf(this.#held(added), shape) as Held;
    const out = this.#product(
      turned(0, number("transA")),
      turned(1, number("transB")),
      this.#newArray("float32", shape),
      { c, beta, activation: activation as "Relu" | undefined },
    );
    return this.#define(name, out);
  }

  #product(
    a: Held,
    b: Held,
    out: Held,
    { c, beta, activation }: { c?: Held; beta?: number; activation?: "Relu" } = {},
  ): Held {
    this.#schedule.kernel(
      {
        kind: "product",
        rows: a.shape[0],
        inner: a.shape[1],
        columns: b.shape[1],
        a: wholeOf(a),
        b: wholeOf(b),
        ...(c ? { c: wholeOf(c), beta } : {}),
        activation,
        out: wholeOf(out),
      },
      [a.block, b.block, ...(c ? [c.block] : [])],
      [out.block],
    );
    return out;
  }

  /** A few small products, one for each element of the leading axes. */
  #products({ inputs, outputs: [name] }: OnnxNode): boolean {
    const { shape, type } = this.#specs.get(name)!;
    const [left, right] = inputs.map((name) => this.#lazy(name));
    const batch = shape.slice(0, -2);
    const count = sizeOf(batch);
    const multiplications = sizeOf(shape) * left.shape.at(-1)!;
    if (type !== "float32" || count > FEW_PRODUCTS || multiplications > SMALL_PRODUCT) return false;
    const [a, b] = [left, right].map((value) =>
      expandOf(this.#held(value), [...batch, ...value.shape.slice(-2)]) as Held
    );
    const out = this.#newArray("float32", shape);
    const part = (array: Held, at: number): Held => {
      let offset = array.offset;
      for (let axis = batch.length - 1, rest = at; axis >= 0; axis--) {
        offset += rest % batch[axis] * array.strides[axis];
        rest = Math.floor(rest / batch[axis]);
      }
      return {
        ...array,
        offset,
        shape: array.shape.slice(-2),
        strides: array.strides.slice(-2),
      };
    };
    for (let at = 0; at < count; at++) this.#product(part(a, at), part(b, at), part(out, at));
    return this.#define(name, out);
  }

  #sparseProduct({ inputs, attributes, outputs: [name] }: OnnxNode): Held {
    const [starts, columns, values, b] = inputs.slice(0, 4).map((name) =>
      this.#array(this.#lazy(name))
    );
    const base = this.#lazy(inputs[4]);
    const { shape: [, width] } = this.#specs.get(name)!;
    const transposed = attributes.transposed === 1;
    const out = this.#newArray("float32", base.shape);
    let c: Held | undefined;
    if (transposed) this.#write(base, out);
    else if (base.kind !== "uniform" || base.value !== 0) {
      const held = this.#settled(base);
      c = held && held.strides[1] === 1 ? held : this.#copied(base);
    }
    const reads = [starts, columns, values, b, ...(c ? [c] : []), ...(transposed ? [out] : [])];
    this.#schedule.kernel(
      located({
        kind: "sparse",
        transposed,
        rows: starts.shape[0] - 1,
        width,
        ...(c ? { c: located({ stride: c.strides[0] }, { address: c }) } : {}),
      }, { starts, columns, values, b, out }),
      reads.map(({ block }) => block),
      [out.block],
    );
    return out;
  }

  /**
   * Writes the next state over the present one: each part after all that read its old value. Parts that read one another
   * crosswise are computed aside first.
   */
  #update(all: readonly Statement[]): void {
    const parts = all.filter(({ value, target }) => {
      const held = this.#settled(value);
      return !(held && held.block === target.block && held.offset === 0 && isContiguous(held));
    });
    const own = new Set(parts.map(({ value }) => value));
    for (const { value } of parts) {
      for (const scattered of this.#unstored(value)) {
        if (!own.has(scattered)) this.#copied(scattered);
      }
    }
    let units = unitsOf(parts);
    while (units.length > 0) {
      const reads = new Map(units.map((unit) => [unit, this.#oldReads(unit)]));
      const ready = units.find((unit) =>
        unit.every(({ value }) =>
          [...this.#unstored(value)].every((scattered) => scattered === value)
        ) &&
        units.every((other) => this.#precedes(unit, other, reads.get(other)!))
      );
      if (ready) {
        this.#place(ready);
        units = units.filter((unit) => unit !== ready);
        continue;
      }
      const [first, ...others] = units;
      units = [
        ...others,
        ...unitsOf(first.map(({ value, target }) => ({ value: this.#copied(value), target }))),
      ];
    }
  }

  /** Returns the arrays whose old contents a unit reads, and for each if only where it writes. */
  #oldReads(unit: readonly Statement[]): Map<Block, boolean> {
    const reads = new Map<Block, boolean>();
    const values = unit.flatMap(({ value }) =>
      value.kind === "scattered" && !this.#settled(value) ? [value.base] : [value]
    );
    for (const value of values) {
      for (const [block, aligned] of this.#schedule.readsOf(value)) {
        reads.set(block, aligned && (reads.get(block) ?? true));
      }
    }
    return reads;
  }

  /** Returns true if a unit can be written although another one, which is written later, or itself, reads these arrays. */
  #precedes(
    unit: readonly Statement[],
    other: readonly Statement[],
    reads: ReadonlyMap<Block, boolean>,
  ): boolean {
    return unit.every(({ target }) => {
      const aligned = reads.get(target.block);
      return aligned === undefined || unit === other && aligned;
    });
  }

  #place(unit: readonly Statement[]): void {
    const [{ value, target }] = unit;
    if (value.kind === "scattered" && !this.#settled(value)) this.#write(value, target);
    else this.#schedule.store(unit);
  }
}

/** Operations of an expression from which its operands are stored. */
const MOST_COST = 200;

/** Parts of the state over the same shape, which one loop nest updates; a scattered part is alone. */
function unitsOf(parts: readonly Statement[]): Statement[][] {
  const units = new Map<string, Statement[]>();
  for (const [i, part] of parts.entries()) {
    const { value } = part;
    const key = value.kind === "scattered" ? `${i}` : `over ${value.shape}`;
    units.set(key, [...units.get(key) ?? [], part]);
  }
  return [...units.values()];
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

function addressOf({ block, offset, type }: Held): number {
  return block.address + offset * widthOf(type);
}

function regionOf(held: Held): Region {
  return { type: held.type, shape: held.shape, address: addressOf(held) };
}

/** Adds fields that give the addresses of arrays as soon as these are planned. */
function located<T extends object, K extends string>(
  fields: T,
  arrays: { readonly [name in K]: Held },
): T & { readonly [name in K]: number } {
  for (const [name, held] of Object.entries<Held>(arrays)) {
    Object.defineProperty(fields, name, { enumerable: true, get: () => addressOf(held) });
  }
  return fields as T & { readonly [name in K]: number };
}

/** Returns the access to a matrix by row and column. */
function wholeOf(matrix: Held) {
  return accessIn(matrix.block, matrix.type, matrix.offset, matrix.strides);
}
