/**
 * The program of a worker: reads `Message`s from standard input, one line of JSON each, and writes `Answer`s on standard
 * output.
 *
 * It writes no file; the process that started it does, so killing a worker loses only its current run.
 *
 * @module
 */
import process from "node:process";
import { createInterface } from "node:readline";
import { type CompiledGraph, openDevice } from "../../engine/mod.ts";
import { builtIn } from "../catalogue.ts";
import { addUses } from "../modules.ts";
import { RequestError } from "../request_error.ts";
import { run } from "../run.ts";
import { environmentOf } from "../environment.ts";
import { Loader } from "./loader.ts";
import { type Answer, type Message, messageLine, type Order, type Start } from "./messages.ts";

/** Minimum time between two progress messages, in milliseconds. */
const PROGRESS_INTERVAL = 200;

/** Milliseconds between two signs of life, if steps leave time for them, and between two checks of the parent process. */
const ALIVE_INTERVAL = 1000;

/**
 * Makes runs in this process, one after the other.
 *
 * @param lines The messages to the worker, one line of JSON each.
 * @param answer Writes an answer.
 * @throws {Error} If the device cannot be opened.
 */
export async function serve(
  lines: AsyncIterable<string>,
  answer: (answer: Answer) => void | Promise<void>,
): Promise<void> {
  const messages = parsed(lines);
  const start = (await messages.next()).value as Start;
  const executor = await openDevice(start.device, {
    threads: start.threads,
    ...(start.graphs
      ? {
        onGraph({ kind, content }: CompiledGraph) {
          answer({ kind: "graph", of: kind, base64: content.toBase64() });
        },
      }
      : {}),
  });
  const environment = environmentOf(start, executor);
  const catalogue = await addUses(builtIn, start.uses);
  const loader = new Loader(start, catalogue);
  await answer({ kind: "ready", environment });
  for await (const message of messages) {
    if ("end" in message) return;
    const { spec } = message as Order;
    let reported = performance.now();
    let peakBytes = Deno.memoryUsage().rss;
    const { record, predictions } = await run(spec, {
      executor,
      environment,
      catalogue,
      load: (spec) => loader.load(spec),
      async onProgress(progress) {
        peakBytes = Math.max(peakBytes, Deno.memoryUsage().rss);
        if (performance.now() - reported < PROGRESS_INTERVAL) return;
        reported = performance.now();
        await answer({ kind: "progress", progress });
        // Lets the event loop see that the input has ended.
        await new Promise((resolve) => setTimeout(resolve));
      },
    });
    peakBytes = Math.max(peakBytes, Deno.memoryUsage().rss);
    const measured = { ...record, memory: { peakBytes } };
    await answer({ kind: "result", result: { record: measured, predictions } });
  }
}

async function* parsed(lines: AsyncIterable<string>): AsyncGenerator<Message> {
  for await (const line of lines) yield JSON.parse(line);
}

/** Serves the process at standard input until the input or that process ends. */
async function main(): Promise<never> {
  const answer = (message: Answer): Promise<void> =>
    new Promise((resolve) => process.stdout.write(messageLine(message), () => resolve()));
  // Ctrl-C reaches the whole process group; the parent process decides when this one ends.
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGINT", () => {});
  const lines = createInterface({ input: process.stdin });
  let complete = false;
  lines.on("line", (line) => complete ||= "end" in JSON.parse(line));
  // Without the parent process, nobody writes the result.
  process.stdin.on("end", () => complete || Deno.exit(1));
  const parent = Deno.ppid;
  setInterval(() => {
    if (Deno.ppid !== parent) Deno.exit(1);
    answer({ kind: "alive" });
  }, ALIVE_INTERVAL);
  try {
    await serve(lines, answer);
    Deno.exit(0);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await answer({ kind: "error", message, request: error instanceof RequestError });
    Deno.exit(1);
  }
}

if (import.meta.main) await main();
