import assert from "node:assert/strict";
import moons from "../../datasets/moons.ts";
import mlp from "../../encoders/mlp.ts";
import { openDevice } from "../../engine/mod.ts";
import { assertFollowsSourceOnly, parametersOf } from "../../tests/conformance/following.ts";
import { trainTiny } from "../../tests/conformance/tiny.ts";
import { assertClose } from "../../tests/golden/close.ts";
import domainConfusion from "./domain_confusion.ts";

for (const device of ["wasm", "reference"]) {
  Deno.test(`domain_confusion with weight 0 equals source_only bit for bit, on ${device}`, async () => {
    await assertFollowsSourceOnly(device, domainConfusion, { weight: 0 });
  });
}

Deno.test("domain_confusion's first step changes the discriminator equally for every weight, and the encoder in proportion", async () => {
  const executor = await openDevice("wasm");
  // At a learning rate of 1, a step of gradient descent subtracts the gradient itself.
  const taken = async (weight: number, branch: string) => {
    const { start, end } = await trainTiny({
      executor,
      dataset: moons,
      method: domainConfusion,
      values: { weight, discriminator_width: 8 },
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
  const confused = (await taken(1, "encoder")).map((g, i) => g - without[i]);
  assert.ok(confused.some((g) => Math.abs(g) > 1e-3));
  for (const weight of [0.5, 4]) {
    assert.deepEqual(await taken(weight, "discriminator"), discriminator);
    assert.deepEqual(await taken(weight, "head"), head);
    const more = (await taken(weight, "encoder")).map((g, i) => g - without[i]);
    assertClose(more, confused.map((g) => weight * g), 1e-4, 0.01);
  }
});

Deno.test("domain_confusion's discriminator learns if the weight is 0, and is confused if it is large", async () => {
  const executor = await openDevice("wasm");
  const last = async (weight: number) => {
    const { reports } = await trainTiny({
      executor,
      dataset: moons,
      method: domainConfusion,
      values: { weight, discriminator_width: 16 },
      encoder: mlp,
      encoderValues: { width: 16 },
      steps: 150,
    });
    const mean = (part: string) =>
      reports.slice(-20).reduce((sum, report) => sum + report[part] / 20, 0);
    return { domain: mean("domain"), confusion: mean("confusion") };
  };
  const [alone, against] = [await last(0), await last(10)];
  assert.ok(alone.domain < 0.9 * Math.log(2), `domain loss ${alone.domain}`);
  assert.ok(against.domain > alone.domain + 0.05, `${against.domain}, alone ${alone.domain}`);
  assert.ok(against.confusion < alone.confusion - 0.05, `${against.confusion}, ${alone.confusion}`);
});
