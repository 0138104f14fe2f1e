import assert from "node:assert/strict";
import moons from "../../datasets/moons.ts";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import mlp from "../../encoders/mlp.ts";
import { leaves, openDevice } from "../../engine/mod.ts";
import { assertFollowsSourceOnly, parametersOf } from "../../tests/conformance/following.ts";
import { trainerOf, trainTiny } from "../../tests/conformance/tiny.ts";
import { assertClose } from "../../tests/golden/close.ts";
import cdan from "./cdan.ts";
import dann from "./dann.ts";

for (const device of ["wasm", "reference"]) {
  for (const entropy of ["on", "off"]) {
    Deno.test(`cdan with λ = 0 (entropy ${entropy}) equals source_only bit for bit, on ${device}`, async () => {
      await assertFollowsSourceOnly(device, cdan, { lambda: 0, entropy });
    });
  }
}

Deno.test("cdan's discriminator reads every product of a feature and a class", async () => {
  const { start } = await firstStep({ discriminator_depth: 0 });
  const shapes = new Map(leaves(start).map(([path, { shape }]) => [path, [...shape]]));
  // 6 features × 2 classes.
  assert.deepEqual(shapes.get("params/discriminator/layer1/kernel"), [12, 2]);
});

for (const entropy of ["on", "off"]) {
  Deno.test(`cdan's first step changes the discriminator equally for every λ, and the encoder against it (entropy ${entropy})`, async () => {
    const taken = async (lambda: number, branch: string) =>
      (await firstStep({ entropy, lambda, schedule: "fixed" })).taken(branch);
    const discriminator = await taken(0, "discriminator");
    assert.ok(discriminator.some((g) => Math.abs(g) > 1e-3));
    const reversed = async (lambda: number, branch: string) => {
      const without = await taken(0, branch);
      return (await taken(lambda, branch)).map((g, i) => g - without[i]);
    };
    const [ofEncoder, ofHead] = [await reversed(1, "encoder"), await reversed(1, "head")];
    assert.ok(ofEncoder.some((g) => Math.abs(g) > 1e-3));
    // The predictions are constant in the map; a gradient reaches the classifier through the weights alone.
    assert.equal(ofHead.some((g) => Math.abs(g) > 1e-4), entropy === "on");
    for (const lambda of [0.5, 4]) {
      assert.deepEqual(await taken(lambda, "discriminator"), discriminator);
      for (const [branch, once] of [["encoder", ofEncoder], ["head", ofHead]] as const) {
        assertClose(await reversed(lambda, branch), once.map((g) => lambda * g), 1e-4, 0.01);
      }
    }
  });
}

Deno.test("cdan's λ has the same schedules as dann's", () => {
  const variants: Overrides[] = [{}, { lambda: 3, gamma: 4 }, { lambda: 0.3, schedule: "fixed" }];
  for (const values of variants) {
    const [ours, theirs] = [cdan, dann].map((method) =>
      // Nothing is executed.
      trainerOf({
        executor: undefined as never,
        dataset: moons,
        method,
        values,
        encoder: mlp,
        steps: 0,
      })
    );
    for (const progress of [0, 0.1, 0.5, 0.99]) {
      assert.deepEqual(ours.schedule(progress), theirs.schedule(progress));
    }
  }
});

Deno.test("cdan weighs rows by their entropy by default, and has dann's other defaults", () => {
  assert.deepEqual(bind(cdan), { ...bind(dann), entropy: "on" });
});

/** The gradients: the change by one step of gradient descent at a learning rate of 1. */
async function firstStep(values: Overrides) {
  const { start, end } = await trainTiny({
    executor: await openDevice("wasm"),
    dataset: moons,
    method: cdan,
    values: { discriminator_width: 8, ...values },
    encoder: mlp,
    encoderValues: { width: 6, activation: "tanh" },
    optimizer: { name: "sgd", learningRate: 1 },
    steps: 1,
  });
  return {
    start,
    taken(branch: string): number[] {
      const after = parametersOf(end, branch);
      return parametersOf(start, branch).map((value, i) => value - after[i]);
    },
  };
}
