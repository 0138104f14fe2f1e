import assert from "node:assert/strict";
import { fatal, faultyWorker } from "../../tests/conformance/faulty_worker.ts";
import { moonsSpec } from "../../tests/conformance/runs.ts";
import type { Loss } from "./launcher.ts";
import { local } from "./local.ts";

Deno.test("local: a worker without a sign of life is lost, and replaced", async () => {
  const queue = [fatal.hang, 0].map((seed) => ({
    id: `${seed}`,
    spec: moonsSpec("source_only", {}, {}, seed),
  }));
  const losses: [id: string, loss: Loss][] = [];
  const made: string[] = [];
  await local({ timeout: 5000, program: faultyWorker }).launch(
    () => Promise.resolve(queue.shift()),
    {
      start: { device: "wasm", threads: 1, graphs: false, commit: "0", files: {} },
      signal: new AbortController().signal,
      events: {
        started() {},
        progressed() {},
        compiled: () => assert.fail("no graph was requested"),
        finished({ id }, { record }) {
          made.push(`${id} ${record.status}`);
        },
        crashed: (_run, message) => assert.fail(message),
        lost({ id }, loss) {
          losses.push([id, loss]);
        },
      },
    },
  );
  const why = "its worker gave no sign of life for 5 s";
  assert.deepEqual(losses, [[`${fatal.hang}`, { why, memory: false }]]);
  assert.deepEqual(made, ["0 ok"]);
});
