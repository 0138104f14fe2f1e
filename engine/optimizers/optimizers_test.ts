import assert from "node:assert/strict";
import golden from "../../tests/golden/optimizers.json" with { type: "json" };
import { assertClose } from "../../tests/golden/close.ts";
import { openDevice } from "../devices.ts";
import * as tf from "../tf.ts";
import { leaves, mapTree, type Tensors } from "../tree.ts";
import {
  adam,
  clipByGlobalNorm,
  clipped,
  createOptimizer,
  type Optimizer,
  type OptimizerSpec,
} from "./mod.ts";

// Expected values: torch.optim of PyTorch 1.13 in double precision, by tests/golden/optimizers.py.

type Flat = { readonly [leaf: string]: readonly number[] };

const shapes: { readonly [leaf: string]: number[] } = golden.shapes;

for (const device of ["wasm", "reference"]) {
  for (const { name, options, after } of golden.cases) {
    const settings = Object.entries(options).map(([key, value]) => `${key} ${value}`).join(", ");
    Deno.test(`${name} takes the same steps as PyTorch's: ${settings || "defaults"}, on ${device}`, async () => {
      await openDevice(device);
      const spec = { name, options, learningRate: NaN } as OptimizerSpec;
      assertSteps(createOptimizer(spec), after);
    });
  }

  Deno.test(`clipped clips before the momentum is updated, on ${device}`, async () => {
    await openDevice(device);
    const { norm, options, after } = golden.clippedMomentum;
    assertSteps(
      createOptimizer({ name: "sgd", options, learningRate: NaN, clipNorm: norm }),
      after,
    );
  });

  for (const { norm, gradient } of golden.clipped) {
    Deno.test(`clipByGlobalNorm bounds the norm over all leaves by ${norm}, on ${device}`, async () => {
      await openDevice(device);
      tf.tidy(() => {
        const actual = clipByGlobalNorm(tensors(golden.gradients[0]), norm);
        for (const [leaf, expected] of Object.entries(gradient)) {
          assertClose((actual[leaf] as tf.Tensor).dataSync(), expected, 1e-6);
        }
      });
    });
  }
}

Deno.test("clipByGlobalNorm leaves zero gradients zero", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const actual = clipByGlobalNorm({ a: tf.zeros([2]), b: tf.zeros([1]) }, 1);
    for (const [, leaf] of leaves(actual)) {
      assertClose(leaf.dataSync(), new Array(leaf.size).fill(0), 0);
    }
  });
});

Deno.test("clipByGlobalNorm rejects a bound that is not greater than 0", () => {
  for (const norm of [0, -1, NaN]) {
    assert.throws(() => clipByGlobalNorm({ a: tf.zeros([1]) }, norm), {
      name: "RangeError",
      message: `Cannot clip: the norm must be greater than 0, current value is ${norm}`,
    });
  }
});

Deno.test("createOptimizer rejects an unknown name and lists the known ones", () => {
  const spec = { name: "lion", learningRate: 1 } as unknown as OptimizerSpec;
  assert.throws(() => createOptimizer(spec), {
    name: "RangeError",
    message:
      "Cannot create optimizer 'lion': the optimizers are sgd, adam, adamw, rmsprop, adagrad, adadelta",
  });
});

Deno.test("an update keeps the state's structure and shapes, also in nested trees", async () => {
  await openDevice("reference");
  const names = ["sgd", "adam", "adamw", "rmsprop", "adagrad", "adadelta"] as const;
  for (const name of names) {
    tf.tidy(() => {
      const optimizer = createOptimizer({ name, learningRate: NaN, clipNorm: 1 });
      const params = { encoder: { layer1: { kernel: tf.ones([2, 3]) } }, head: tf.ones([3]) };
      const gradients = mapTree((p: tf.Tensor) => tf.onesLike(p), params);
      const before = optimizer.init(params);
      const { params: next, state } = optimizer.update(gradients, before, params, tf.scalar(0.1));
      assert.deepEqual(shape(state), shape(before), name);
      assert.deepEqual(shape(next), shape(params), name);
    });
  }
});

Deno.test("an update does not change its arguments", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const optimizer = clipped(adam({ weightDecay: 0.1 }), 1);
    const params = tensors(golden.start);
    const gradients = tensors(golden.gradients[0]);
    const state = optimizer.init(params);
    const values = () =>
      [params, gradients, state].map((tree) => leaves(tree).map(([, t]) => [...t.dataSync()]));
    const before = values();
    optimizer.update(gradients, state, params, tf.scalar(0.1));
    assert.deepEqual(values(), before);
  });
});

/** Takes the golden steps, each with its own learning rate, and compares the parameters after each. */
function assertSteps(optimizer: Optimizer, after: readonly Flat[]): void {
  tf.tidy(() => {
    let params = tensors(golden.start);
    let state = optimizer.init(params);
    after.forEach((expected, step) => {
      const rate = tf.scalar(golden.rates[step]);
      ({ params, state } = optimizer.update(tensors(golden.gradients[step]), state, params, rate));
      for (const [leaf, values] of Object.entries(expected)) {
        // A parameter may pass near zero, where the float32 sum keeps its absolute error.
        assertClose((params[leaf] as tf.Tensor).dataSync(), values, 1e-6, 0.5);
      }
    });
  });
}

function tensors(flat: Flat): Tensors {
  return Object.fromEntries(
    Object.entries(flat).map(([leaf, values]) => [leaf, tf.tensor([...values], shapes[leaf])]),
  );
}

function shape(tree: Tensors): unknown {
  return leaves(tree).map(([path, leaf]) => [path, leaf.shape]);
}
