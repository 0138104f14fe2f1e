import { splitLines } from "../../datasets/_text.ts";
import { duration } from "../duration.ts";
import { answerLines, follow } from "./answers.ts";
import type { PlannedRun } from "../../records/record.ts";
import type { Launcher, LaunchOptions, Next } from "./launcher.ts";
import { type Message, messageLine } from "./messages.ts";
import { Silence } from "./silence.ts";
import { workerArguments } from "./worker_arguments.ts";

/** Options of {@linkcode local}. */
export interface LocalOptions {
  /** Number of processes; default: 1. */
  readonly jobs?: number;
  /** Milliseconds of silence after which a process is ended during a run; default: 15 minutes. */
  readonly timeout?: number;
  /** The workers' program; default: `worker.ts`. */
  readonly program?: URL;
}

/** Makes runs in processes on this machine; each gets its next run when it has finished the last. */
export function local({
  jobs = 1,
  timeout = 15 * 60_000,
  program = new URL("./worker.ts", import.meta.url),
}: LocalOptions = {}): Launcher {
  return {
    name: "local",
    async launch(next, options) {
      const failed = new AbortController();
      const signal = AbortSignal.any([options.signal, failed.signal]);
      const work = async () => {
        try {
          while (
            !signal.aborted && await workerLife(next, { ...options, signal, timeout, program })
          );
        } catch (error) {
          failed.abort();
          throw error;
        }
      };
      const outcomes = await Promise.allSettled(Array.from({ length: jobs }, work));
      for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
    },
  };
}

/** Runs one worker until it ends or no run is left; returns true if another worker should replace it. */
async function workerLife(
  next: Next,
  { start, events, signal, timeout, program }: LaunchOptions & Required<Omit<LocalOptions, "jobs">>,
): Promise<boolean> {
  let waiting = await next(signal);
  let last: PlannedRun | undefined;
  if (!waiting || signal.aborted) return false;

  const child = new Deno.Command(Deno.execPath(), {
    args: await workerArguments(program, start.uses),
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
  const send = (message: Message) =>
    // The death of a worker is noticed below, at the end of its answers.
    input.write(new TextEncoder().encode(messageLine(message))).catch(() => {});
  const silence = new Silence(timeout, kill);
  const lines = async function* () {
    for await (const line of answerLines(child.stdout)) {
      silence.heard();
      yield line;
    }
  };
  const order = async () => {
    const run = waiting ?? await next(signal, last);
    [waiting, last] = [undefined, run];
    if (!run || signal.aborted) return undefined;
    silence.begin();
    await send({ spec: run.spec });
    return run;
  };

  try {
    silence.begin();
    await send(start);
    const { environment, current = waiting } = await follow(lines(), order, {
      ...events,
      finished(run, result) {
        silence.end();
        return events.finished(run, result);
      },
    });
    if (!current) return false;
    const { code, signal: killedBy } = await child.status;
    if (signal.aborted) return false;
    const how = killedBy
      ? `its worker was ended by ${killedBy}`
      : `The worker ended with code ${code}: ${await reason}`;
    // SIGKILL always comes from outside the program.
    const memory = killedBy === "SIGKILL";
    if (silence.tooLong) {
      const why = `its worker gave no sign of life for ${duration(timeout / 1000)}`;
      await events.lost(current, { why, memory: false });
    } else if (killedBy && (environment || memory)) {
      await events.lost(current, { why: how, memory });
    } else if (environment) {
      await events.crashed(current, how, environment);
    } else {
      throw new Error(how);
    }
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
