import assert from "node:assert/strict";
import { type Arrays, leaves, openDevice } from "../../engine/mod.ts";
import {
  assertFollowsSingleTask,
  separate,
  together,
  trainSharing,
} from "../../tests/conformance/sharing.ts";
import l2SoftSharing from "./l2_soft_sharing.ts";

const own = (task: string) => `own/${task}/encoder`;

for (const device of ["cpu", "reference"]) {
  for (const problem of [together, separate]) {
    const tasks = problem.tasks.map(({ name }) => name).join(", ");
    Deno.test(`l2_soft_sharing with λ = 0 equals single_task bit for bit: ${tasks}, on ${device}`, async () => {
      const sharing = { method: l2SoftSharing, values: { lambda: 0 }, problem };
      await assertFollowsSingleTask(await openDevice(device), sharing, own);
    });
  }
}

Deno.test("l2_soft_sharing's encoders start equal or apart, by `start`", async () => {
  const executor = await openDevice("reference");
  for (const start of ["equal", "apart"]) {
    const sharing = { method: l2SoftSharing, values: { start }, problem: separate, steps: 0 };
    const { end } = await trainSharing(executor, sharing);
    assert.equal(distance(end, "colour", "weight") === 0, start === "equal");
  }
});

Deno.test("l2_soft_sharing brings the encoders nearer to each other the larger λ is", async () => {
  const executor = await openDevice("reference");
  const distances = [];
  for (const lambda of [0, 0.1, 10]) {
    const values = { lambda, start: "apart" };
    const { end } = await trainSharing(executor, {
      method: l2SoftSharing,
      values,
      problem: separate,
      optimizer: { name: "sgd", learningRate: 0.02 },
      steps: 30,
    });
    distances.push(distance(end, "colour", "kind"));
  }
  assert.ok(distances[1] < 0.95 * distances[0], `${distances}`);
  assert.ok(distances[2] < 0.05 * distances[0], `${distances}`);
});

Deno.test("l2_soft_sharing changes only the encoder of the step's task", async () => {
  const executor = await openDevice("reference");
  const values = { lambda: 1, start: "apart" };
  const sharing = { method: l2SoftSharing, values, problem: separate, steps: 1 };
  const { start, end } = await trainSharing(executor, { ...sharing, only: ["apples"] });
  const moved = (task: string) => {
    const [before, after] = [start, end].map((state) => encoder(state, task));
    return before.some((value, i) => value !== after[i]);
  };
  assert.deepEqual(["colour", "weight", "kind"].map(moved), [false, true, false]);
});

function encoder(state: Arrays, task: string): number[] {
  return leaves(state)
    .filter(([path]) => path.startsWith(`params/network/${own(task)}/`))
    .flatMap(([, { data }]) => [...data]);
}

function distance(state: Arrays, one: string, other: string): number {
  const others = encoder(state, other);
  return Math.hypot(...encoder(state, one).map((value, i) => value - others[i]));
}
