import assert from "node:assert/strict";
import mlp from "../../encoders/mlp.ts";
import moons from "../../datasets/moons.ts";
import { openDevice } from "../../engine/mod.ts";
import { adaptationMethods, tinyDomains, trainTiny, transferMethods, withSource } from "./tiny.ts";

const { source: { test: { x } } } = tinyDomains(moons);
const executor = await openDevice("wasm");

for (const method of [...adaptationMethods, ...transferMethods]) {
  Deno.test(`${method.name} outputs the encoder's features on request, logits otherwise`, async () => {
    const encoderValues = { depth: 2, width: 7, activation: "sigmoid" } as const;
    const tiny = { executor, dataset: moons, method, encoder: mlp, encoderValues, steps: 2 };
    await trainTiny(await withSource(tiny), async (execution) => {
      const features = await execution.predict(x, "features");
      assert.deepEqual(features.shape, [x.shape[0], 7]);
      assert.ok(features.data.every((value) => value > 0 && value < 1));
      assert.deepEqual((await execution.predict(x)).shape, [x.shape[0], 2]);
    });
  });
}
