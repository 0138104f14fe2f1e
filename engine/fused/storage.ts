import { sizeOf } from "../compiled/graph.ts";
import type { ElementType } from "./loops.ts";
import type { SessionCall } from "./plan.ts";
import { Schedule } from "./schedule.ts";
import {
  behind,
  Block,
  type Held,
  heldIn,
  isApart,
  isContiguous,
  isWhole,
  type Lazy,
  type Mapped,
  sliceView,
  viewOf,
  widthOf,
} from "./values.ts";

/** Operations on a single number that are rather repeated than stored. */
const CHEAP = 8;

/** Operations on each number of one array that are rather repeated than stored: a result takes as long to read. */
const FEW = 2;

/** Operations of an expression from which its operands are stored. */
const MOST_COST = 200;

/** Decides which values get an array in memory, and schedules the kernels that write them. */
export class Storage {
  readonly schedule = new Schedule();
  /** Products that kernels call. */
  readonly products: SessionCall[] = [];
  /** Blocks of values on the way, which are written once. */
  readonly #temporary = new Set<Block>();

  newArray(type: ElementType, shape: readonly number[]): Held {
    const block = new Block(widthOf(type) * sizeOf(shape));
    this.#temporary.add(block);
    return heldIn(block, type, shape);
  }

  /** Returns the array that holds a value, if there is one. */
  settled(value: Lazy): Held | undefined {
    if (value.kind === "held") return value;
    const stored = this.schedule.storedIn(value);
    if (stored || value.kind !== "view") return stored;
    const of = this.settled(value.of);
    return of && viewOf(of, value.shape, value.place) as Held;
  }

  /** Returns an array of a value, in any order. */
  held(value: Lazy): Held {
    return this.settled(value) ?? this.copied(value);
  }

  /** Returns an array of a value in C order. */
  array(value: Lazy): Held {
    const held = this.settled(value);
    return held && isContiguous(held) ? held : this.copied(held ?? value);
  }

  copied(value: Lazy): Held {
    const target = this.newArray(value.type, value.shape);
    this.write(value, target);
    return target;
  }

  /**
   * Writes a value to an array.
   *
   * @param changes True if the array is changed afterwards: then it does not hold the value.
   */
  write(value: Lazy, target: Held, changes = false): void {
    if (!isApart(value)) {
      this.prepare(value);
      return this.schedule.store([{ value, target, changes }]);
    }
    if (value.kind === "joined") {
      if (value.around) this.write(value.around, target, true);
      for (const { value: part, starts } of value.parts) {
        const place = sliceView(target, starts, starts.map(() => 1), part.shape) as Held;
        if (value.around) this.write(part, place);
        else this.#putInto(place, part);
      }
    } else {
      const base = this.settled(value.base);
      if (base?.block !== target.block) this.write(value.base, target, true);
      value.change(target);
    }
    // A part of a larger array is not read again: other parts are still to be written.
    if (isWhole(target) && !changes) this.schedule.hold(value, target);
  }

  /** Writes a value to a part of an array, which becomes its place if it is only being computed. */
  #putInto(part: Held, value: Lazy): void {
    const held = this.settled(value);
    const { block } = held ?? part;
    const movable = held && this.#temporary.has(block) && block.root === block &&
      isContiguous(part) && isContiguous(held) && isWhole(held);
    if (!movable) return this.write(value, part);
    block.become({ block: part.block, offset: widthOf(part.type) * part.offset });
    this.schedule.written(part.block, this.schedule.writtenAt(block));
  }

  /** Returns a value that loops can read. */
  readable(value: Lazy): Lazy {
    if (isApart(value)) return this.array(value);
    this.prepare(value);
    return value;
  }

  /** Stores what loops cannot compute before they read it. */
  prepare(value: Lazy): void {
    for (const apart of this.unstored(value)) this.ready(apart);
  }

  /** Stores what loops read of a value that they cannot compute. */
  ready(apart: Lazy): void {
    if (apart.kind === "scattered" && apart.sum) this.schedule.sum(apart, apart.sum());
    else this.copied(apart);
  }

  /** Returns the values that must be in memory before loops read this one, and are not yet. */
  unstored(value: Lazy, found = new Set<Lazy>(), seen = new Set<Lazy>()): Set<Lazy> {
    if (seen.has(value) || this.#isReady(value)) return found;
    seen.add(value);
    if (isApart(value)) found.add(value);
    else if (value.kind === "view") this.unstored(value.of, found, seen);
    else if (value.kind === "mapped") {
      for (const operand of value.operands) this.unstored(operand, found, seen);
    }
    return found;
  }

  /**
   * Returns true if a value is rather stored than computed several times: one of a few operations on one array is as fast as a
   * stored one.
   */
  isWork(value: Lazy): boolean {
    if (this.#isReady(value)) return false;
    if (isApart(value)) return true;
    if (value.kind !== "mapped") return false;
    if (sizeOf(value.shape) === 1) return value.cost > CHEAP;
    return value.cost > FEW || this.#arraysRead(value) > 1;
  }

  #isReady(value: Lazy): boolean {
    return this.settled(value) !== undefined || this.schedule.summedFor(value) !== undefined;
  }

  /** Returns the number of arrays, of more than one number, that loops over a value read. */
  #arraysRead(value: Lazy): number {
    const arrays = new Set<Block>();
    const visit = (value: Lazy): void => {
      const held = this.settled(value);
      if (held) {
        if (sizeOf(held.shape) > 1) arrays.add(held.block);
      } else if (value.kind === "view") visit(value.of);
      else if (value.kind === "mapped") value.operands.forEach(visit);
    };
    visit(value);
    return arrays.size;
  }

  mapped(
    type: ElementType,
    shape: readonly number[],
    operands: readonly Lazy[],
    make: Mapped["make"],
    cost: number,
  ): Mapped {
    for (const operand of operands) {
      const base = behind(operand);
      const [inner, outer] = [sizeOf(base.shape), sizeOf(shape)];
      // A broadcast value would be computed for each of its repetitions.
      if (inner > 1 && inner < outer && this.isWork(base)) this.array(base);
      else if (this.#costOf(base) > MOST_COST) this.array(base);
    }
    const total = operands.reduce((sum, operand) => sum + this.#costOf(operand), cost);
    return { kind: "mapped", type, shape, operands, make, cost: total };
  }

  #costOf(value: Lazy): number {
    const base = behind(value);
    return base.kind === "mapped" && !this.settled(base) ? base.cost : 0;
  }
}
