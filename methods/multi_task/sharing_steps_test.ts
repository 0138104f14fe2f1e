import assert from "node:assert/strict";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
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
import { perceptrons, together } from "../../tests/conformance/sharing.ts";
import { assertClose } from "../../tests/golden/close.ts";
import { type GoldenArray, toTensor, treeOf } from "../../tests/golden/differentiate.ts";
import golden from "../../tests/golden/sharing.json" with { type: "json" };
import equal from "./weightings/equal.ts";
import { methods } from "../mod.ts";
import type { MultiTaskMethod } from "./_sharing.ts";
import { multiTaskTrainer } from "./_trainer.ts";

// Expected values: autograd of PyTorch 1.13 in double precision, by tests/golden/sharing.py.

interface Case {
  readonly method: string;
  readonly values: Overrides;
  readonly params: { readonly [path: string]: GoldenArray };
  readonly report: Numbers;
  readonly gradients: { readonly [path: string]: GoldenArray };
}

const { x, labels: { height, size } } = golden.steps;

for (const step of golden.steps.cases as unknown as Case[]) {
  const { method: name, values, params, report, gradients } = step;
  Deno.test(`${name} ${JSON.stringify(values)}: a step's losses and gradients agree with PyTorch`, async () => {
    await openDevice("reference");
    tf.tidy(() => {
      const method = methods[name] as MultiTaskMethod;
      const encoders = perceptrons({ width: 4 }, x.shape[1]);
      const trainer = multiTaskTrainer({
        problem: together,
        network: method.create(bind(method, values), together, encoders),
        weighting: equal.create({}, []),
        inTurn: false,
        // At a learning rate of 1, a step of gradient descent subtracts the gradient itself.
        optimizer: createOptimizer({ name: "sgd", learningRate: 1 }, true),
      });
      const network = treeOf(params);
      const state = trainer.init(randomStreams(0));
      // The parameters have the names and shapes that the method draws.
      assert.deepEqual(shapes((state.params as Tensors).network as Tensors), shapes(network));

      const y = { height: toTensor(height), size: tf.tensor1d(size, "int32") };
      const [next, metrics] = trainer.step(
        { ...state, params: { network, weighting: {} } },
        { people: { x: toTensor(x), y } },
        { learning_rate: tf.scalar(1), epoch_ends: tf.scalar(0) },
        () => ({ uniform: () => assert.fail("these methods draw no noise") }),
      );
      assert.deepEqual(Object.keys(metrics).sort(), Object.keys(report).sort());
      for (const [part, value] of Object.entries(report)) {
        assertClose(metrics[part].dataSync(), [value], 1e-5, 0.1);
      }
      const after = (next.params as Tensors).network as Tensors;
      for (const [path, taken] of leaves(mapTree((p, q) => tf.sub(p, q), network, after))) {
        assertClose(taken.dataSync(), gradients[path].data, 1e-4, 0.05);
      }
    });
  });
}

function shapes(tree: Tensors): string[] {
  return leaves(tree).map(([path, { shape }]) => `${path} ${shape}`).sort();
}
