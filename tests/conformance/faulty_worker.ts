import process from "node:process";
import { createInterface } from "node:readline";
import { type Answer, messageLine } from "../../runs/launch/messages.ts";
import { serve } from "../../runs/launch/worker.ts";

/** The seeds whose runs end this worker: it crashes, is killed, or does nothing. */
export const fatal = { crash: 101, kill: 102, hang: 103 };

/** This program, which is started as a worker. */
export const faultyWorker = new URL(import.meta.url);

async function* withFaults(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) {
    const seed: number | undefined = JSON.parse(line).spec?.seed;
    if (seed === fatal.crash) {
      console.error("error: out of luck");
      Deno.exit(3);
    }
    if (seed === fatal.kill) Deno.kill(Deno.pid, "SIGKILL");
    if (seed === fatal.hang) await new Promise(() => {});
    yield line;
  }
}

if (import.meta.main) {
  const answer = (answer: Answer): Promise<void> =>
    new Promise((resolve) => process.stdout.write(messageLine(answer), () => resolve()));
  try {
    await serve(withFaults(createInterface({ input: process.stdin })), answer);
  } catch (error) {
    await answer({ kind: "error", message: (error as Error).message });
  }
  Deno.exit();
}
