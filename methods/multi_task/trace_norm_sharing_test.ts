import assert from "node:assert/strict";
import { openDevice } from "../../engine/mod.ts";
import {
  assertFollowsSingleTask,
  separate,
  together,
  trainSharing,
} from "../../tests/conformance/sharing.ts";
import traceNormSharing from "./trace_norm_sharing.ts";

for (const device of ["cpu", "reference"]) {
  for (const problem of [together, separate]) {
    const tasks = problem.tasks.map(({ name }) => name).join(", ");
    Deno.test(`trace_norm_sharing with λ = 0 equals single_task bit for bit: ${tasks}, on ${device}`, async () => {
      const sharing = { method: traceNormSharing, values: { lambda: 0 }, problem };
      await assertFollowsSingleTask(
        await openDevice(device),
        sharing,
        (task) => `own/${task}/encoder`,
      );
    });
  }
}

Deno.test("trace_norm_sharing's norm falls further the larger λ is", async () => {
  const executor = await openDevice("cpu");
  const norms = [];
  for (const lambda of [1e-6, 0.05, 0.5]) {
    const { reports } = await trainSharing(executor, {
      method: traceNormSharing,
      values: { lambda, start: "apart" },
      problem: separate,
      steps: 60,
    });
    norms.push(reports.at(-1)!.trace_norm / lambda);
  }
  assert.ok(norms[1] < 0.9 * norms[0], `${norms}`);
  assert.ok(norms[2] < 0.5 * norms[0], `${norms}`);
});
