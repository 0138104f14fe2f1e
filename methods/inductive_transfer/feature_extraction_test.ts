import assert from "node:assert/strict";
import moons from "../../datasets/moons.ts";
import mlp from "../../encoders/mlp.ts";
import { type Arrays, leaves, openDevice, type OptimizerSpec } from "../../engine/mod.ts";
import { trainTiny, withSource } from "../../tests/conformance/tiny.ts";
import featureExtraction from "./feature_extraction.ts";
import fromScratch from "./from_scratch.ts";

const adam: OptimizerSpec = { name: "adam", learningRate: 0.01, options: { weightDecay: 0.1 } };

async function trained(depth: number) {
  const tiny = await withSource({
    executor: await openDevice("wasm"),
    dataset: moons,
    method: featureExtraction,
    values: { depth },
    encoder: mlp,
    encoderValues: { depth: 3, width: 5 },
    optimizer: adam,
    steps: 5,
  });
  return { source: tiny.source!, ...await trainTiny(tiny), tiny };
}

const pathsOf = (state: Arrays) => leaves(state).map(([path]) => path);

for (const depth of [1, 2, 3]) {
  Deno.test(`feature_extraction with depth ${depth} keeps the source's layers, without an optimizer state for them`, async () => {
    const { source, start, end } = await trained(depth);
    const frozen = leaves(source).slice(0, 2 * depth);
    for (const state of [start, end]) {
      const { frozen: kept } = state.fixed as { frozen: Arrays };
      assert.deepEqual(leaves(kept), frozen);
      const learned = pathsOf(state.params as Arrays);
      const above = Array.from({ length: 3 - depth }, (_, i) => `encoder/layer${depth + i + 1}`);
      const parts = [...above, "head"].flatMap((part) => [`${part}/kernel`, `${part}/bias`]);
      assert.deepEqual(learned, parts);
      // Adam has two moments of each leaf and a step count.
      const moments = pathsOf(state.optimizer as Arrays).filter((path) => path.includes("/"));
      assert.equal(moments.length, 2 * parts.length);
      assert.ok(parts.every((part) => moments.filter((path) => path.endsWith(part)).length === 2));
    }
  });

  Deno.test(`feature_extraction draws the layers above ${depth} as from_scratch does`, async () => {
    const { start, tiny } = await trained(depth);
    const alone = await trainTiny({ ...tiny, method: fromScratch, values: {} });
    const own = new Map(leaves(alone.start.params as Arrays));
    for (const [path, leaf] of leaves(start.params as Arrays)) {
      assert.deepEqual(leaf, own.get(path), path);
    }
  });
}

Deno.test("feature_extraction predicts with the source's layers", async () => {
  const { tiny } = await trained(3);
  const x = { shape: [2, 2], data: Float32Array.of(1, 2, -1, 0) };
  const features = async (source: Arrays) => {
    let found: readonly number[] = [];
    await trainTiny({ ...tiny, source }, async (execution) => {
      found = [...(await execution.predict(x, "features")).data];
    });
    return found;
  };
  assert.ok((await features(tiny.source!)).some((feature) => feature > 0));
  assert.deepEqual(await features(zeroed(tiny.source!)), Array(10).fill(0));
});

/** A tree of the same shapes with zeros. */
function zeroed(tree: Arrays): Arrays {
  return Object.fromEntries(
    Object.entries(tree).map(([name, node]) => [
      name,
      "data" in node && node.data instanceof Float32Array
        ? { ...node, data: new Float32Array(node.data.length) }
        : zeroed(node as Arrays),
    ]),
  ) as Arrays;
}
