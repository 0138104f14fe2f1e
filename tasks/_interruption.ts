import { watchParents } from "./_parents.ts";

/** The signals of the system that stop a program gracefully. */
const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];

/** A watch for whatever is to stop this program. */
export interface Interruption extends Disposable {
  /** Aborted by Ctrl-C, SIGTERM, or the end of a process that started this program. */
  readonly signal: AbortSignal;
  /** The cause as the end of a sentence; empty if the user is the cause. */
  readonly cause: string;
}

/** Starts the watch, which keeps those signals from ending the process until it is disposed of. */
export async function watchInterruption(): Promise<Interruption> {
  const stop = new AbortController();
  let cause = "";
  const interrupt = () => stop.abort();
  const unwatch = await watchParents(() => {
    cause = ", because the process that launched this one has ended";
    stop.abort();
  });
  for (const signal of signals) Deno.addSignalListener(signal, interrupt);
  return {
    signal: stop.signal,
    get cause() {
      return cause;
    },
    [Symbol.dispose]() {
      unwatch();
      for (const signal of signals) Deno.removeSignalListener(signal, interrupt);
    },
  };
}
