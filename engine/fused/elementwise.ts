import type { Access, ElementType, Expression, Loops, Recurrence, Store } from "./loops.ts";
import { BYTES, loadLanes, storeLanes } from "./lanes.ts";
import { accessesOf, simplify } from "./nest.ts";
import { evaluate } from "./operations.ts";
import { encodeProduct } from "./product.ts";
import { depthOf, type Facts, survey } from "./survey.ts";
import { PRODUCT } from "./wasm/binary.ts";
import { type Code, floatBits, type Local } from "./wasm/code.ts";

type Combine = NonNullable<Store["combine"]>;

/** The values at which combinations start. */
const IDENTITIES: Readonly<Record<ElementType, Readonly<Record<Combine, number>>>> = {
  float32: { add: 0, mul: 1, max: -Infinity, min: Infinity },
  int32: { add: 0, mul: 1, max: -(2 ** 31), min: 2 ** 31 - 1 },
  bool: { add: 0, mul: 1, max: 0, min: 1 },
};

/**
 * Appends a loop nest to a function.
 *
 * All values are vectors of four lanes, of float32, of int32, or of masks for bools. The innermost loop takes four elements at a time, and the
 * rest of up to three in one vector of which as many lanes are stored; what does not depend on a loop is computed before it. In one
 * vector's iterations all values are computed before the first is stored.
 */
export function encodeLoops(code: Code, loops: Loops): void {
  const nest = simplify(loops);
  const empty = nest.lengths.includes(0);
  for (const store of nest.stores) {
    const { to, combine } = store;
    if (combine !== undefined && (empty || isRevisited(store))) {
      fill(code, nest.lengths, to, IDENTITIES[to.type][combine]);
    }
  }
  if (!empty) new Nest(code, nest).encode();
}

/** Appends a loop over time to a function. */
export function encodeRecurrence(code: Code, { before, products, after }: Recurrence): void {
  const nestOf = (loops: Loops) => new Nest(code, simplify(loops, 1), 1);
  const [first, last] = [before && nestOf(before), nestOf(after)];
  const steps = [...first?.start() ?? [], ...last.start()];
  code.loop(after.lengths[0], steps, () => {
    first?.encode(1);
    if (typeof products === "number") code.i32(products).call(PRODUCT);
    else for (const product of products) encodeProduct(code, product);
    last.encode(1);
  });
}

/** True if a loop of stride 0 has one of another stride inside: the nest comes back to each element that it combines. */
function isRevisited({ to: { strides }, combine }: Store): boolean {
  return combine !== undefined && strides.slice(0, depthOf(strides)).includes(0);
}

function fill(code: Code, lengths: readonly number[], to: Access, value: number): void {
  const kept = lengths.map((_, i) => i).filter((i) => to.strides[i] !== 0);
  encodeLoops(code, {
    kind: "loops",
    lengths: kept.map((i) => lengths[i]),
    stores: [{
      to: { ...to, strides: kept.map((i) => to.strides[i]) },
      value: { kind: "constant", type: to.type, value },
    }],
  });
}

/** Lanes that are computed together. */
interface Lanes {
  readonly count: number;
  /** The index of the vector within an iteration. */
  readonly copy: number;
}

const ONE: Lanes = { count: 1, copy: 0 };

/** A store whose combination is kept in registers over the loops from `from` on. */
interface Accumulation {
  readonly store: Store;
  readonly combine: Combine;
  readonly from: number;
  /** One for each vector of an iteration. */
  readonly locals: readonly Local[];
}

class Nest {
  readonly #code: Code;
  readonly #lengths: readonly number[];
  readonly #stores: readonly Store[];
  readonly #facts: Facts;
  readonly #copies: number;
  readonly #walks: ReadonlyMap<Access, Walk>;
  readonly #accumulations = new Map<Store, Accumulation>();
  readonly #locals = new Map<Expression, Local>();
  readonly #pointers = new Map<string, Local>();
  /** Bytes to rows that are the same along the innermost loop. */
  readonly #rows = new Map<Row, Local>();
  /** Expressions whose locals have their values. */
  readonly #known = new Set<Expression>();

  /** @param fixed Number of outermost loops before which nothing is loaded. */
  constructor(code: Code, loops: Loops, fixed = 0) {
    const { lengths, stores } = loops;
    this.#code = code;
    this.#lengths = lengths;
    this.#stores = stores;
    this.#facts = survey(loops, fixed);
    const { cost, types } = this.#facts;
    this.#copies = cost < 10 ? 4 : cost < 20 ? 2 : 1;
    const loads = [...types.keys()].flatMap((x) => x.kind === "load" ? accessesOf(x.from) : []);
    const accesses = [...loads, ...stores.map(({ to }) => to)];
    this.#walks = new Map(accesses.map((access) => [access, walkOf(access, lengths)]));
    for (const store of stores) {
      const from = depthOf(store.to.strides);
      if (store.combine === undefined || from === lengths.length) continue;
      const locals = Array.from({ length: this.#copies }, () => code.local("v128"));
      this.#accumulations.set(store, { store, combine: store.combine, from, locals });
    }
  }

  /** Appends what comes before the outermost loop, and returns its pointers with their steps. */
  start(): (readonly [Local, number])[] {
    this.#hoist(0);
    return this.#startPointers(0);
  }

  /** Appends the loops from a depth on, with what is computed before and after them. */
  encode(depth = 0): void {
    const code = this.#code;
    this.#hoist(depth);
    const accumulations = [...this.#accumulations.values()].filter(({ from }) => from === depth);
    for (const { store, combine, locals } of accumulations) {
      for (const local of locals) this.#identity(store.to.type, combine).set(local);
    }
    const pointers = this.#startPointers(depth);
    const steps = (n: number) => pointers.map(([local, step]) => [local, n * step] as const);
    const length = this.#lengths[depth];
    if (depth < this.#lengths.length - 1) {
      code.loop(length, steps(1), () => this.encode(depth + 1));
    } else {
      const wide = 4 * this.#copies;
      code.loop(Math.floor(length / wide), steps(wide), () => {
        for (let i = 0; i < this.#copies; i++) this.#iterate({ count: 4, copy: i });
      });
      code.loop(Math.floor(length % wide / 4), steps(4), () => {
        this.#iterate({ count: 4, copy: 0 });
      });
      if (length % 4 > 0) this.#iterate({ count: length % 4, copy: 0 });
    }
    accumulations.forEach((accumulation) => this.#finish(accumulation));
  }

  #hoist(depth: number): void {
    for (const x of this.#facts.hoisted[depth]) {
      this.#value(x, ONE);
      this.#code.set(this.#localOf(x));
      this.#known.add(x);
    }
  }

  /** Pointers that move along the loop at a depth start where those outside stand, or at the end if they move backwards. */
  #startPointers(depth: number): (readonly [Local, number])[] {
    const started = new Map<string, readonly [Local, number]>();
    for (const access of this.#walks.keys()) {
      const strides = byteStrides(access).slice(0, depth + 1);
      const step = strides[depth];
      const key = pointerKey(strides);
      if (step === 0 || started.has(key)) continue;
      const local = this.#code.local("i32");
      const outside = this.#pointers.get(pointerKey(strides.slice(0, depth)));
      this.#code.address(outside);
      if (step < 0) this.#code.i32(-step * (this.#lengths[depth] - 1)).op("i32.add");
      this.#code.set(local);
      this.#pointers.set(key, local);
      started.set(key, [local, step]);
    }
    if (depth === this.#lengths.length - 1) {
      // A row that is the same along the innermost loop is found once.
      for (const { row } of this.#walks.keys()) {
        if (!row || row.index.strides[depth] !== 0) continue;
        const local = this.#code.local("i32");
        this.#rowOffset(row, 0);
        this.#code.set(local);
        this.#rows.set(row, local);
      }
    }
    return [...started.values()];
  }

  /** One vector's iterations of the innermost loop. */
  #iterate(lanes: Lanes): void {
    const code = this.#code;
    const outside = [...this.#known];
    const results = this.#stores.map((store) => {
      const accumulation = this.#accumulations.get(store);
      const result = accumulation?.locals[lanes.copy] ?? code.local("v128");
      this.#value(store.value, lanes);
      if (accumulation !== undefined) {
        if (lanes.count < 4) this.#mask(accumulation, lanes.count);
        code.get(result);
        evaluate(code, accumulation.combine, store.to.type);
      } else if (isRevisited(store)) {
        this.#load(store.to, lanes);
        evaluate(code, store.combine!, store.to.type);
      }
      code.set(result);
      return result;
    });
    this.#stores.forEach((store, i) => {
      if (!this.#accumulations.has(store)) this.#store(store.to, results[i], lanes);
    });
    this.#known.clear();
    outside.forEach((x) => this.#known.add(x));
  }

  /** Replaces the lanes from `count` on by what changes no combination. */
  #mask({ store, combine }: Accumulation, count: number): void {
    this.#identity(store.to.type, combine);
    this.#code.lanes([0, 1, 2, 3].map((i) => i < count ? -1 : 0)).op("v128.bitselect");
  }

  /** Combines the lanes of an accumulation, and stores the result. */
  #finish({ store, combine, locals }: Accumulation): void {
    const code = this.#code;
    const [total, ...others] = locals;
    const combineWith = () => {
      code.get(total);
      evaluate(code, combine, store.to.type);
      code.set(total);
    };
    for (const local of others) {
      code.get(local);
      combineWith();
    }
    for (const order of [[2, 3, 0, 1], [1, 0, 3, 2]]) {
      code.get(total).get(total).shuffle(order);
      combineWith();
    }
    if (isRevisited(store)) {
      this.#load(store.to, ONE);
      combineWith();
    }
    this.#store(store.to, total, ONE);
  }

  #identity(type: ElementType, combine: Combine): Code {
    return this.#code.bits(bitsOf(type, IDENTITIES[type][combine]));
  }

  /** Appends what leaves an expression's value on the stack. */
  #value(x: Expression, lanes: Lanes): void {
    if (this.#known.has(x)) {
      this.#code.get(this.#localOf(x));
      return;
    }
    this.#compute(x, lanes);
    if (this.#facts.uses.get(x)! > 1 && x.kind !== "constant") {
      this.#code.tee(this.#localOf(x));
      this.#known.add(x);
    }
  }

  #compute(x: Expression, lanes: Lanes): void {
    const code = this.#code;
    switch (x.kind) {
      case "load":
        return this.#load(x.from, lanes);
      case "constant":
        code.bits(bitsOf(x.type, x.value));
        return;
      case "unary":
        this.#value(x.x, lanes);
        evaluate(code, x.op, this.#facts.types.get(x.x)!);
        return;
      case "binary":
        this.#value(x.a, lanes);
        this.#value(x.b, lanes);
        evaluate(code, x.op, this.#facts.types.get(x.a)!);
        return;
      case "select":
        this.#value(x.t, lanes);
        this.#value(x.e, lanes);
        this.#value(x.condition, lanes);
        code.op("v128.bitselect");
    }
  }

  #localOf(x: Expression): Local {
    let local = this.#locals.get(x);
    if (local === undefined) this.#locals.set(x, local = this.#code.local("v128"));
    return local;
  }

  /** Leaves elements on the stack; one that is the same along the innermost loop, in all lanes. */
  #load(from: Access, lanes: Lanes): void {
    const jumps = from.row !== undefined && from.row.index.strides.at(-1) !== 0;
    loadLanes(
      this.#code,
      from.type,
      jumps ? undefined : from.strides.at(-1)!,
      lanes.count,
      (i) => this.#address(from, 4 * lanes.copy + i),
    );
  }

  #store(to: Access, value: Local, lanes: Lanes): void {
    storeLanes(
      this.#code,
      to.type,
      to.strides.at(-1)!,
      lanes.count,
      value,
      (i) => this.#address(to, 4 * lanes.copy + i),
    );
  }

  /** Leaves the address of the i-th element from the pointer on the stack, but for the offset that is returned. */
  #address(access: Access, i: number): number {
    const { key, start, step } = this.#walks.get(access)!;
    const offset = start + i * step;
    this.#code.address(this.#pointers.get(key));
    if (access.row) {
      this.#rowOffset(access.row, i);
      this.#code.op("i32.add");
    }
    if (offset >= 0) return offset;
    this.#code.i32(offset).op("i32.add");
    return 0;
  }

  /** Leaves the bytes to the row of the i-th element from the pointer on the stack. */
  #rowOffset(row: Row, i: number): void {
    const local = this.#rows.get(row);
    if (local !== undefined) {
      this.#code.get(local);
      return;
    }
    const offset = this.#address(row.index, i);
    this.#code.access("i32.load", offset).i32(row.stride).op("i32.mul");
  }
}

type Row = NonNullable<Access["row"]>;

/** The pointer of an access, at which address it starts, and by how many bytes it moves along the innermost loop. */
interface Walk {
  readonly key: string;
  readonly start: number;
  readonly step: number;
}

function walkOf(access: Access, lengths: readonly number[]): Walk {
  const strides = byteStrides(access);
  const back = strides.reduce((sum, s, i) => s < 0 ? sum - s * (lengths[i] - 1) : sum, 0);
  return { key: pointerKey(strides), start: access.address - back, step: strides.at(-1)! };
}

/** The bits of a lane that holds a number. */
function bitsOf(type: ElementType, value: number): number {
  if (type === "float32") return floatBits(value);
  return type === "int32" ? value : value === 0 ? 0 : -1;
}

function byteStrides({ type, strides }: Access): number[] {
  return strides.map((stride) => stride * BYTES[type]);
}

/** Accesses whose strides have one key move by the same bytes. */
function pointerKey(strides: readonly number[]): string {
  return strides.slice(0, depthOf(strides)).join();
}
