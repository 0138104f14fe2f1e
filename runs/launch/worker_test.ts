import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { RunResult } from "../run.ts";
import { moonsSpec } from "../../tests/conformance/runs.ts";
import type { Answer, Start } from "./messages.ts";

Deno.test("the worker records its peak memory, also for failed runs", async () => {
  const worker = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", new URL("./worker.ts", import.meta.url).href],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const start: Start = { device: "wasm", threads: 1, graphs: false, commit: "0", files: {} };
  const specs = [moonsSpec("source_only"), moonsSpec("source_only", {}, { batch: 1000 })];
  const lines = [start, ...specs.map((spec) => ({ spec }))].map((line) => JSON.stringify(line));
  const input = worker.stdin.getWriter();
  await input.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
  const results: RunResult[] = [];
  for await (const line of createInterface({ input: Readable.fromWeb(worker.stdout as never) })) {
    const answer: Answer = JSON.parse(line);
    if (answer.kind !== "result") continue;
    results.push(answer.result);
    // The worker then ends.
    if (results.length === specs.length) await input.close();
  }
  await worker.status;

  assert.deepEqual(results.map(({ record }) => record.status), ["ok", "failed"]);
  for (const { record: { memory } } of results) {
    // A Deno process with TensorFlow.js takes at least tens of megabytes, and less than a terabyte.
    assert.ok(Number.isInteger(memory!.peakBytes));
    assert.ok(memory!.peakBytes > 5e7 && memory!.peakBytes < 1e12, `${memory!.peakBytes}`);
  }
  assert.ok(results[0].predictions!.features);
  assert.equal(results[1].predictions, undefined);
});
