import assert from "node:assert/strict";
import { openDevice, randomStreams, tf } from "../engine/mod.ts";
import { assertClose } from "../tests/golden/close.ts";
import {
  backwardPlaces,
  bothWays,
  hiddenStates,
  initLstm,
  lastStates,
  type Lstm,
} from "./_lstm.ts";

const counts = (...numbers: number[]) => tf.tensor1d(numbers, "int32");

Deno.test("hiddenStates of one LSTM of width 1 follow the equations", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const memory: Lstm = {
      fromInput: tf.tensor2d([[0.5, -1, 2, 1]]),
      fromHidden: tf.tensor2d([[1, 0.25, -0.5, 2]]),
      bias: tf.tensor1d([0.1, 0.2, 0.3, 0.4]),
    };
    const σ = (x: number) => 1 / (1 + Math.exp(-x));
    let [h, c] = [0, 0];
    const expected = [1, -2, 0.5].map((x) => {
      const [i, f, o] = [0.5 * x + h + 0.1, -x + h / 4 + 0.2, 2 * x - h / 2 + 0.3].map(σ);
      c = f * c + i * Math.tanh(x + 2 * h + 0.4);
      return h = o * Math.tanh(c);
    });
    const states = hiddenStates(memory, tf.tensor3d([1, -2, 0.5], [3, 1, 1]));
    assertClose(states.dataSync(), [0, ...expected], 1e-6);
  });
});

Deno.test("initLstm draws all parameters from U(±1/√width), including a single bias", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const lstm = initLstm(randomStreams(0), "lstm", 30, 25);
    assert.deepEqual(lstm.fromInput.shape, [30, 100]);
    assert.deepEqual(lstm.fromHidden.shape, [25, 100]);
    assert.deepEqual(lstm.bias.shape, [100]);
    for (const drawn of [lstm.fromInput, lstm.fromHidden, lstm.bias]) {
      const numbers = drawn.dataSync();
      assertClose([Math.min(...numbers), Math.max(...numbers)], [-0.2, 0.2], 0.05);
    }
  });
});

Deno.test("lastStates selects each text's state after its last word, and zeros for a text without words", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const states = tf.tensor3d([0, 1, 2, 3].map((t) => [[t], [10 * t], [100 * t]]));
    assert.deepEqual(lastStates(states, counts(2, 0, 3)).arraySync(), [[2], [0], [300]]);
  });
});

Deno.test("backwardPlaces reverses the words, keeps the padding after them, and is its own inverse", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const places = backwardPlaces(counts(4, 3, 1, 0), 4);
    assert.equal(places.dtype, "int32");
    const [whole, three, one, none] = tf.transpose(places).arraySync() as number[][];
    assert.deepEqual(whole, [3, 2, 1, 0]);
    assert.deepEqual(three, [2, 1, 0, 3]);
    assert.equal(one[0], 0);
    for (const order of [whole, three, one, none]) {
      assert.deepEqual(order.map((place) => order[place]), [0, 1, 2, 3]);
    }
  });
});

Deno.test("bothWays puts positions first, forward and backward", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const x = tf.tensor3d([1, 2, 3, 4, 5, 0], [2, 3, 1]);
    const [forward, backward] = bothWays(x, counts(3, 2));
    assert.deepEqual(forward.arraySync(), [[[1], [4]], [[2], [5]], [[3], [0]]]);
    assert.deepEqual(backward.arraySync(), [[[3], [5]], [[2], [4]], [[1], [0]]]);
  });
});
