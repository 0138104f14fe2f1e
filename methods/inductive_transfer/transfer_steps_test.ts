import assert from "node:assert/strict";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import mlp from "../../encoders/mlp.ts";
import {
  createOptimizer,
  leaves,
  mapTree,
  type Numbers,
  openDevice,
  randomStreams,
  type Tensors,
  tf,
} from "../../engine/mod.ts";
import { assertClose } from "../../tests/golden/close.ts";
import { arraysOf, type GoldenArray, toTensor, treeOf } from "../../tests/golden/differentiate.ts";
import golden from "../../tests/golden/transfer.json" with { type: "json" };
import { methods } from "../mod.ts";
import type { TransferMethod } from "./_method.ts";

// Expected values: autograd of PyTorch 2.15 in double precision, by tests/golden/transfer.py.

type Leaves = { readonly [path: string]: GoldenArray };

interface Case {
  readonly method: string;
  readonly values: Overrides;
  readonly report: Numbers;
  readonly gradients: Leaves;
}

const { batch, cases } = golden;
const network: Leaves = golden.network;
const encoder = mlp.create(bind(mlp, { depth: 2, width: 4, activation: "tanh" }), {
  kind: "points",
  shape: [3],
});

for (const device of ["wasm", "reference"]) {
  for (const { method: name, values, report, gradients } of cases as unknown as Case[]) {
    Deno.test(`${name} ${JSON.stringify(values)}: a step's losses and gradients agree with PyTorch, on ${device}`, async () => {
      await openDevice(device);
      tf.tidy(() => {
        const method = methods[name] as TransferMethod;
        const trainer = method.create(
          bind(method, values),
          { inputShape: [3], classes: 3 },
          encoder,
          createOptimizer({ name: "sgd", learningRate: 1 }),
          method.pretrained ? arraysOf(treeOf(golden.source)) : {},
        );
        const state = trainer.init(randomStreams(0));
        const drawn = leaves(state.params as Tensors).map((
          [path, { shape }],
        ) => [path, [...shape]]);
        assert.deepEqual(
          drawn,
          Object.entries(gradients).map(([path, { shape }]) => [path, shape]),
        );
        const params = treeOf(
          Object.fromEntries(drawn.map(([path]) => [path, network[path as string]])),
        );

        const labelled = { x: toTensor(batch.x), y: tf.tensor1d(batch.y, "int32") };
        const [next, metrics] = trainer.step(
          { ...state, params },
          { labelled },
          { learning_rate: tf.scalar(1) },
          () => assert.fail("these methods draw no noise"),
        );
        assert.deepEqual(Object.keys(metrics).sort(), Object.keys(report).sort());
        for (const [part, value] of Object.entries(report)) {
          assertClose(metrics[part].dataSync(), [value], 1e-5, 0.1);
        }
        // At a learning rate of 1, a step of gradient descent subtracts the gradient itself.
        const taken = leaves(mapTree((p, q) => tf.sub(p, q), params, next.params as Tensors));
        for (const [path, gradient] of taken) {
          assertClose(gradient.dataSync(), gradients[path].data, 2e-5, 0.05);
        }
      });
    });
  }
}
