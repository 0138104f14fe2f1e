import { type Pieces, signed, sized, unsigned } from "./bytes.ts";
import { type Instruction, type MemoryInstruction, OPCODES } from "./opcodes.ts";

export type ValueType = "i32" | "v128";

/** The binary format's code of a type. */
export const VALUE_TYPES: Readonly<Record<ValueType, number>> = { i32: 0x7f, v128: 0x7b };

/** A local variable of a function. */
export type Local = number & { readonly brand: "local" };

const float = new Float32Array(1);
const int = new Int32Array(float.buffer);

/** Bits of a number as float32. */
export function floatBits(value: number): number {
  float[0] = value;
  return int[0];
}

/** Body of a function without parameters and results: instructions are appended in the order of the stack machine. */
export class Code {
  readonly #locals: ValueType[] = [];
  readonly #constants = new Map<number, Local>();
  readonly #bytes: number[] = [];

  local(type: ValueType): Local {
    this.#locals.push(type);
    return (this.#locals.length - 1) as Local;
  }

  get(local: Local): this {
    return this.#emit(0x20, ...unsigned(local));
  }

  set(local: Local): this {
    return this.#emit(0x21, ...unsigned(local));
  }

  tee(local: Local): this {
    return this.#emit(0x22, ...unsigned(local));
  }

  i32(value: number): this {
    return this.#emit(0x41, ...signed(value));
  }

  /** A float32 in all lanes. */
  splat(value: number): this {
    return this.bits(floatBits(value));
  }

  /** 32 bits in all lanes: a local that is set once, at the start of the function. */
  bits(bits: number): this {
    let local = this.#constants.get(bits);
    if (local === undefined) this.#constants.set(bits, local = this.local("v128"));
    return this.get(local);
  }

  /** A vector of four times 32 bits. */
  lanes(bits: readonly number[]): this {
    return this.#emit(0xfd, 12, ...new Uint8Array(new Int32Array(bits).buffer));
  }

  /** Vector whose lanes of 32 bits are those of two on the stack, 0 to 3 and 4 to 7. */
  shuffle(lanes: readonly number[]): this {
    return this.#emit(0xfd, 13, ...lanes.flatMap((i) => [4 * i, 4 * i + 1, 4 * i + 2, 4 * i + 3]));
  }

  op(instruction: Instruction, ...lane: number[]): this {
    return this.#emit(...OPCODES[instruction], ...lane);
  }

  /** An address in bytes; none is 0. */
  address(pointer: Local | undefined): this {
    return pointer === undefined ? this.i32(0) : this.get(pointer);
  }

  /** A load or a store at an address that is on the stack, to which an offset is added. */
  access(instruction: MemoryInstruction, offset: number, ...lane: number[]): this {
    return this.#emit(...OPCODES[instruction], 0, ...unsigned(offset), ...lane);
  }

  /** Copies bytes: destination, source and number are on the stack. */
  copyBytes(): this {
    return this.#emit(0xfc, 10, 0, 0);
  }

  /** Fills bytes: destination, value and number are on the stack. */
  fillBytes(): this {
    return this.#emit(0xfc, 11, 0);
  }

  call(index: number): this {
    return this.#emit(0x10, ...unsigned(index));
  }

  /** Instructions that are run if the integer on the stack is not 0, and others if it is. */
  when(body: () => void, otherwise?: () => void): this {
    this.#emit(0x04, 0x40);
    body();
    if (otherwise) {
      this.#emit(0x05);
      otherwise();
    }
    return this.#emit(0x0b);
  }

  /** Repeats instructions for as long as they leave a number other than 0 on the stack. */
  repeat(body: () => void): this {
    this.#emit(0x03, 0x40);
    body();
    return this.#emit(0x0d, 0, 0x0b);
  }

  /** Runs instructions a fixed number of times, and adds to pointers after each. */
  loop(count: number, moves: readonly (readonly [Local, number])[], body: () => void): this {
    const steps = moves.filter(([, step]) => step !== 0);
    const advance = () => {
      for (const [pointer, step] of steps) this.get(pointer).i32(step).op("i32.add").set(pointer);
    };
    if (count === 0) return this;
    if (count === 1) {
      body();
      advance();
      return this;
    }
    const end = this.local("i32");
    if (steps.length === 0) {
      this.i32(count).set(end);
      return this.repeat(() => {
        body();
        this.get(end).i32(1).op("i32.sub").tee(end);
      });
    }
    const [counter, step] = steps[0];
    this.get(counter).i32(count * step).op("i32.add").set(end);
    return this.repeat(() => {
      body();
      advance();
      this.get(counter).get(end).op("i32.ne");
    });
  }

  /** The function's entry in the code section. */
  encode(): Pieces {
    const start = unsigned(this.#locals.length);
    for (const type of this.#locals) start.push(1, VALUE_TYPES[type]);
    for (const [bits, local] of this.#constants) {
      start.push(0x41, ...signed(bits), ...OPCODES["i32x4.splat"], 0x21, ...unsigned(local));
    }
    return sized([start, this.#bytes, [0x0b]]);
  }

  #emit(...bytes: number[]): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }
}
