import assert from "node:assert/strict";
import moons from "../../datasets/moons.ts";
import mlp from "../../encoders/mlp.ts";
import { type Arrays, leaves, openDevice } from "../../engine/mod.ts";
import { type Tiny, trainTiny, withSource } from "../../tests/conformance/tiny.ts";
import fineTuning from "./fine_tuning.ts";
import fromScratch from "./from_scratch.ts";

const tiny = async (depth: number): Promise<Tiny> =>
  await withSource({
    executor: await openDevice("wasm"),
    dataset: moons,
    method: fineTuning,
    values: { depth },
    encoder: mlp,
    encoderValues: { depth: 3, width: 5 },
    steps: 5,
  });

for (const depth of [1, 2, 3]) {
  Deno.test(`fine_tuning starts from ${depth} layers of the source and from_scratch's other layers`, async () => {
    const { source, ...others } = await tiny(depth);
    const { start, end } = await trainTiny({ ...others, source });
    const alone = await trainTiny({ ...others, method: fromScratch, values: {} });
    const taken = leaves(source!).slice(0, 2 * depth).map(([path]) => `encoder/${path}`);
    const expected = leaves({
      ...alone.start.params as Arrays,
      encoder: {
        ...(alone.start.params as { encoder: Arrays }).encoder,
        ...Object.fromEntries(Object.entries(source!).slice(0, depth)),
      },
    });
    assert.deepEqual(leaves(start.params as Arrays), expected);
    assert.deepEqual(start.fixed, {});
    const after = new Map(leaves(end.params as Arrays));
    for (const path of taken) {
      assert.notDeepEqual(after.get(path), new Map(expected).get(path), `${path} is not tuned`);
    }
  });
}

Deno.test("from_scratch ignores a source", async () => {
  const { source, ...others } = await tiny(1);
  const alone = { ...others, method: fromScratch, values: {} };
  assert.deepEqual(await trainTiny({ ...alone, source }), await trainTiny(alone));
});
