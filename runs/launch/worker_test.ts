import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { RunResult } from "../run.ts";
import { moonsSpec } from "../../tests/conformance/runs.ts";
import { type Answer, type Message, messageLine, type Start } from "./messages.ts";

const start: Start = {
  device: "wasm",
  threads: 1,
  graphs: false,
  commit: "0",
  files: {},
  uses: [],
};

/** Starts a worker, with a function that writes messages to it. */
function begun() {
  const worker = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", new URL("./worker.ts", import.meta.url).href],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const input = worker.stdin.getWriter();
  const send = (...messages: readonly Message[]) =>
    input.write(new TextEncoder().encode(messages.map(messageLine).join("")));
  return { worker, input, send };
}

/** Reads a worker's answers. */
async function* answersOf({ stdout }: Deno.ChildProcess): AsyncGenerator<Answer> {
  const lines = createInterface({ input: Readable.fromWeb(stdout as never) });
  for await (const line of lines) yield JSON.parse(line);
}

Deno.test("the worker records its peak memory, also for failed runs, and ends after an end", async () => {
  const { worker, input, send } = begun();
  const specs = [moonsSpec("source_only"), moonsSpec("source_only", {}, { batch: 1000 })];
  await send(start, ...specs.map((spec) => ({ spec })), { end: true });
  const results: RunResult[] = [];
  for await (const answer of answersOf(worker)) {
    if (answer.kind === "result") results.push(answer.result);
  }
  assert.equal((await worker.status).code, 0);
  await input.close().catch(() => {});

  assert.deepEqual(results.map(({ record }) => record.status), ["ok", "failed"]);
  for (const { record: { memory } } of results) {
    // A Deno process with TensorFlow.js takes at least tens of megabytes, and less than a terabyte.
    assert.ok(Number.isInteger(memory!.peakBytes));
    assert.ok(memory!.peakBytes > 5e7 && memory!.peakBytes < 1e12, `${memory!.peakBytes}`);
  }
  assert.ok(results[0].predictions!.features);
  assert.equal(results[1].predictions, undefined);
});

Deno.test("the worker drops its run if its input ends without an end", async () => {
  const { worker, input, send } = begun();
  await send(start, { spec: moonsSpec("source_only", {}, { epochs: 10_000 }) });
  const kinds = new Set<string>();
  for await (const { kind } of answersOf(worker)) {
    kinds.add(kind);
    if (kind === "progress") await input.close().catch(() => {});
  }
  assert.equal((await worker.status).code, 1);
  assert.ok(!kinds.has("result"));
});
