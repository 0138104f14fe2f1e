import { sizeOf } from "../compiled/graph.ts";
import type { OnnxNode } from "../compiled/onnx.ts";
import type { Access, Expression, FusedKernel, Loops, Store } from "./loops.ts";
import type { Lifetime } from "./memory.ts";
import { accessesOf } from "./nest.ts";
import {
  accessIn,
  accessOf,
  type Block,
  broadcastIndex,
  everyIndex,
  type Held,
  type Index,
  isWhole,
  type Lazy,
  loopsOver,
  type Summed,
  widthOf,
} from "./values.ts";

/** A loop nest that more stores can join. */
interface Nest {
  readonly kind: "nest";
  readonly lengths: readonly number[];
  readonly stores: Store[];
  /** Expressions that were already built, by value and index: each is computed once. */
  readonly known: Map<Lazy, Map<string, Expression>>;
  /** The values that the nest stores; its other expressions use them without reading them again. */
  readonly own: Map<Block, Expression>;
}

/** A kernel of another kind. */
interface Other {
  readonly kind: "kernel";
  readonly kernel: FusedKernel;
}

/** Nodes that one session of ONNX Runtime computes. */
export interface SessionItem {
  readonly kind: "session";
  readonly nodes: OnnxNode[];
}

type Item = Nest | Other | SessionItem;

/** Reads and writes of a block, by the item. */
interface Touches {
  written: number;
  first: number;
  last: number;
  /** True if some read by the last item is of another element than the one that its store writes. */
  shifted: boolean;
}

/** A value that is written to an array. */
export interface Statement {
  readonly value: Lazy;
  readonly target: Held;
  readonly combine?: Store["combine"];
  /** True if the array is changed afterwards: then it does not hold the value. */
  readonly changes?: boolean;
}

/** Puts kernels and sessions in an order of execution; work on the same elements shares a loop nest. */
export class Schedule {
  readonly #items: Item[] = [];
  readonly #touches = new Map<Block, Touches>();
  readonly #stored = new Map<Lazy, Held>();
  readonly #summed = new Map<Lazy, Summed>();

  /** Returns the rows that loops read in a value's place, if these were summed. */
  summedFor(value: Lazy): Summed | undefined {
    return this.#summed.get(value);
  }

  /** Declares the rows that loops read in a value's place. */
  sum(value: Lazy, summed: Summed): void {
    this.#summed.set(value, summed);
  }

  /** Returns the array in which a value is held, if it was written to one. */
  storedIn(value: Lazy): Held | undefined {
    return this.#stored.get(value);
  }

  /**
   * Adds statements over the same shape to one loop nest.
   *
   * @param from The number of the first item that may be the nest.
   */
  store(statements: readonly Statement[], from = 0): void {
    const [{ value: { shape }, combine }] = statements;
    // Of no elements there is nothing to store, but a reduction of them has a value.
    if (sizeOf(shape) === 0 && !combine) return;
    const lengths = loopsOver(shape);
    const nest = this.#nestFor(lengths, statements, from) ?? this.#newNest(lengths);
    const at = this.#items.indexOf(nest);
    const index = everyIndex(shape);
    const values = statements.map(({ value }) => this.#read(value, index, nest, at));
    statements.forEach(({ value, target, combine, changes }, i) => {
      const to = accessIn(
        target.block,
        target.type,
        ...fieldsOf(accessOf(target, reducedIndex(index, target), lengths.length)),
      );
      nest.stores.push({ to, value: values[i], combine });
      this.#write(target.block, at);
      if (combine || changes) return;
      // A part of a larger array is not read again: other parts are still to be written.
      if (!isWhole(target)) return;
      nest.own.set(target.block, values[i]);
      if (value.kind !== "held" && value.kind !== "uniform") this.#stored.set(value, target);
    });
  }

  /** Adds a kernel that reads and writes whole arrays. */
  kernel(kernel: FusedKernel, reads: readonly Block[], writes: readonly Block[]): void {
    const at = this.#items.push({ kind: "kernel", kernel }) - 1;
    for (const block of reads) this.#touch(block, at, true);
    for (const block of writes) this.#write(block, at);
  }

  /** Returns the number of the last session's item, or −1. */
  lastSession(): number {
    return this.#items.findLastIndex(({ kind }) => kind === "session");
  }

  /** Returns the number of the first item from which on all indices are known to be within bounds. */
  afterIndices(): number {
    return 1 +
      this.#items.findLastIndex((item) =>
        item.kind === "kernel"
          ? ["gather", "scatter", "sum"].includes(item.kernel.kind)
          : item.kind === "session" && item.nodes.some(({ op }) => /Gather|Scatter/.test(op))
      );
  }

  /** Returns the number of the last item that writes a block, or −1. */
  writtenAt(block: Block): number {
    return this.#touches.get(block)?.written ?? -1;
  }

  /**
   * Adds a node to a session.
   *
   * @param at The number of the session's item; by default a new one.
   * @param reads The arrays in memory that it reads.
   * @returns The number of the session's item.
   */
  node(node: OnnxNode, at: number | undefined, reads: readonly Block[]): number {
    const item = at ?? this.#items.push({ kind: "session", nodes: [] }) - 1;
    (this.#items[item] as SessionItem).nodes.push(node);
    for (const block of reads) this.#touch(block, item, true);
    return item;
  }

  /** Declares the array that holds a value from now on. */
  hold(value: Lazy, array: Held): void {
    this.#stored.set(value, array);
  }

  /** Declares that a session writes a block. */
  written(block: Block, item: number): void {
    this.#write(block, item);
  }

  /** Returns the blocks that the loops over a value read, and for each if it is only read where it would be written. */
  readsOf(value: Lazy): Map<Block, boolean> {
    const reads = new Map<Block, boolean>();
    const lengths = loopsOver(value.shape);
    this.#visit(value, everyIndex(value.shape), (array, index) => {
      const aligned = isAligned(array, index, lengths);
      reads.set(array.block, aligned && (reads.get(array.block) ?? true));
    });
    return reads;
  }

  /**
   * Removes stores that nothing reads, and returns the items in order and the lifetime of each block.
   *
   * @param kept Blocks whose contents are needed afterwards.
   */
  finish(kept: ReadonlySet<Block>): {
    items: (FusedKernel | SessionItem)[];
    lifetimes: Map<Block, Lifetime>;
  } {
    const read = new Map<Block, number>();
    const items: (FusedKernel | SessionItem)[] = [];
    const lifetimes = new Map<Block, Lifetime>();
    const touch = ({ root }: Block, at: number) => {
      const [first, last] = lifetimes.get(root) ?? [at, at];
      lifetimes.set(root, [Math.min(first, at), Math.max(last, at)]);
    };
    for (let at = this.#items.length - 1; at >= 0; at--) {
      const item = this.#items[at];
      if (item.kind !== "nest") {
        items.unshift(item.kind === "kernel" ? item.kernel : item);
        continue;
      }
      const stores = item.stores.filter(({ to }) =>
        [blockOf(to), blockOf(to).root].some((block) =>
          kept.has(block) || read.has(block) || this.#readElsewhere(block)
        )
      );
      if (stores.length === 0) {
        items.unshift({ kind: "loops", lengths: [0], stores: [] } satisfies Loops);
        continue;
      }
      const seen = new Set<Expression>();
      for (const { to, value } of stores) {
        touch(blockOf(to), at);
        eachLoad(value, seen, (from) => {
          for (const access of accessesOf(from)) {
            touch(blockOf(access), at);
            read.set(blockOf(access), at);
          }
        });
      }
      items.unshift({ kind: "loops", lengths: item.lengths, stores });
    }
    for (const [block, { first, last }] of this.#others) {
      touch(block, first);
      touch(block, last);
    }
    return { items, lifetimes };
  }

  /** Reads and writes by kernels of other kinds and by sessions. */
  readonly #others = new Map<Block, { first: number; last: number; read: boolean }>();

  #readElsewhere(block: Block): boolean {
    return this.#others.get(block)?.read ?? false;
  }

  #other(block: Block, at: number, read: boolean): void {
    const known = this.#others.get(block) ?? { first: at, last: at, read: false };
    this.#others.set(block, {
      first: Math.min(known.first, at),
      last: Math.max(known.last, at),
      read: known.read || read,
    });
  }

  #newNest(lengths: readonly number[]): Nest {
    const nest: Nest = { kind: "nest", lengths, stores: [], known: new Map(), own: new Map() };
    this.#items.push(nest);
    return nest;
  }

  /** Returns the last loop nest over the same lengths that comes after all that the statements read. */
  #nestFor(
    lengths: readonly number[],
    statements: readonly Statement[],
    from: number,
  ): Nest | undefined {
    let least = from;
    let shiftedReads: readonly Block[] = [];
    for (const { value, target } of statements) {
      for (const [block, aligned] of this.readsOf(value)) {
        const { written = -1 } = this.#touches.get(block) ?? {};
        const item = this.#items[written];
        const joins = aligned && item?.kind === "nest" && item.own.has(block);
        least = Math.max(least, joins ? written : written + 1);
        if (!aligned) shiftedReads = [...shiftedReads, block];
      }
      // No later item has read the written array, and this one reads only the element that it writes.
      const touched = this.#touches.get(target.block);
      if (touched) least = Math.max(least, touched.shifted ? touched.last + 1 : touched.last);
    }
    if (statements.some(({ target }) => shiftedReads.includes(target.block))) {
      throw new TypeError("Cannot write an array whose other elements the same loops read");
    }
    for (let at = this.#items.length - 1; at >= least; at--) {
      const item = this.#items[at];
      if (item.kind === "nest" && sameLengths(item.lengths, lengths)) return item;
    }
    return undefined;
  }

  #read(value: Lazy, index: Index, nest: Nest, at: number): Expression {
    const key = keyOf(index);
    const known = nest.known.get(value) ?? new Map<string, Expression>();
    nest.known.set(value, known);
    const found = known.get(key);
    if (found) return found;
    const made = this.#make(value, index, nest, at);
    known.set(key, made);
    return made;
  }

  #make(value: Lazy, index: Index, nest: Nest, at: number): Expression {
    const held = value.kind === "held" ? value : this.#stored.get(value);
    if (held) {
      const { offset, strides } = accessOf(held, index, nest.lengths.length);
      const aligned = isAligned(held, index, nest.lengths);
      const own = nest.own.get(held.block);
      if (own && aligned) return own;
      this.#touch(held.block, at, !aligned);
      return { kind: "load", from: accessIn(held.block, held.type, offset, strides) };
    }
    const summed = this.#summed.get(value);
    if (summed) return this.#readRow(summed, index, nest, at);
    switch (value.kind) {
      case "uniform":
        return { kind: "constant", type: value.type, value: value.value };
      case "view":
        return this.#read(value.of, value.place(index), nest, at);
      case "mapped":
        return value.make(
          value.operands.map((operand) =>
            this.#read(operand, broadcastIndex(index, value.shape, operand.shape), nest, at)
          ),
        );
      default:
        throw new TypeError(`Cannot read a ${value.kind} value in a loop`);
    }
  }

  #readRow({ rows, slots }: Summed, [row, ...others]: Index, nest: Nest, at: number): Expression {
    const loops = nest.lengths.length;
    this.#touch(rows.block, at, true);
    this.#touch(slots.block, at, true);
    const slot = accessOf(slots, [row], loops);
    const first = { offset: 0, steps: row.steps.map(() => 0) };
    const { offset, strides } = accessOf(rows, [first, ...others], loops);
    const index = accessIn(slots.block, slots.type, slot.offset, slot.strides);
    const stride = rows.strides[0] * widthOf(rows.type);
    return {
      kind: "load",
      from: accessIn(rows.block, rows.type, offset, strides, { index, stride }),
    };
  }

  #visit(
    value: Lazy,
    index: Index,
    found: (array: Held, index: Index) => void,
    seen = new Map<Lazy, Set<string>>(),
  ): void {
    const key = keyOf(index);
    const keys = seen.get(value) ?? new Set();
    if (keys.has(key)) return;
    seen.set(value, keys.add(key));
    const held = value.kind === "held" ? value : this.#stored.get(value);
    if (held) return found(held, index);
    const summed = this.#summed.get(value);
    if (summed) {
      found(summed.slots, index.slice(0, 1));
      return found(summed.rows, index);
    }
    if (value.kind === "view") this.#visit(value.of, value.place(index), found, seen);
    if (value.kind === "mapped") {
      for (const operand of value.operands) {
        this.#visit(operand, broadcastIndex(index, value.shape, operand.shape), found, seen);
      }
    }
  }

  #touch(block: Block, at: number, shifted: boolean): void {
    if (this.#items[at].kind !== "nest") this.#other(block, at, true);
    const known = this.#touches.get(block);
    if (!known) {
      this.#touches.set(block, { written: -1, first: at, last: at, shifted });
      return;
    }
    known.first = Math.min(known.first, at);
    if (at > known.last) known.shifted = shifted;
    else if (at === known.last) known.shifted ||= shifted;
    known.last = Math.max(known.last, at);
  }

  #write(block: Block, at: number): void {
    if (this.#items[at].kind !== "nest") this.#other(block, at, false);
    this.#touchWritten(block, at);
  }

  #touchWritten(block: Block, at: number): void {
    const known = this.#touches.get(block);
    if (!known) {
      this.#touches.set(block, { written: at, first: at, last: at, shifted: false });
      return;
    }
    known.written = Math.max(known.written, at);
    known.last = Math.max(known.last, at);
  }
}

function fieldsOf({ offset, strides }: { offset: number; strides: number[] }) {
  return [offset, strides] as const;
}

/** Returns the index in a target whose reduced axes have length 1, and which has the same number of axes. */
function reducedIndex(index: Index, { shape }: Held): Index {
  return index.map((place, axis) =>
    shape[axis] === 1 ? { offset: 0, steps: place.steps.map(() => 0) } : place
  );
}

/** Returns true if the loops over the whole array visit it in its own order. */
function isAligned(array: Held, index: Index, lengths: readonly number[]): boolean {
  const { offset, strides } = accessOf(array, index, lengths.length);
  if (offset !== 0 || sizeOf(array.shape) !== sizeOf(lengths)) return false;
  let step = 1;
  for (let loop = lengths.length - 1; loop >= 0; loop--) {
    if (strides[loop] !== step) return false;
    step *= lengths[loop];
  }
  return true;
}

function keyOf(index: Index): string {
  return index.map(({ offset, steps }) => `${offset}:${steps}`).join(";");
}

function sameLengths(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, i) => length === b[i]);
}

function blockOf(access: Access): Block {
  return (access as Access & { readonly block: Block }).block;
}

function eachLoad(x: Expression, seen: Set<Expression>, found: (from: Access) => void): void {
  if (seen.has(x)) return;
  seen.add(x);
  switch (x.kind) {
    case "load":
      return found(x.from);
    case "unary":
      return eachLoad(x.x, seen, found);
    case "binary":
      eachLoad(x.a, seen, found);
      return eachLoad(x.b, seen, found);
    case "select":
      eachLoad(x.condition, seen, found);
      eachLoad(x.t, seen, found);
      return eachLoad(x.e, seen, found);
  }
}
