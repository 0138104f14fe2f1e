import assert from "node:assert/strict";
import {
  leaves,
  openDevice,
  type Tensors,
  tf,
  valueAndReachedGradients,
} from "../../engine/mod.ts";
import { assertAgrees, normal } from "../../tests/agreement.ts";
import type { Network } from "./_sharing.ts";
import { squaredDistance, withSuccessive } from "./_successive.ts";

Deno.test("squaredDistance has a gradient of 2(θ − θ′) in θ, and none in θ′", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const params: Tensors = {
      here: { kernel: tf.tensor2d([[1, 2]]), bias: tf.scalar(3) },
      there: { kernel: tf.tensor2d([[0, 4]]), bias: tf.scalar(-1) },
    };
    const { losses, gradients } = valueAndReachedGradients(({ here, there }) => ({
      loss: squaredDistance(here as Tensors, there as Tensors),
      parts: {},
    }), params);
    // 1² + 2² + 4².
    assert.equal(losses.loss.dataSync()[0], 21);
    assert.deepEqual(
      leaves(gradients).map(([path, gradient]) => [path, gradient.arraySync()]),
      [["here/kernel", [[2, -4]]], ["here/bias", 8]],
    );
  });
});

Deno.test("compiled squaredDistance agrees with TensorFlow.js", () =>
  assertAgrees(
    (here) => squaredDistance({ here }, { here: tf.ones([2, 3]) }),
    [normal([2, 3])],
  ));

const point: Network = {
  init: () => ({ shared: { at: tf.tensor1d([1, 2]) }, own: {} }),
  encode: () => ({}),
  decode: () => ({ outputs: {}, penalties: { other: tf.scalar(7) } }),
};

Deno.test("withSuccessive keeps the former shared parameters until an epoch ends", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const network = withSuccessive(point, 0.5);
    const { shared } = network.init(() => assert.fail());
    assert.deepEqual(values(shared), { at: [1, 2], former: { at: [1, 2] } });
    const moved = { shared: { ...shared, at: tf.tensor1d([4, 6]) }, own: {} };
    const after = (epoch_ends: number) =>
      values(network.after!(moved, { epoch_ends: tf.scalar(epoch_ends) }).shared);
    assert.deepEqual(after(0), { at: [4, 6], former: { at: [1, 2] } });
    assert.deepEqual(after(1), { at: [4, 6], former: { at: [4, 6] } });
  });
});

Deno.test("withSuccessive adds δ times the squared distance in training, and nothing in prediction", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const params = {
      shared: { at: tf.tensor1d([4, 6]), former: { at: tf.tensor1d([1, 2]) } },
      own: {},
    };
    const network = withSuccessive(point, 0.5);
    const penalties = (training: boolean) => {
      const noise = training ? { uniform: () => assert.fail() } : undefined;
      return values(network.decode(params, {}, [], { noise, scalars: {} }).penalties);
    };
    assert.deepEqual(penalties(true), { other: 7, successive: 12.5 });
    assert.deepEqual(penalties(false), { other: 7 });
  });
});

/** The numbers of a tree. */
function values(tree: Tensors): unknown {
  return Object.fromEntries(
    Object.entries(tree).map(([name, node]) => [
      name,
      node instanceof tf.Tensor ? node.arraySync() : values(node as Tensors),
    ]),
  );
}
