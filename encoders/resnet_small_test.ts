import assert from "node:assert/strict";
import { bind, type Overrides } from "../descriptors/parameters.ts";
import { leaves, openDevice, randomStreams, tf } from "../engine/mod.ts";
import { assertClose } from "../tests/golden/close.ts";
import { assertGolden } from "../tests/golden/encoders.ts";
import resnet from "./resnet_small.ts";

const create = (values: Overrides, shape: number[]) =>
  resnet.create(bind(resnet, values), { kind: "images", shape });

// Expected values: PyTorch 1.13 in double precision, by tests/golden/encoders.py.
Deno.test("resnet_small and its gradients agree with PyTorch, eager and compiled", () =>
  assertGolden(resnet));

Deno.test("resnet_small has 6n + 1 convolutions in three stages", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const outputs = create({}, [32, 32, 3]).layers.map(({ output }) => output);
    assert.deepEqual(outputs, [[32, 32, 16], [32, 32, 16], [16, 16, 32], [64]]);
    for (const blocks of [1, 3]) {
      const params = create({ blocks }, [8, 8, 1]).init(randomStreams(0));
      const kernels = leaves(params).filter(([path]) => path.endsWith("kernel"));
      assert.equal(kernels.length, 6 * blocks + 1);
    }
  });
});

Deno.test("resnet_small reduces the number of groups to a divisor of the channels", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const x = tf.randomNormal([2, 8, 8, 1], 0, 1, "float32", 1);
    const features = (groups: number) => {
      const encoder = create({ channels: 6, groups }, [8, 8, 1]);
      return encoder.apply(encoder.init(randomStreams(0)), x).dataSync();
    };
    assert.deepEqual(features(8), features(2));
    assert.notDeepEqual(features(8), features(6));
  });
});

Deno.test("resnet_small computes each image independently", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const encoder = create({ channels: 4 }, [9, 8, 2]);
    const params = encoder.init(randomStreams(0));
    const x = tf.randomNormal([3, 9, 8, 2], 0, 1, "float32", 1);
    const whole = encoder.apply(params, x);
    const second = encoder.apply(params, tf.slice(x, [1], [1]));
    assertClose(second.dataSync(), tf.slice(whole, [1], [1]).dataSync(), 1e-5, 1);
  });
});
