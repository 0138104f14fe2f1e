import assert from "node:assert/strict";
import { bind } from "../descriptors/parameters.ts";
import { type Noise, openDevice, randomStreams, tf } from "../engine/mod.ts";
import { drawUniform } from "../engine/noise.ts";
import { assertAgrees, integers, normal } from "../tests/agreement.ts";
import { assertClose } from "../tests/golden/close.ts";
import { dropout, dropoutRate } from "./_dropout.ts";

const drawn = (): Noise => {
  const random = randomStreams(0)("noise");
  return {
    uniform: (shape) =>
      tf.tensor(drawUniform(random, tf.util.sizeFromShape([...shape])), [...shape]),
  };
};
const given = (...numbers: number[]): Noise => ({ uniform: () => tf.tensor1d(numbers) });

Deno.test("dropout drops numbers whose noise is below the rate, and scales the others up", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const x = tf.tensor1d([1, 2, -3, 4]);
    const found = dropout(x, 0.2, given(0.19, 0.2, 0.9, 0)).dataSync();
    assertClose(found, [0, 2.5, -3.75, 0], 1e-6);
  });
});

Deno.test("dropout preserves the mean and drops the given share", async () => {
  await openDevice("reference");
  for (const rate of [0.1, 0.5, 0.8]) {
    tf.tidy(() => {
      const found = [...dropout(tf.ones([200, 200]), rate, drawn()).dataSync()];
      const kept = found.filter((number) => number !== 0);
      assertClose(kept, kept.map(() => 1 / (1 - rate)), 1e-6);
      // Over 40 000 draws the share deviates by 0.0025 and the mean by 0.01 at most.
      assertClose([1 - kept.length / found.length], [rate], 0.01, 1);
      assertClose([found.reduce((sum, number) => sum + number) / found.length], [1], 0.04);
    });
  }
});

Deno.test("dropout's gradient is the mask, eager and compiled", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const gradient = tf.grad((x) => tf.sum(dropout(x, 0.75, given(0.5, 0.75, 0.8))));
    assert.deepEqual([...gradient(tf.tensor1d([1, 2, 3])).dataSync()], [0, 4, 4]);
  });
  await assertAgrees(
    (x, noise) => dropout(x, 0.3, { uniform: () => tf.div(noise, 10) }),
    [normal([5, 7]), integers([5, 7], 0, 10)],
  );
});

Deno.test("dropout with a smaller mask drops all numbers that share an element of the mask", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const shapes: (readonly number[])[] = [];
    const noise: Noise = {
      uniform(shape) {
        shapes.push(shape);
        return tf.tensor3d([[[0.1, 0.9]]]);
      },
    };
    const found = dropout(tf.ones([1, 3, 2]), 0.5, noise, [1, 1, 2]);
    assert.deepEqual(found.arraySync(), [[[0, 2], [0, 2], [0, 2]]]);
    assert.deepEqual(shapes, [[1, 1, 2]]);
  });
});

Deno.test("dropout without noise or at a rate of 0 returns its input and draws nothing", () => {
  const x = tf.tensor1d([1, 2]);
  const never: Noise = { uniform: () => assert.fail("noise was drawn") };
  assert.equal(dropout(x, 0.5, undefined), x);
  assert.equal(dropout(x, 0, never), x);
});

Deno.test("dropoutRate accepts rates below 1", () => {
  const params = { dropout: dropoutRate(0.5, "share") };
  assert.deepEqual(bind({ name: "encoder", params }), { dropout: 0.5 });
  assert.throws(() => bind({ name: "encoder", params }, { dropout: 1 }), RangeError);
});
