import assert from "node:assert/strict";
import { openDevice, randomStreams, type Tensors, tf } from "../../engine/mod.ts";
import { perceptrons, separate } from "../../tests/conformance/sharing.ts";
import { assertClose } from "../../tests/golden/close.ts";
import { applyColumns, mixChannels, mixColumns, requireTasks } from "./_stitching.ts";

/** Two columns, two rows, four channels. */
const given = () =>
  tf.tensor3d([[[1, 2, 3, 4], [5, 6, 7, 8]], [[10, 20, 30, 40], [50, 60, 70, 80]]]);

Deno.test("mixColumns sums the columns with one factor for each pair", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const mixed = mixColumns(tf.tensor2d([[1, 0.5], [0, 2], [3, 0]]), given());
    assert.deepEqual(mixed.arraySync(), [
      [[6, 12, 18, 24], [30, 36, 42, 48]],
      [[20, 40, 60, 80], [100, 120, 140, 160]],
      [[3, 6, 9, 12], [15, 18, 21, 24]],
    ]);
  });
});

Deno.test("mixColumns mixes subspaces, the halves of the channels, of all columns", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    // The first half of the second column; the second half of the first column, and its first.
    const alpha = tf.tensor2d([[0, 0, 1, 0], [1, 1, 0, 0]]);
    assert.deepEqual(mixColumns(alpha, given(), 2).arraySync(), [
      [[10, 20, 4, 6], [50, 60, 12, 14]],
    ]);
  });
});

Deno.test("mixChannels has separate factors for each channel", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const alpha = tf.tensor3d([[[1, 0, 1, 2], [0, 1, 1, 0]]]);
    assert.deepEqual(mixChannels(alpha, given()).arraySync(), [
      [[1, 20, 33, 8], [5, 60, 77, 16]],
    ]);
  });
});

for (const mixture of [mixColumns, mixChannels]) {
  Deno.test(`${mixture.name} accepts layer outputs of any shape`, async () => {
    await openDevice("reference");
    tf.tidy(() => {
      const x = tf.randomNormal([3, 2, 5, 4, 6], 0, 1, "float32", 1);
      const flat = tf.reshape(x, [3, 40, 6]);
      const alpha = tf.randomNormal([3, 3, 6], 0, 1, "float32", 2);
      const pairs = mixture === mixColumns ? tf.slice(alpha, 0, 3).mean(2) : alpha;
      const mixed = mixture(pairs, x);
      assert.deepEqual(mixed.shape, x.shape);
      assertClose(mixed.dataSync(), mixture(pairs, flat).dataSync(), 1e-6, 1);
    });
  });
}

Deno.test("applyColumns without mixing applies each encoder by itself", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const { encoder } = perceptrons({ depth: 3 });
    const columns = [0, 1, 2].map((seed) => encoder.init(randomStreams(seed)));
    const x = tf.randomNormal([5, 4], 0, 1, "float32", 1);
    const { given, mixed } = applyColumns(encoder, columns, x, undefined, (y) => y);
    assert.deepEqual([given.length, mixed.length], [3, 2]);
    const expected = columns.map((params) => encoder.apply(params, x).arraySync());
    assert.deepEqual(given[2].arraySync(), expected);
  });
});

Deno.test("applyColumns feeds each layer the mixture of the layer below, by its name", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const { encoder } = perceptrons({ depth: 2 });
    const columns = [0, 1].map((seed) => encoder.init(randomStreams(seed)));
    const x = tf.randomNormal([5, 4], 0, 1, "float32", 1);
    const names: string[] = [];
    const { given, mixed } = applyColumns(encoder, columns, x, undefined, (y, layer) => {
      names.push(layer);
      return tf.reverse(y, 0);
    });
    assert.deepEqual(names, ["layer1"]);
    const [first, second] = encoder.layers;
    const context = { input: x };
    const crossed = columns.map((params, i) =>
      second.apply(
        params.layer2 as Tensors,
        first.apply(columns[1 - i].layer1 as Tensors, x, context),
        context,
      ).arraySync()
    );
    assert.deepEqual(given[1].arraySync(), crossed);
    assert.deepEqual(mixed[0].arraySync(), tf.reverse(given[0], 0).arraySync());
  });
});

Deno.test("requireTasks requires two tasks", () => {
  const [alone] = separate.tasks;
  assert.throws(() => requireTasks("sluice", { tasks: [alone], all: separate.all }), {
    name: "RangeError",
    message: "Cannot create sluice: it needs 2 tasks, current number is 1",
  });
  requireTasks("sluice", separate);
});
