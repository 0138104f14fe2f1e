import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { splitLines } from "../../datasets/_text.ts";
import type { CompiledGraph } from "../../engine/mod.ts";
import type { RunSpec } from "../../records/record.ts";
import type { RunResult } from "../run.ts";
import { type Answer, messageLine, type Order, type Start } from "./messages.ts";
import { duration } from "../../tasks/_progress.ts";
import { Silence } from "./silence.ts";

/** Callbacks of a pool. */
export interface PoolEvents {
  /** A worker has started a run; called once per run. */
  started(spec: RunSpec): void;
  /** The finished fraction of a current run, in [0, 1]. */
  progressed(spec: RunSpec, progress: number): void;
  /** A run has been compiled to a graph; a run may have several. */
  compiled(spec: RunSpec, graph: CompiledGraph): Promise<void>;
  /** A run has ended; the worker's next order waits for this callback. */
  finished(spec: RunSpec, result: RunResult): Promise<void>;
  /** A worker crashed during a run: the run is at fault. */
  crashed(spec: RunSpec, message: string): Promise<void>;
  /** A worker was killed, or had to be, during a run: the run is not at fault. */
  lost(spec: RunSpec, why: string): Promise<void>;
}

/** Options of {@linkcode runPool}. */
export interface PoolOptions {
  readonly start: Start;
  readonly jobs: number;
  readonly events: PoolEvents;
  /** Milliseconds of silence after which a worker is ended during a run. */
  readonly timeout: number;
  /** Stops the pool; current runs are dropped. */
  readonly signal: AbortSignal;
}

/**
 * Makes runs in worker processes.
 *
 * @param next Returns the next run, or `undefined` when none is left; after the signal it may return at once.
 * @param options The number of workers, their first message, and the callbacks.
 * @throws {Error} If a worker cannot start: the device or the program is at fault, not a run.
 */
export async function runPool(
  next: (signal: AbortSignal) => Promise<RunSpec | undefined>,
  options: PoolOptions,
): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const work = async () => {
    try {
      while (!signal.aborted && await workerLife(next, { ...options, signal }));
    } catch (error) {
      failed.abort();
      throw error;
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: options.jobs }, work));
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}

/** Runs one worker until it ends or no run is left; returns true if another worker should replace it. */
async function workerLife(
  next: (signal: AbortSignal) => Promise<RunSpec | undefined>,
  { start, events, timeout, signal }: PoolOptions,
): Promise<boolean> {
  let spec = await next(signal);
  if (!spec || signal.aborted) return false;

  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--allow-read",
      "--allow-env",
      "--allow-sys",
      "--allow-ffi",
      new URL("./worker.ts", import.meta.url).href,
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const kill = () => {
    try {
      child.kill("SIGKILL");
    } catch { /* It has ended by itself. */ }
  };
  signal.addEventListener("abort", kill);
  const reason = complaint(child.stderr);
  const input = child.stdin.getWriter();
  const send = (message: Start | Order) =>
    // The death of a worker is noticed below, at the end of its output.
    input.write(new TextEncoder().encode(messageLine(message))).catch(() => {});

  let ready = false;
  const silence = new Silence(timeout, kill);
  try {
    silence.begin();
    await send(start);
    const lines = createInterface({ input: Readable.fromWeb(child.stdout as never) });
    for await (const line of lines) {
      const answer: Answer = JSON.parse(line);
      if (answer.kind === "alive") {
        silence.heard();
        continue;
      }
      silence.begin();
      if (answer.kind === "error") throw new Error(answer.message);
      if (answer.kind === "progress") {
        events.progressed(spec, answer.progress);
        continue;
      }
      if (answer.kind === "graph") {
        const content = Uint8Array.fromBase64(answer.base64);
        await events.compiled(spec, { kind: answer.of, content });
        continue;
      }
      if (answer.kind === "result") {
        silence.end();
        await events.finished(spec, answer.result);
        spec = await next(signal);
        if (!spec || signal.aborted) return false;
      }
      ready = true;
      events.started(spec);
      silence.begin();
      await send({ spec });
    }
    const { code, signal: killedBy } = await child.status;
    if (signal.aborted) return false;
    if (silence.tooLong) {
      await events.lost(spec, `its worker gave no sign of life for ${duration(timeout / 1000)}`);
      return true;
    }
    const message = killedBy
      ? `its worker was ended by ${killedBy}`
      : `The worker ended with code ${code}: ${await reason}`;
    // SIGKILL always comes from outside the program.
    if (!ready && killedBy !== "SIGKILL") throw new Error(message);
    await events[killedBy ? "lost" : "crashed"](spec, message);
    return true;
  } finally {
    silence.end();
    signal.removeEventListener("abort", kill);
    kill();
    await child.status;
  }
}

/** Returns the reason that a process printed for its end: its first line with an error, or its last line. */
async function complaint(stream: ReadableStream<Uint8Array>): Promise<string> {
  const lines = splitLines((await new Response(stream).text()).trim());
  return lines.find((line) => /error/i.test(line)) ?? (lines.at(-1) || "it gave no reason");
}
