import assert from "node:assert/strict";
import { bind, type Overrides } from "../descriptors/parameters.ts";
import mlp from "../encoders/mlp.ts";
import {
  createOptimizer,
  initDense,
  leaves,
  mapTree,
  type Numbers,
  openDevice,
  randomStreams,
  type Tensors,
  tf,
} from "../engine/mod.ts";
import { assertClose } from "../tests/golden/close.ts";
import { type GoldenArray, toTensor, treeOf } from "../tests/golden/differentiate.ts";
import golden from "../tests/golden/losses.json" with { type: "json" };
import { trainerFromLoss } from "./_trainer.ts";
import { methods } from "./mod.ts";
import type { AdaptationMethod } from "./unsupervised_adaptation/_method.ts";

// Expected values: autograd of PyTorch 1.13 in double precision, by tests/golden/losses.py.

type Leaves = { readonly [path: string]: GoldenArray };

interface Case {
  readonly method: string;
  readonly values: Overrides;
  readonly scalars: Numbers;
  readonly report: Numbers;
  readonly gradients: Leaves;
}

const { batch, classifier } = golden.steps;
const discriminators = golden.steps.discriminators as unknown as Leaves[];
const cases = golden.steps.cases as unknown as Case[];
const encoder = mlp.create(bind(mlp, { width: 4, activation: "tanh" }), {
  kind: "points",
  shape: [3],
});
const problem = { inputShape: [3], classes: 3 } as const;

const noise = () => assert.fail("these methods draw no noise");

for (const device of ["wasm", "reference"]) {
  for (const { method: name, values, scalars, report, gradients } of cases) {
    const given = JSON.stringify({ ...values, ...scalars });
    Deno.test(`${name} ${given}: a step's losses and gradients agree with PyTorch, on ${device}`, async () => {
      await openDevice(device);
      tf.tidy(() => {
        const method = methods[name] as AdaptationMethod;
        const trainer = method.create(
          bind(method, values),
          problem,
          encoder,
          createOptimizer({ name: "sgd", learningRate: 1 }),
        );
        const depth = values.discriminator_depth as number | undefined;
        const params = {
          ...treeOf(classifier),
          ...(depth === undefined ? {} : treeOf(discriminators[depth])),
        };
        // The parameters have the names and shapes that the method draws.
        const drawn = trainer.init(randomStreams(0)).params as Tensors;
        assert.deepEqual(shapes(drawn), shapes(params));

        const [next, metrics] = trainer.step({ params, optimizer: {} }, read(method.reads), {
          learning_rate: tf.scalar(1),
          ...Object.fromEntries(
            Object.entries(scalars).map(([key, value]) => [key, tf.scalar(value)]),
          ),
        }, noise);
        assert.deepEqual(Object.keys(metrics).sort(), Object.keys(report).sort());
        for (const [part, value] of Object.entries(report)) {
          assertClose(metrics[part].dataSync(), [value], 1e-5, 0.1);
        }
        // At a learning rate of 1, a step of gradient descent subtracts the gradient itself.
        const taken = leaves(mapTree((p, q) => tf.sub(p, q), params, next.params as Tensors));
        assert.deepEqual(taken.map(([path]) => path), Object.keys(gradients));
        for (const [path, gradient] of taken) {
          assertClose(gradient.dataSync(), gradients[path].data, 2e-5, 0.05);
        }
      });
    });
  }
}

Deno.test("trainerFromLoss follows the gradient at the learning rate of its feed", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const trainer = trainerFromLoss<{ point: tf.Tensor }, { at: tf.Tensor }>({
      init: () => ({ point: tf.tensor1d([1, 2]) }),
      loss: ({ point }, { at }, { factor }) => {
        const distance = tf.sum(tf.square(tf.sub(point, at))) as tf.Scalar;
        return { loss: tf.mul(distance, factor), parts: { distance } };
      },
      predict: ({ point }, x) => tf.mul(point, x),
      schedule: (progress) => ({ factor: 1 + progress }),
    }, createOptimizer({ name: "sgd", learningRate: 9, options: { momentum: 0.5 } }));

    const state = trainer.init(randomStreams(0));
    assert.deepEqual(leaves(state).map(([path]) => path), [
      "params/point",
      "optimizer/momentum/point",
    ]);
    const [next, metrics] = trainer.step(state, { at: tf.tensor1d([0, 4]) }, {
      learning_rate: tf.scalar(0.125),
      factor: tf.scalar(2),
    }, noise);
    // The gradient is 2·2·((1, 2) − (0, 4)) = (4, −8).
    assert.deepEqual(leaves(next).map(([, leaf]) => leaf.arraySync()), [[0.5, 3], [4, -8]]);
    assert.deepEqual(
      Object.entries(metrics).map(([name, value]) => [name, value.arraySync()]),
      [["loss", 10], ["distance", 5]],
    );
    assert.deepEqual(trainer.predict(next, tf.tensor1d([2, 2])).arraySync(), [1, 6]);
    assert.deepEqual(trainer.schedule(0.25), { factor: 1.25 });
  });
});

Deno.test("trainerFromLoss has no schedule by default", () => {
  const trainer = trainerFromLoss({
    init: (random) => initDense(random, "layer", 1, 1),
    loss: () => ({ loss: tf.scalar(0), parts: {} }),
    predict: (_params, x) => x,
  }, createOptimizer({ name: "sgd", learningRate: 1 }));
  assert.deepEqual(trainer.schedule(0.5), {});
});

/** The batch's tables and columns that a method reads. */
function read(reads: { source: string; target: string }): Tensors {
  const of = (table: "source" | "target"): Tensors => {
    if (reads[table] === "none") return {};
    const { x, y } = batch[table];
    const columns: Tensors = { x: toTensor(x) };
    return {
      [table]: reads[table] === "labelled" ? { ...columns, y: tf.tensor1d(y, "int32") } : columns,
    };
  };
  return { ...of("source"), ...of("target") };
}

function shapes(tree: Tensors): [string, number[]][] {
  return leaves(tree).map(([path, { shape }]) => [path, [...shape]]);
}
