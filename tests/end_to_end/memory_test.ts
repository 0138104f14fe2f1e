import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Usage } from "./memory.ts";

for (const perCall of [1, 20]) {
  Deno.test(`training and predicting take no more memory with time, in calls of ${perCall}`, async () => {
    // A process of its own: its memory is that of nothing else.
    const { success, stdout } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--allow-all",
        "--v8-flags=--expose-gc",
        fileURLToPath(new URL("memory.ts", import.meta.url)),
        `${perCall}`,
      ],
      stderr: "inherit",
    }).output();
    assert.ok(success);
    const [warm, end]: Usage[] = JSON.parse(new TextDecoder().decode(stdout));
    assert.equal(end.tensors, warm.tensors);
    // One state kept per call would be 38 megabytes or more.
    const growth = end.megabytes - warm.megabytes;
    assert.ok(growth < 20, `from ${warm.megabytes} to ${end.megabytes} megabytes`);
  });
}
