import { follow } from "../../runs/launch/answers.ts";
import type { Launcher, LaunchOptions } from "../../runs/launch/launcher.ts";
import { messageLine } from "../../runs/launch/messages.ts";
import type { PlannedRun } from "../../records/record.ts";

/** Options of {@linkcode array}. */
export interface ArrayOptions {
  /** Number of elements. */
  readonly elements: number;
  /** The folder for orders and answers. */
  readonly folder: string;
  /** The elements' program. */
  readonly program: URL;
}

/**
 * Makes runs as a cluster's job array does: each element is a process that reads its share of the orders from one file
 * and writes its answers to another, and that is unknown to this process but for its end.
 */
export function array({ elements, folder, program }: ArrayOptions): Launcher {
  return {
    name: "array",
    async launch(next, options) {
      const shards: PlannedRun[][] = Array.from({ length: elements }, () => []);
      for (let i = 0, run; (run = await next(options.signal)); i++) shards[i % elements].push(run);
      const failed = new AbortController();
      const signal = AbortSignal.any([options.signal, failed.signal]);
      const outcomes = await Promise.allSettled(shards.map(async (shard, i) => {
        try {
          for (let life = 0; shard.length && !signal.aborted; life++) {
            await element(shard, `${folder}/${i}_${life}`, program, { ...options, signal });
          }
        } catch (error) {
          failed.abort();
          throw error;
        }
      }));
      for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
    },
  };
}

/** Runs one element to its end; the orders that it has not begun stay in the shard. */
async function element(
  shard: PlannedRun[],
  path: string,
  program: URL,
  { start, events, signal }: LaunchOptions,
): Promise<void> {
  const orders = shard.map(({ spec }) => ({ spec }));
  const lines = [start, ...orders, { end: true } as const].map(messageLine);
  await Deno.writeTextFile(`${path}.orders`, lines.join(""));
  await Deno.writeTextFile(`${path}.answers`, "");
  const script = 'exec "$0" run --quiet -A "$1" < "$2.orders" > "$2.answers" 2> "$2.errors"';
  const child = new Deno.Command("sh", {
    args: ["-c", script, Deno.execPath(), program.href, path],
  }).spawn();
  const kill = () => {
    try {
      child.kill("SIGKILL");
    } catch { /* It has ended by itself. */ }
  };
  signal.addEventListener("abort", kill);
  try {
    const answers = tail(`${path}.answers`, child.status);
    const order = () => Promise.resolve(shard.shift());
    const { environment, current } = await follow(answers, order, events);
    const { code, signal: killedBy } = await child.status;
    if (!current || signal.aborted) return;
    const errors = (await Deno.readTextFile(`${path}.errors`)).trim();
    if (killedBy) {
      const why = `its element was ended by ${killedBy}`;
      await events.lost(current, { why, memory: true });
    } else if (environment) {
      await events.crashed(current, `its element ended with code ${code}: ${errors}`, environment);
    } else {
      throw new Error(errors);
    }
  } finally {
    signal.removeEventListener("abort", kill);
    kill();
    await child.status;
  }
}

/** Reads the lines that are appended to a file until its writer has ended. */
async function* tail(path: string, ended: Promise<unknown>): AsyncGenerator<string> {
  let over = false;
  ended.then(() => over = true);
  using file = await Deno.open(path);
  const decoder = new TextDecoder();
  const bytes = new Uint8Array(2 ** 16);
  for (let rest = "", last = false; !last;) {
    // Answers that were written before the end are read after it.
    last = over;
    for (let length; (length = await file.read(bytes));) {
      rest += decoder.decode(bytes.subarray(0, length), { stream: true });
      const lines = rest.split("\n");
      rest = lines.pop()!;
      yield* lines;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
