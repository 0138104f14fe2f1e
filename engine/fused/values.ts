import { sizeOf } from "../compiled/graph.ts";
import type { ElementType as OnnxType } from "../compiled/onnx.ts";
import type { Access, ElementType, Expression } from "./loops.ts";

/**
 * Values that are not computed yet: a kernel reads them as expressions of its loop counters, so that chains of elementwise
 * operations and changes of shape pass through no memory.
 *
 * @module
 */

/** A piece of memory, whose address is planned after all kernels are known. */
export class Block {
  readonly bytes: number;
  #address = -1;
  #whole: { readonly block: Block; readonly offset: number } | undefined;

  constructor(bytes: number) {
    this.bytes = bytes;
  }

  /** In bytes; −1 before it is known. */
  get address(): number {
    return this.#whole ? this.#whole.block.address + this.#whole.offset : this.#address;
  }

  set address(address: number) {
    this.#address = address;
  }

  /** The block that it is a part of, or itself. */
  get root(): Block {
    return this.#whole ? this.#whole.block.root : this;
  }

  /** Makes it a part of another block, so that what is written to it is there. */
  become(part: { readonly block: Block; readonly offset: number }): void {
    this.#whole = part;
  }
}

/** A part of memory. */
export interface Region {
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** In bytes. */
  readonly address: number;
}

interface Shaped {
  readonly type: ElementType;
  readonly shape: readonly number[];
}

/** An array in memory. */
export interface Held extends Shaped {
  readonly kind: "held";
  readonly block: Block;
  /** Elements before the first one. */
  readonly offset: number;
  /** Elements from one element to the next along each axis. */
  readonly strides: readonly number[];
}

/** The same number everywhere. */
export interface Uniform extends Shaped {
  readonly kind: "uniform";
  readonly value: number;
}

/** An elementwise function of broadcast operands. */
export interface Mapped extends Shaped {
  readonly kind: "mapped";
  readonly operands: readonly Lazy[];
  make(operands: readonly Expression[]): Expression;
  /** Number of operations for each element, those of operands that are in no memory included. */
  readonly cost: number;
}

/** Elements of another value. */
export interface View extends Shaped {
  readonly kind: "view";
  readonly of: Lazy;
  /** Returns the element's index in the other value. */
  place(index: Index): Index;
}

/** A base, to whose rows other rows are added, or which they replace. */
export interface Scattered extends Shaped {
  readonly kind: "scattered";
  readonly base: Lazy;
  /** Adds the kernels that change an array in place. */
  change(target: Held): void;
  /** Adds the kernels that sum rows with the same index, where they are added to zeros and are few. */
  sum?(): Summed;
}

/** Rows by their places among few others: row k is that of number slots[k]. */
export interface Summed {
  readonly rows: Held;
  readonly slots: Held;
}

/** Values side by side in a larger one. */
export interface Joined extends Shaped {
  readonly kind: "joined";
  /** The value where there is no part. */
  readonly around?: Lazy;
  readonly parts: readonly Part[];
}

/** A part of a larger value. */
export interface Part {
  readonly value: Lazy;
  /** The place of its first element. */
  readonly starts: readonly number[];
}

/** A value that is not computed yet. */
export type Lazy = Held | Uniform | Mapped | View | Scattered | Joined;

/** Returns true if a value must be in memory before a loop reads it. */
export function isApart(value: Lazy): value is Scattered | Joined {
  return value.kind === "scattered" || value.kind === "joined";
}

/** A place along one axis: an affine function of loop counters. */
export interface Place {
  readonly offset: number;
  /** The change of the place with each loop's counter. */
  readonly steps: readonly number[];
}

/** A place along each axis. */
export type Index = readonly Place[];

/** Returns the type in which kernels hold an ONNX type: int64 as int32, bytes as bool. */
export function elementTypeOf(type: OnnxType): ElementType | undefined {
  switch (type) {
    case "float32":
    case "int32":
    case "bool":
      return type;
    case "int64":
      return "int32";
    case "uint8":
      return "bool";
    case "float64":
      return undefined;
  }
}

/** Bytes of an element. */
export function widthOf(type: ElementType): number {
  return type === "bool" ? 1 : 4;
}

/** Returns the strides of an array in C order. */
export function contiguous(shape: readonly number[]): number[] {
  let step = 1;
  return shape.map((_, i) => {
    const stride = step;
    step *= shape[shape.length - 1 - i];
    return stride;
  }).reverse();
}

/** Makes an array in C order over a block. */
export function heldIn(block: Block, type: ElementType, shape: readonly number[]): Held {
  return { kind: "held", type, shape, block, offset: 0, strides: contiguous(shape) };
}

/** Returns true if an array is in C order. */
export function isContiguous({ shape, strides }: Held): boolean {
  const plain = contiguous(shape);
  return shape.every((length, axis) => length === 1 || strides[axis] === plain[axis]);
}

/** Returns true if an array fills its block. */
export function isWhole({ block, type, shape }: Held): boolean {
  return block.bytes === widthOf(type) * sizeOf(shape);
}

/** Returns the lengths of the loops over a shape: axes of length 1 need none. */
export function loopsOver(shape: readonly number[]): number[] {
  return shape.filter((length) => length !== 1);
}

/** Returns the index by which the loops over a shape visit a value of this shape. */
export function everyIndex(shape: readonly number[]): Index {
  const count = loopsOver(shape).length;
  let loop = 0;
  return shape.map((length) => {
    const steps = new Array<number>(count).fill(0);
    if (length !== 1) steps[loop++] = 1;
    return { offset: 0, steps };
  });
}

/** Returns the index in a broadcast operand. */
export function broadcastIndex(
  index: Index,
  shape: readonly number[],
  to: readonly number[],
): Index {
  const skipped = shape.length - to.length;
  return to.map((length, axis) => {
    const place = index[skipped + axis];
    return length === 1 && shape[skipped + axis] !== 1 ? still(place) : place;
  });
}

function still({ steps }: Place): Place {
  return { offset: 0, steps: steps.map(() => 0) };
}

/** Returns the first element and the strides, for each loop, with which an array is read. */
export function accessOf({ offset, strides }: Held, index: Index, loops: number) {
  const steps = new Array<number>(loops).fill(0);
  let first = offset;
  index.forEach((place, axis) => {
    first += strides[axis] * place.offset;
    place.steps.forEach((step, loop) => steps[loop] += strides[axis] * step);
  });
  return { offset: first, strides: steps };
}

/** Makes an access whose address is known as soon as that of its block is. */
export function accessIn(
  block: Block,
  type: ElementType,
  offset: number,
  strides: readonly number[],
  row?: Access["row"],
): Access & { readonly block: Block } {
  return {
    type,
    strides,
    row,
    block,
    get address() {
      return block.address + offset * widthOf(type);
    },
  };
}

/** Returns where an array begins, as soon as its block has an address. */
export function addressOf({ block, offset, type }: Held): number {
  return block.address + offset * widthOf(type);
}

/** Returns the part of memory that an array in C order is. */
export function regionOf(held: Held): Region {
  return { type: held.type, shape: held.shape, address: addressOf(held) };
}

/** Adds fields that give the addresses of arrays as soon as these are planned. */
export function located<T extends object, K extends string>(
  fields: T,
  arrays: { readonly [name in K]: Held },
): T & { readonly [name in K]: number } {
  for (const [name, held] of Object.entries<Held>(arrays)) {
    Object.defineProperty(fields, name, { enumerable: true, get: () => addressOf(held) });
  }
  return fields as T & { readonly [name in K]: number };
}

/** Makes a view; one of an array is an array. */
export function viewOf(of: Lazy, shape: readonly number[], place: View["place"]): Lazy {
  const { type } = of;
  if (of.kind === "uniform") return { ...of, shape };
  if (of.kind !== "held") return { kind: "view", type, shape, of, place };
  const count = shape.length;
  const each = shape.map((_, axis): Place => ({
    offset: 0,
    steps: Array.from({ length: count }, (_, loop) => Number(loop === axis)),
  }));
  const { offset, strides } = accessOf(of, place(each), count);
  return { ...of, shape, offset, strides };
}

/** Transposes a value. */
export function transposeOf(x: Lazy, perm: readonly number[]): Lazy {
  return viewOf(
    x,
    perm.map((axis) => x.shape[axis]),
    (index) => x.shape.map((_, axis) => index[perm.indexOf(axis)]),
  );
}

/** Broadcasts a value to a shape. */
export function expandOf(x: Lazy, shape: readonly number[]): Lazy {
  return viewOf(x, shape, (index) => broadcastIndex(index, shape, x.shape));
}

/** Takes every `steps[axis]`th element from `starts[axis]` on. */
export function sliceView(
  x: Lazy,
  starts: readonly number[],
  steps: readonly number[],
  shape: readonly number[],
): Lazy {
  return viewOf(x, shape, (index) =>
    index.map((place, axis) => ({
      offset: starts[axis] + steps[axis] * place.offset,
      steps: place.steps.map((step) => steps[axis] * step),
    })));
}

/** Reshapes a value without a copy, if each of its axes is kept or split, or if it is an array in C order. */
export function reshapeView(x: Lazy, shape: readonly number[]): Lazy | undefined {
  if (x.kind === "uniform") return { ...x, shape };
  if (x.kind === "held" && isContiguous(x)) return { ...x, shape, strides: contiguous(shape) };
  const groups = splits(x.shape, shape);
  if (!groups) return undefined;
  return viewOf(x, shape, (index) =>
    x.shape.map((_, axis) => {
      // Place along the axis: mixed radix over the axes that it is split into.
      const into = groups[axis];
      const loops = index[0]?.steps.length ?? 0;
      let radix = 1;
      let offset = 0;
      const steps = new Array<number>(loops).fill(0);
      for (const part of into.toReversed()) {
        offset += radix * index[part].offset;
        index[part].steps.forEach((step, loop) => steps[loop] += radix * step);
        radix *= shape[part];
      }
      return { offset, steps };
    }));
}

/** Returns for each axis the axes that it is split into, or undefined if axes would have to be merged. */
function splits(from: readonly number[], to: readonly number[]): number[][] | undefined {
  const groups: number[][] = [];
  let next = 0;
  for (const length of from) {
    const group: number[] = [];
    let product = 1;
    while (product < length) {
      if (next === to.length) return undefined;
      product *= to[next];
      if (to[next] !== 1) group.push(next);
      next++;
    }
    if (product !== length) return undefined;
    groups.push(group);
  }
  return sizeOf(to.slice(next)) === 1 ? groups : undefined;
}

/** Returns the value that views are taken of. */
export function behind(x: Lazy): Exclude<Lazy, View> {
  let value = x;
  while (value.kind === "view") value = value.of;
  return value;
}
