import assert from "node:assert/strict";
import golden from "../tests/golden/gradients.json" with { type: "json" };
import { assertClose } from "../tests/golden/close.ts";
import { type Dense, dense } from "./dense.ts";
import { openDevice } from "./devices.ts";
import {
  type Losses,
  stopGradient,
  valueAndGradients,
  valueAndReachedGradients,
} from "./gradients.ts";
import * as tf from "./tf.ts";
import { leaves, mapTree, type Tensors } from "./tree.ts";

// Expected values: autograd of PyTorch 1.13 in double precision, by tests/golden/gradients.py.

type Place = keyof typeof golden.params;

for (const device of ["wasm", "reference"]) {
  Deno.test(`valueAndGradients agrees with PyTorch on a network's cross-entropy, on ${device}`, async () => {
    await openDevice(device);
    tf.tidy(() => {
      const { losses, gradients } = valueAndGradients(network(), parameters());
      assertClose(losses.loss.dataSync(), [golden.loss], 1e-6);
      assert.deepEqual(Object.keys(losses.parts), ["entropy", "penalty"]);
      assertClose(losses.parts.entropy.dataSync(), [golden.entropy], 1e-6);
      assertClose(losses.parts.penalty.dataSync(), [golden.penalty], 1e-6);
      assert.deepEqual(leaves(gradients).map(([path]) => path), Object.keys(golden.gradients));
      for (const [path, gradient] of leaves(gradients)) {
        const { shape, data } = golden.gradients[path as Place];
        assert.deepEqual(gradient.shape, shape);
        assertClose(gradient.dataSync(), data, 2e-6, 0.1);
      }
    });
  });
}

Deno.test("valueAndGradients agrees with central finite differences", async () => {
  await openDevice("reference");
  const h = 1e-2;
  const params = parameters();
  const objective = network();
  const { gradients } = valueAndGradients(objective, params);
  const slopes = leaves(gradients).map(([, gradient]) => gradient.dataSync());
  leaves(params).forEach(([, leaf], place) => {
    for (let i = 0; i < leaf.size; i++) {
      const [above, below] = [h, -h].map((change) =>
        tf.tidy(() => {
          const moved = leaf.dataSync().slice();
          moved[i] += change;
          const at = leaves(params).map(([, p]) => p);
          at[place] = tf.tensor(moved, leaf.shape);
          let next = 0;
          return objective(mapTree((_: tf.Tensor) => at[next++], params)).loss.dataSync()[0];
        })
      );
      // float32 losses near 2.6 have an error of 1e-7, so the quotient has one of 1e-5 besides h².
      assertClose([(above - below) / (2 * h)], [slopes[place][i]], 2e-3, 0.3);
    }
  });
});

Deno.test("valueAndGradients leaves only its results to the surrounding tidy", async () => {
  await openDevice("reference");
  const params = parameters();
  const objective = network();
  const before = tf.memory().numTensors;
  const { losses, gradients } = tf.tidy(() =>
    valueAndGradients(objective, params) as unknown as tf.TensorContainer
  ) as unknown as { losses: Losses; gradients: Tensors };
  // Four gradients, the loss and its two parts.
  assert.equal(tf.memory().numTensors - before, 7);
  tf.dispose([losses as unknown as tf.TensorContainer, gradients as tf.TensorContainer]);
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("valueAndGradients leaks no parts that the surrounding tidy does not return", async () => {
  await openDevice("reference");
  const params = parameters();
  const objective = network();
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    valueAndGradients(objective, params);
  });
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("valueAndGradients reports a part that is the loss itself or a constant", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const { losses, gradients } = valueAndGradients((params) => {
      const loss = tf.sum(tf.square(params.x as tf.Tensor)) as tf.Scalar;
      return { loss, parts: { same: loss, constant: tf.scalar(3) } };
    }, { x: tf.tensor1d([1, 2]) });
    assertClose(losses.loss.dataSync(), [5], 0);
    assertClose(losses.parts.same.dataSync(), [5], 0);
    assertClose(losses.parts.constant.dataSync(), [3], 0);
    assertClose((gradients.x as tf.Tensor).dataSync(), [2, 4], 0);
  });
});

Deno.test("valueAndGradients throws if the loss does not depend on a parameter", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const params = { used: tf.scalar(1), unused: tf.scalar(1) };
    const objective = (p: Tensors) => ({ loss: tf.square(p.used as tf.Scalar), parts: {} });
    assert.throws(() => valueAndGradients(objective, params), /does not depend on unused/);
  });
});

Deno.test("valueAndReachedGradients leaves out parameters that the loss does not depend on", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const params = {
      shared: { used: tf.tensor1d([1, 2]), unused: tf.scalar(1) },
      own: { a: { head: tf.scalar(3) }, b: { head: tf.scalar(4) }, c: {} },
      still: tf.scalar(5),
    };
    const { losses, gradients } = valueAndReachedGradients((tree) => {
      const { shared, own, still } = tree as typeof params;
      const product = tf.mul(tf.sum(shared.used), own.a.head);
      // `still` is constant in differentiation; `head` is on a path whose gradient is zero, which still counts.
      const loss = tf.addN([product, stopGradient(still), tf.mul(own.b.head, 0)]) as tf.Scalar;
      return { loss, parts: { product: product as tf.Scalar, other: still } };
    }, params);
    assertClose(losses.loss.dataSync(), [14], 0);
    assertClose(losses.parts.product.dataSync(), [9], 0);
    assertClose(losses.parts.other.dataSync(), [5], 0);
    assert.deepEqual(leaves(gradients).map(([path, g]) => [path, g.arraySync()]), [
      ["shared/used", [3, 3]],
      ["own/a/head", 3],
      ["own/b/head", 0],
      ["still", 0],
    ]);
  });
});

Deno.test("valueAndReachedGradients of a constant loss is empty", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const params = { a: tf.scalar(1), b: { c: tf.scalar(2) } };
    const { losses, gradients } = valueAndReachedGradients(() => ({
      loss: tf.scalar(3),
      parts: { same: tf.scalar(4) },
    }), params);
    assert.deepEqual(gradients, {});
    assertClose(losses.loss.dataSync(), [3], 0);
    assertClose(losses.parts.same.dataSync(), [4], 0);
  });
});

Deno.test("valueAndReachedGradients agrees with valueAndGradients if the loss depends on all parameters", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const [some, all] = [valueAndReachedGradients, valueAndGradients].map((evaluate) =>
      leaves(evaluate(network(), parameters()).gradients)
        .map(([path, gradient]) => [path, gradient.arraySync()])
    );
    assert.deepEqual(some, all);
  });
});

Deno.test("valueAndReachedGradients leaves only its results to the surrounding tidy", async () => {
  await openDevice("reference");
  const params = { used: tf.scalar(2), unused: tf.scalar(1) };
  const before = tf.memory().numTensors;
  const { losses, gradients } = tf.tidy(() =>
    valueAndReachedGradients((p) => {
      const loss = tf.square(p.used as tf.Scalar);
      return { loss, parts: { loss } };
    }, params) as unknown as tf.TensorContainer
  ) as unknown as { losses: Losses; gradients: Tensors };
  assert.equal(tf.memory().numTensors - before, 3);
  tf.dispose([losses as unknown as tf.TensorContainer, gradients as tf.TensorContainer, params]);
});

Deno.test("stopGradient returns the value and makes it a constant", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    // d/dx of x · stop(x²) is stop(x²).
    const { losses, gradients } = valueAndGradients((params) => {
      const x = params.x as tf.Tensor;
      return { loss: tf.sum(tf.mul(x, stopGradient(tf.square(x)))) as tf.Scalar, parts: {} };
    }, { x: tf.tensor1d([2, -3]) });
    assertClose(losses.loss.dataSync(), [8 - 27], 0);
    assertClose((gradients.x as tf.Tensor).dataSync(), [4, 9], 0);

    const x = tf.tensor2d([[1, 2, 3]]);
    const stopped = stopGradient(x);
    assert.deepEqual(stopped.shape, [1, 3]);
    assertClose(stopped.dataSync(), [1, 2, 3], 0);
  });
});

function network(): (params: Tensors) => Losses {
  const x = tf.tensor(golden.x.data, golden.x.shape);
  const labels = tf.oneHot(tf.tensor1d(golden.labels, "int32"), 3);
  return (params) => {
    const hidden = tf.relu(dense(params.layer1 as Dense, x));
    const logits = dense(params.layer2 as Dense, hidden);
    const entropy = tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), labels), 1)));
    const squares = leaves(params).map(([, p]) => tf.sum(tf.square(p)));
    const penalty = tf.mul(tf.addN(squares), 0.1);
    return {
      loss: tf.add(entropy, penalty) as tf.Scalar,
      parts: { entropy: entropy as tf.Scalar, penalty: penalty as tf.Scalar },
    };
  };
}

function parameters(): Tensors {
  const at = (path: Place) => tf.tensor(golden.params[path].data, golden.params[path].shape);
  return {
    layer1: { kernel: at("layer1/kernel"), bias: at("layer1/bias") },
    layer2: { kernel: at("layer2/kernel"), bias: at("layer2/bias") },
  };
}
