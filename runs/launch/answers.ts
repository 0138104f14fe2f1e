import type { Environment, PlannedRun } from "../../records/record.ts";
import { RequestError } from "../request_error.ts";
import type { LaunchEvents } from "./launcher.ts";
import type { Answer } from "./messages.ts";

/** The events of a worker that is alive. */
type RunningEvents = Pick<LaunchEvents, "started" | "progressed" | "compiled" | "finished">;

/** The state of a worker whose answers have ended. */
export interface Followed {
  /** The environment of its runs; `undefined` if it was never ready. */
  readonly environment?: Environment;
  /** The run that it has not finished. */
  readonly current?: PlannedRun;
}

/**
 * Reads the lines that a worker has ended: one that its death cuts off is no answer.
 *
 * @param output The worker's output, in UTF-8.
 */
export async function* answerLines(
  output: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string> {
  let pieces: string[] = [];
  for await (const text of output.pipeThrough(new TextDecoderStream())) {
    const [first, ...others] = text.split("\n");
    pieces.push(first);
    for (const next of others) {
      yield pieces.join("");
      pieces = [next];
    }
  }
}

/**
 * Reads the answers of one worker and passes them on as events.
 *
 * @param lines The answers, one line of JSON each, in the order of the worker's runs.
 * @param order Returns the worker's next run; called when the worker is ready and after each result. If it returns
 * `undefined`, no further answer is read.
 * @param events The receiver; `finished` is awaited before the next call of `order`.
 * @returns The state when the answers, or the orders, have ended.
 * @throws {Error} If the worker reports that it cannot start; a {@linkcode RequestError} if what is asked for is at fault.
 */
export async function follow(
  lines: AsyncIterable<string>,
  order: () => Promise<PlannedRun | undefined>,
  events: RunningEvents,
): Promise<Followed> {
  let environment: Environment | undefined;
  let current: PlannedRun | undefined;
  for await (const line of lines) {
    const answer: Answer = JSON.parse(line);
    if (answer.kind === "error") {
      throw answer.request ? new RequestError(answer.message) : new Error(answer.message);
    }
    if (answer.kind === "ready") environment = answer.environment;
    else if (current) await pass(answer, current, events);
    if (answer.kind !== "ready" && answer.kind !== "result") continue;
    current = await order();
    if (!current) break;
    events.started(current);
  }
  return { environment, current };
}

async function pass(answer: Answer, run: PlannedRun, events: RunningEvents): Promise<void> {
  switch (answer.kind) {
    case "progress":
      return events.progressed(run, answer.progress);
    case "graph":
      return await events.compiled(run, {
        kind: answer.of,
        content: Uint8Array.fromBase64(answer.base64),
      });
    case "result":
      return await events.finished(run, answer.result);
  }
}
