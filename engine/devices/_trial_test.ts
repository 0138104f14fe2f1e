import assert from "node:assert/strict";
import type { Execution, Executor } from "../executor.ts";
import { assertComputes } from "./_trial.ts";

/** Returns an executor whose steps report these losses, and which counts the executions that are disposed of. */
function reporting(losses: readonly number[]): Executor & { disposed: number } {
  const executor = {
    device: { name: "reporting", threads: 1, versions: {} },
    disposed: 0,
    start: () =>
      Promise.resolve({
        train: () => Promise.resolve(losses.map((loss) => ({ loss }))),
        dispose: () => executor.disposed++,
      } as unknown as Execution),
  };
  return executor;
}

Deno.test("assertComputes accepts an executor with correct results", async () => {
  const executor = reporting([23, 32]);
  await assertComputes(executor);
  assert.equal(executor.disposed, 1);
});

Deno.test("assertComputes rejects an executor with wrong results", async () => {
  for (const losses of [[23, 23], [0, 32], [NaN, NaN]]) {
    const executor = reporting(losses);
    await assert.rejects(assertComputes(executor), {
      message: `it computes wrong results: expected 23, 32, current values are ${
        losses.join(", ")
      }`,
    });
    assert.equal(executor.disposed, 1);
  }
});
