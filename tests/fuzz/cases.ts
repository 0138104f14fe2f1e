import type { CaseResult } from "./case_result.ts";

/** The cases to run. */
export interface CasesOptions {
  readonly seed: number;
  readonly indices: Iterable<number>;
  /** Time limit of a case in milliseconds; a longer case hangs. */
  readonly limit: number;
  /** The worker's module. */
  readonly worker?: URL;
}

/**
 * Runs cases in sequence in a worker, which is ended and replaced if a case hangs.
 *
 * @returns The result of each case.
 */
export async function* runCases(
  { seed, indices, limit, worker: module = new URL("./worker.ts", import.meta.url) }: CasesOptions,
): AsyncGenerator<[index: number, result: CaseResult]> {
  const folder = await Deno.makeTempDir({ prefix: "graft-fuzz-" });
  let worker: Worker | undefined;
  try {
    for (const index of indices) {
      // A worker's first case includes the loading of its modules.
      const patience = worker ? limit : limit + 120_000;
      worker ??= new Worker(module, { type: "module" });
      const result = await answer(worker, { seed, index, folder }, patience);
      if (!result) {
        worker.terminate();
        worker = undefined;
      }
      yield [index, result ?? { outcome: "wrong", why: `took longer than ${limit / 1000} s` }];
    }
  } finally {
    worker?.terminate();
    await Deno.remove(folder, { recursive: true });
  }
}

/** Returns a worker's result for a case; `undefined` after the time limit. */
function answer(worker: Worker, order: unknown, limit: number): Promise<CaseResult | undefined> {
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
