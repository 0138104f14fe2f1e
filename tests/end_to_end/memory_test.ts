import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Usage } from "./memory.ts";

for (const perCall of [1, 20]) {
  Deno.test(`memory of training and predicting does not grow, in calls of ${perCall}`, async () => {
    // A separate process, so that only this is measured.
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
    // One leaked state per call would be 38 megabytes or more.
    const growth = end.megabytes - warm.megabytes;
    assert.ok(growth < 20, `from ${warm.megabytes} to ${end.megabytes} megabytes`);
  });
}
