import assert from "node:assert/strict";
import moons from "../../datasets/moons.ts";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import mlp from "../../encoders/mlp.ts";
import { openDevice } from "../../engine/mod.ts";
import { assertFollowsSourceOnly, parametersOf } from "../../tests/conformance/following.ts";
import { trainerOf, trainTiny } from "../../tests/conformance/tiny.ts";
import { assertClose } from "../../tests/golden/close.ts";
import dann from "./dann.ts";
import type { Trainer } from "../method.ts";

for (const device of ["wasm", "reference"]) {
  for (const schedule of ["fixed", "rising"]) {
    Deno.test(`dann of λ = 0 (${schedule}) equals source_only bit for bit, on ${device}`, async () => {
      await assertFollowsSourceOnly(device, dann, { lambda: 0, schedule });
    });
  }

  Deno.test(`dann's first step changes the discriminator equally for every λ, and the encoder against it, on ${device}`, async () => {
    const executor = await openDevice(device);
    // At a learning rate of 1, a step of gradient descent subtracts the gradient itself.
    const taken = async (lambda: number, branch: string) => {
      const { start, end } = await trainTiny({
        executor,
        dataset: moons,
        method: dann,
        values: { lambda, schedule: "fixed", discriminator_width: 8 },
        encoder: mlp,
        encoderValues: { width: 6, activation: "tanh" },
        optimizer: { name: "sgd", learningRate: 1 },
        steps: 1,
      });
      const after = parametersOf(end, branch);
      return parametersOf(start, branch).map((value, i) => value - after[i]);
    };
    const discriminator = await taken(0, "discriminator");
    assert.ok(discriminator.some((g) => Math.abs(g) > 1e-3));
    const head = await taken(0, "head");
    const without = await taken(0, "encoder");
    const reversed = (await taken(1, "encoder")).map((g, i) => g - without[i]);
    assert.ok(reversed.some((g) => Math.abs(g) > 1e-3));
    for (const lambda of [0.5, 2, 10]) {
      assert.deepEqual(await taken(lambda, "discriminator"), discriminator);
      assert.deepEqual(await taken(lambda, "head"), head);
      const more = (await taken(lambda, "encoder")).map((g, i) => g - without[i]);
      assertClose(more, reversed.map((g) => lambda * g), 1e-4, 0.01);
    }
  });
}

Deno.test("dann's fixed schedule is constant at λ", () => {
  const { schedule } = create({ lambda: 0.3, schedule: "fixed" });
  for (const progress of [0, 0.001, 0.5, 0.999]) {
    assert.deepEqual(schedule(progress), { adaptation: 0.3 });
  }
});

Deno.test("dann's rising schedule is λ·(2/(1 + exp(−γp)) − 1)", () => {
  // 2/(1 + exp(−10p)) − 1 = tanh 5p, from tables: tanh ½, tanh 1¼, tanh 2½.
  const { schedule } = create({ lambda: 1 });
  assertClose(
    [0.1, 0.25, 0.5].map((p) => schedule(p).adaptation),
    [0.46211715726, 0.84828363996, 0.98661429815],
    1e-10,
  );
  // γ = 4 and λ = 3: 3·tanh 2p.
  const slower = create({ lambda: 3, gamma: 4 });
  for (const p of [0, 0.2, 0.7, 0.99]) {
    assertClose([slower.schedule(p).adaptation], [3 * Math.tanh(2 * p)], 1e-12, 1e-9);
  }
});

Deno.test("dann's rising schedule starts at 0, does not decrease, and ends below λ", () => {
  for (const gamma of [1, 10, 100]) {
    const { schedule } = create({ lambda: 6, gamma });
    assert.equal(schedule(0).adaptation, 0);
    const values = Array.from({ length: 100 }, (_, i) => schedule(i / 100).adaptation);
    values.slice(1).forEach((value, i) => assert.ok(value >= values[i]));
    assert.ok(values.every((value) => value <= 6));
  }
  assertClose([create({ lambda: 6, gamma: 100 }).schedule(0.99).adaptation], [6], 1e-12);
  assertClose([create({ lambda: 6 }).schedule(1).adaptation], [6 * Math.tanh(5)], 1e-12);
});

Deno.test("dann's default schedule rises towards 1 with γ = 10", () => {
  assert.deepEqual(bind(dann), {
    lambda: 1,
    schedule: "rising",
    gamma: 10,
    discriminator_depth: 1,
    discriminator_width: 100,
  });
  assertClose([create({}).schedule(0.3).adaptation], [Math.tanh(1.5)], 1e-12);
});

Deno.test("dann's discriminator learns if λ is 0, and less if the gradient is reversed", async () => {
  const executor = await openDevice("wasm");
  const lastLoss = async (lambda: number) => {
    const { reports } = await trainTiny({
      executor,
      dataset: moons,
      method: dann,
      values: { lambda, schedule: "fixed", discriminator_width: 16 },
      encoder: mlp,
      encoderValues: { width: 16 },
      steps: 150,
    });
    const last = reports.slice(-20).map(({ domain }) => domain);
    return last.reduce((sum, loss) => sum + loss, 0) / last.length;
  };
  const alone = await lastLoss(0);
  assert.ok(alone < 0.9 * Math.log(2), `domain loss ${alone}`);
  const reversed = await lastLoss(10);
  assert.ok(reversed > alone + 0.05, `domain losses ${reversed} and ${alone}`);
});

function create(values: Overrides): Trainer {
  return trainerOf({
    // Nothing is executed.
    executor: undefined as never,
    dataset: moons,
    method: dann,
    values,
    encoder: mlp,
    steps: 0,
  });
}
