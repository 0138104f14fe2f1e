import { createHash } from "node:crypto";
import type { Bound, NativeOptions, NativeSession } from "../native/mod.ts";
import type { Arena } from "./arena.ts";
import { encodeModule } from "./module.ts";
import type { Plan, SessionCall } from "./plan.ts";
import { closeNative, openNative } from "./sessions.ts";

/** A plan whose sessions and kernels are ready. */
export interface Opened {
  /** Writes the plan's constants: before the first run, and before one that follows runs of another plan on the same memory. */
  load(): void;
  /**
   * Computes the outputs from the inputs.
   *
   * @throws {RangeError} If an index is out of bounds.
   */
  run(): void;
  close(): void;
}

/** Opens a plan's sessions and its module over a memory. */
export async function openPlan(
  { calls, products, constants, end }: Plan,
  arena: Arena,
  options: NativeOptions,
): Promise<Opened> {
  arena.reach(end);
  const segments = calls.filter((call) => Array.isArray(call));
  const sessions: NativeSession[] = [];
  const bounds: Bound[] = [];
  const located = (regions: SessionCall["inputs"]) =>
    Object.fromEntries(
      Object.entries(regions).map(([name, region]) => [
        name,
        { type: region.type, shape: region.shape, data: arena.array(region) },
      ]),
    );
  const bind = ({ model, inputs, outputs }: SessionCall) => {
    const session = openNative(model, options);
    sessions.push(session);
    const bound = session.bind(located(inputs), located(outputs));
    bounds.push(bound);
    return () => bound.run();
  };
  const kernels = await instantiate(
    encodeModule(segments, 1),
    arena,
    products.map((product) => bind(product)),
  );
  let segment = 0;
  const work = calls.map((call) =>
    Array.isArray(call) ? kernels[`segment${segment++}`] as () => void : bind(call as SessionCall)
  );
  return {
    load() {
      for (const { address, data } of constants) {
        const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
        new Uint8Array(arena.memory.buffer).set(bytes, address);
      }
    },
    run() {
      for (const part of work) part();
    },
    close() {
      for (const bound of bounds) bound.free();
      for (const session of sessions) closeNative(session);
    },
  };
}

async function instantiate(
  bytes: Uint8Array<ArrayBuffer>,
  { memory }: Arena,
  products: readonly (() => void)[],
) {
  const { exports } = await WebAssembly.instantiate(await compiledModule(bytes), {
    env: {
      memory,
      outside(index: number, length: number) {
        throw new RangeError(`Cannot take element ${index} of an axis of length ${length}`);
      },
      product: (i: number) => products[i](),
    },
  });
  return exports;
}

const modules = new Map<string, Promise<WebAssembly.Module>>();

/** Compiles a module, once for all plans with the same kernels. */
function compiledModule(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  const hash = createHash("sha256").update(bytes).digest("hex");
  let module = modules.get(hash);
  if (!module) modules.set(hash, module = WebAssembly.compile(bytes));
  return module;
}
