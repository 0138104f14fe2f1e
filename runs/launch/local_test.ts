import assert from "node:assert/strict";
import { faults, faultyWorker } from "../../tests/conformance/faulty_worker.ts";
import { moonsSpec } from "../../tests/conformance/runs.ts";
import { aboutOf } from "../about.ts";
import { builtIn } from "../catalogue.ts";
import { local } from "./local.ts";

Deno.test("local: a worker without a sign of life is lost, a slow one is not", async () => {
  const queue = [faults.hang, faults.slow].map((seed) => ({
    id: `${seed}`,
    spec: moonsSpec("source_only", {}, {}, seed),
  })).map((run) => ({ ...run, about: aboutOf(run.spec, builtIn) }));
  const ends = new Map<string, unknown>();
  await local({ jobs: 2, timeout: 5000, program: faultyWorker }).launch(
    () => Promise.resolve(queue.shift()),
    {
      start: { device: "wasm", threads: 1, graphs: false, commit: "0", files: {}, uses: [] },
      signal: new AbortController().signal,
      events: {
        started() {},
        progressed() {},
        compiled: () => assert.fail("no graph was requested"),
        finished({ id }, { record }) {
          ends.set(id, record.status);
        },
        crashed: (_run, message) => assert.fail(message),
        lost({ id }, loss) {
          ends.set(id, loss);
        },
      },
    },
  );
  const why = "its worker gave no sign of life for 5 s";
  assert.deepEqual(
    ends,
    new Map<string, unknown>([
      [`${faults.hang}`, { why, memory: false }],
      [`${faults.slow}`, "ok"],
    ]),
  );
});
