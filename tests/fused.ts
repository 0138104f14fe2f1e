import assert from "node:assert/strict";
import type { Access, ElementType, FusedKernel } from "../engine/fused/loops.ts";
import { encodeModule } from "../engine/fused/module.ts";

/** Elements of an array: a bool is a byte. */
export type Elements = Float32Array | Int32Array | Uint8Array;

const PAGES = 64;
const MARGIN = 16;
const CANARY = 0xa5;

/** Arrays in a WebAssembly memory, each between bytes that no kernel may write. */
export class Arrays {
  readonly #memory = new WebAssembly.Memory({ initial: PAGES });
  readonly #margins: number[] = [];
  #end = MARGIN;

  /** Places a copy of an array, and returns the view of it. */
  place<T extends Elements>(elements: T): T {
    const buffer = this.#memory.buffer as ArrayBuffer;
    const start = this.#end;
    const end = start + elements.byteLength;
    this.#end = Math.ceil(end / 16) * 16 + MARGIN;
    assert(this.#end <= buffer.byteLength, "Too many arrays for the memory of a test.");
    for (let i = end; i < this.#end; i++) this.#margins.push(i);
    new Uint8Array(buffer).fill(CANARY, end, this.#end);
    const View = elements.constructor as new (b: ArrayBuffer, at: number, n: number) => T;
    const view = new View(buffer, start, elements.length);
    view.set(elements);
    return view;
  }

  /** Runs kernels of one segment, and checks that nothing beside the arrays was written. */
  run(...kernels: FusedKernel[]): void {
    this.runWith(() => assert.fail("There is no product outside."), ...kernels);
  }

  /** Runs kernels as {@linkcode run}, with a function that computes their products. */
  runWith(product: (i: number) => void, ...kernels: FusedKernel[]): void {
    const module = new WebAssembly.Module(encodeModule([kernels], PAGES));
    const outside = (index: number, length: number) => {
      throw new RangeError(`index ${index} of ${length}`);
    };
    const imports = { env: { memory: this.#memory, outside, product } };
    const { segment0 } = new WebAssembly.Instance(module, imports).exports;
    (segment0 as () => void)();
    const bytes = new Uint8Array(this.#memory.buffer);
    for (const i of this.#margins) assert.equal(bytes[i], CANARY, `byte ${i} was overwritten`);
  }
}

export function typeOf(elements: Elements): ElementType {
  if (elements instanceof Float32Array) return "float32";
  return elements instanceof Int32Array ? "int32" : "bool";
}

/** An access to a placed array; its first element is `start` from the array's. */
export function access(elements: Elements, strides: readonly number[], start = 0): Access {
  const address = elements.byteOffset + start * elements.BYTES_PER_ELEMENT;
  return { type: typeOf(elements), address, strides };
}
