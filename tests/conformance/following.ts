import assert from "node:assert/strict";
import moons from "../../datasets/moons.ts";
import type { Overrides } from "../../descriptors/parameters.ts";
import mlp from "../../encoders/mlp.ts";
import { type Arrays, leaves, openDevice, type OptimizerSpec } from "../../engine/mod.ts";
import type { AdaptationMethod } from "../../methods/unsupervised_adaptation/_method.ts";
import sourceOnly from "../../methods/unsupervised_adaptation/source_only.ts";
import { trainTiny } from "./tiny.ts";

const settings: { optimizer: OptimizerSpec; activation: string }[] = [
  { optimizer: { name: "adam", learningRate: 0.01 }, activation: "relu" },
  {
    optimizer: { name: "sgd", learningRate: 0.1, options: { momentum: 0.9 } },
    activation: "sigmoid",
  },
];

/**
 * Asserts that a method with its adaptation disabled trains encoder and head exactly as source_only does, bit for
 * bit except for the sign of zero, over 40 steps of two optimizers.
 */
export async function assertFollowsSourceOnly(
  device: string,
  method: AdaptationMethod,
  off: Overrides,
): Promise<void> {
  const executor = await openDevice(device);
  for (const { optimizer, activation } of settings) {
    const tiny = {
      executor,
      dataset: moons,
      encoder: mlp,
      encoderValues: { width: 8, depth: 2, activation },
      optimizer,
      steps: 40,
      seed: 3,
    };
    const baseline = await trainTiny({ ...tiny, method: sourceOnly });
    const followed = await trainTiny({ ...tiny, method, values: off });
    assert.deepEqual(
      followed.reports.map(({ classification }) => classification),
      baseline.reports.map(({ loss }) => loss),
    );
    const expected = leaves(baseline.end);
    assert.notDeepEqual(expected, leaves(baseline.start));
    const actual = new Map(leaves(followed.end));
    // The parameters and their optimizer state.
    assert.ok(expected.length >= 12, `${expected.length} leaves`);
    for (const [path, { shape, data }] of expected) {
      const leaf = actual.get(path);
      assert.ok(leaf, path);
      assert.deepEqual(leaf.shape, shape, path);
      const differing = data.findIndex((value, i) => value !== leaf.data[i]);
      assert.equal(differing, -1, `${path} differs at ${differing}`);
    }
  }
}

/** Returns the leaves of one branch of a state's parameters. */
export function parametersOf(state: Arrays, branch: string): number[] {
  return leaves(state)
    .filter(([path]) => path.startsWith(`params/${branch}/`))
    .flatMap(([, { data }]) => [...data]);
}
