import assert from "node:assert/strict";
import { bind, type Overrides } from "../descriptors/parameters.ts";
import { assertGolden } from "../tests/golden/encoders.ts";
import cnn from "./cnn.ts";

const outputs = (values: Overrides, shape: number[]) =>
  cnn.create(bind(cnn, values), { kind: "images", shape }).layers.map(({ output }) => output);

// Expected values: PyTorch 1.13 in double precision, by tests/golden/encoders.py.
Deno.test("cnn and its gradients agree with PyTorch, eager and compiled", () => assertGolden(cnn));

Deno.test("cnn has the sizes of the network for MultiMNIST by default", () => {
  assert.deepEqual(outputs({}, [36, 36, 1]), [[16, 16, 10], [6, 6, 20], [50]]);
});

Deno.test("cnn doubles the channels with each convolution, and drops odd borders when it pools", () => {
  assert.deepEqual(
    outputs({ depth: 3, channels: 4, window: 3, width: 9 }, [31, 22, 3]),
    [[14, 10, 4], [6, 4, 8], [2, 1, 16], [9]],
  );
});

Deno.test("cnn rejects images that are too small for its windows", () => {
  outputs({}, [16, 16, 1]);
  assert.throws(() => outputs({}, [15, 36, 1]), {
    name: "RangeError",
    message:
      "Cannot convolve and pool 2 times in windows of 5: images must be larger, current value is 15×36",
  });
});
