import type { SessionRegion } from "./plan.ts";

const PAGE = 65536;

/** Largest size of a WebAssembly memory, in bytes. */
const MOST_BYTES = 65536 * PAGE;

/** The memory of an execution, which sessions and kernels share. It grows at its end and never moves. */
export class Arena {
  readonly memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_BYTES / PAGE });
  #base = this.#address();
  #arrays = new WeakMap<SessionRegion, Float32Array | Int32Array | Uint8Array>();

  /**
   * Makes the memory at least as large.
   *
   * @throws {RangeError} If a WebAssembly memory cannot be so large.
   */
  reach(bytes: number): void {
    const missing = Math.ceil(bytes / PAGE) - this.memory.buffer.byteLength / PAGE;
    if (missing <= 0) return;
    const gigabytes = (bytes / 1e9).toFixed(1);
    if (bytes > MOST_BYTES) {
      throw new RangeError(
        `Cannot compute: a step needs ${gigabytes} GB of memory, and 4.2 GB is the most; make the batch or the network smaller`,
      );
    }
    try {
      this.memory.grow(missing);
    } catch (error) {
      throw new RangeError(`Cannot compute: there are no ${gigabytes} GB of memory`, {
        cause: error,
      });
    }
    // A memory that has grown has another buffer.
    this.#arrays = new WeakMap();
    // Sessions have the addresses of their arrays.
    if (this.#address() !== this.#base) {
      throw new Error("The memory has moved while it grew; use the device wasm");
    }
  }

  /** Returns the array in a part of the memory; it is valid until the memory grows. */
  array(region: SessionRegion): Float32Array | Int32Array | Uint8Array {
    let array = this.#arrays.get(region);
    if (!array) this.#arrays.set(region, array = this.#view(region));
    return array;
  }

  #view({ type, shape, address }: SessionRegion): Float32Array | Int32Array | Uint8Array {
    const size = shape.reduce((product, length) => product * length, 1);
    const { buffer } = this.memory;
    switch (type) {
      case "float32":
        return new Float32Array(buffer, address, size);
      case "int32":
        return new Int32Array(buffer, address, size);
      default:
        return new Uint8Array(buffer, address, size);
    }
  }

  #address(): bigint {
    return Deno.UnsafePointer.value(
      Deno.UnsafePointer.of(new Uint8Array(this.memory.buffer, 0, 1)),
    );
  }
}
