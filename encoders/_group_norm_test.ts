import assert from "node:assert/strict";
import { openDevice, tf } from "../engine/mod.ts";
import { assertAgrees, normal } from "../tests/agreement.ts";
import { assertClose } from "../tests/golden/close.ts";
import { toTensor } from "../tests/golden/differentiate.ts";
import golden from "../tests/golden/encoders.json" with { type: "json" };
import { type GroupNorm, groupNorm, initGroupNorm } from "./_group_norm.ts";

// Expected values: PyTorch 1.13 in double precision, by tests/golden/encoders.py.

Deno.test("groupNorm and its gradients agree with PyTorch for every number of groups", async () => {
  await openDevice("reference");
  for (const { groups, y, direction, gradients } of golden.groupNorm.cases) {
    tf.tidy(() => {
      const operands = golden.groupNorm.operands.map(toTensor);
      const apply = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) =>
        groupNorm({ scale, offset }, x, groups);
      const [x, scale, offset] = operands;
      assertClose(apply(x, scale, offset).dataSync(), y.data, 1e-5, 1);
      const product = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) =>
        tf.sum(tf.mul(apply(x, scale, offset), toTensor(direction)));
      tf.grads(product)(operands).forEach((gradient, i) =>
        assertClose(gradient.dataSync(), gradients[i].data, 2e-5, 1)
      );
    });
  }
});

Deno.test("groupNorm compiled agrees", async () => {
  for (const groups of [1, 4, 8]) {
    await assertAgrees(
      (x, scale, offset) => groupNorm({ scale, offset }, x, groups),
      [normal([3, 5, 4, 8]), normal([8]), normal([8], "offset")],
      { tolerance: 2e-5 },
    );
  }
});

Deno.test("groupNorm with initial parameters gives each group of each image mean 0 and variance 1", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const x = tf.add(tf.mul(tf.randomNormal([2, 6, 6, 4], 0, 1, "float32", 1), 3), 10);
    const params: GroupNorm = initGroupNorm(4);
    const groups = tf.reshape(groupNorm(params, x, 2), [2, 36, 2, 2]);
    const { mean, variance } = tf.moments(groups, [1, 3]);
    assert.deepEqual(mean.shape, [2, 2]);
    assertClose(mean.dataSync(), [0, 0, 0, 0], 1e-5, 1);
    assertClose(variance.dataSync(), [1, 1, 1, 1], 1e-4);
  });
});
