import type { Verdict } from "./verdict.ts";

/** Which cases are run. */
export interface CasesOptions {
  readonly seed: number;
  readonly indices: Iterable<number>;
  /** Milliseconds that a case may take; one that takes longer hangs. */
  readonly limit: number;
  /** The worker's module. */
  readonly worker?: URL;
}

/**
 * Runs cases one after another in a worker, which is ended and replaced where a case hangs.
 *
 * @returns The verdict of each.
 */
export async function* runCases(
  { seed, indices, limit, worker: module = new URL("./worker.ts", import.meta.url) }: CasesOptions,
): AsyncGenerator<[index: number, verdict: Verdict]> {
  const folder = await Deno.makeTempDir({ prefix: "graft-fuzz-" });
  let worker: Worker | undefined;
  try {
    for (const index of indices) {
      // A worker's first case has its modules to load.
      const patience = worker ? limit : limit + 120_000;
      worker ??= new Worker(module, { type: "module" });
      const verdict = await answer(worker, { seed, index, folder }, patience);
      if (!verdict) {
        worker.terminate();
        worker = undefined;
      }
      yield [index, verdict ?? { outcome: "wrong", why: `took longer than ${limit / 1000} s` }];
    }
  } finally {
    worker?.terminate();
    await Deno.remove(folder, { recursive: true });
  }
}

/** What a worker makes of a case; nothing where it takes too long. */
function answer(worker: Worker, order: unknown, limit: number): Promise<Verdict | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), limit);
    worker.onmessage = ({ data }) => {
      clearTimeout(timer);
      resolve(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      clearTimeout(timer);
      reject(new Error(`The worker ended: ${event.message}`));
    };
    worker.postMessage(order);
  });
}
