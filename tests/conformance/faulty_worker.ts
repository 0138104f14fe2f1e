import process from "node:process";
import { createInterface } from "node:readline";
import { type Answer, messageLine } from "../../runs/launch/messages.ts";
import { serve } from "../../runs/launch/worker.ts";

/** The seeds of runs that go wrong: this worker crashes, is killed, does nothing, or takes six seconds more. */
export const faults = { crash: 101, kill: 102, hang: 103, slow: 104 };

/** This program, which is started as a worker. */
export const faultyWorker = new URL(import.meta.url);

const answer = (answer: Answer): Promise<void> =>
  new Promise((resolve) => process.stdout.write(messageLine(answer), () => resolve()));

async function* withFaults(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) {
    const seed: number | undefined = JSON.parse(line).spec?.seed;
    if (seed === faults.crash) {
      console.error("error: out of luck");
      Deno.exit(3);
    }
    if (seed === faults.kill) Deno.kill(Deno.pid, "SIGKILL");
    if (seed === faults.hang) await new Promise(() => {});
    for (let tenth = 0; seed === faults.slow && tenth < 60; tenth++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await answer({ kind: "alive" });
    }
    yield line;
  }
}

if (import.meta.main) {
  try {
    await serve(withFaults(createInterface({ input: process.stdin })), answer);
  } catch (error) {
    await answer({ kind: "error", message: (error as Error).message, request: false });
  }
  Deno.exit();
}
