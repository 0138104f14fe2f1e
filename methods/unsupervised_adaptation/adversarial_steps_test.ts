import assert from "node:assert/strict";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import mlp from "../../encoders/mlp.ts";
import {
  createOptimizer,
  leaves,
  type Numbers,
  openDevice,
  type OptimizerSpec,
  randomStreams,
  type Tensors,
  tf,
} from "../../engine/mod.ts";
import golden from "../../tests/golden/adversarial.json" with { type: "json" };
import { assertClose } from "../../tests/golden/close.ts";
import { type GoldenArray, toTensor, treeOf } from "../../tests/golden/differentiate.ts";
import { methods } from "../mod.ts";
import type { AdaptationMethod } from "./_method.ts";

// Expected values: autograd and optimizers of PyTorch 2.15 in double precision, by
// tests/golden/adversarial.py.

type Leaves = { readonly [path: string]: GoldenArray };

interface Run {
  readonly method: string;
  readonly values: Overrides;
  readonly optimizer: OptimizerSpec;
  readonly start: Leaves;
  readonly steps: readonly {
    readonly scalars: Numbers;
    readonly report: Numbers;
    readonly params: Leaves;
  }[];
}

const encoder = mlp.create(bind(mlp, { width: 4, activation: "tanh" }), {
  kind: "points",
  shape: [3],
});
const noise = () => assert.fail("these methods draw no noise");

for (const device of ["wasm", "reference"]) {
  for (const { method: name, values, optimizer, start, steps } of golden.runs as unknown as Run[]) {
    Deno.test(`${name} ${JSON.stringify(values)}: ${steps.length} steps' reports and parameters agree with PyTorch, on ${device}`, async () => {
      await openDevice(device);
      tf.tidy(() => {
        const method = methods[name] as AdaptationMethod;
        const trainer = method.create(
          bind(method, values),
          { inputShape: [3], classes: 3 },
          encoder,
          createOptimizer(optimizer),
        );
        const drawn = trainer.init(randomStreams(0));
        let state: Tensors = { ...drawn, params: treeOf(start) };
        // The parameters have the names and shapes that the method draws.
        assert.deepEqual(shapes(drawn.params as Tensors), shapes(state.params as Tensors));

        for (const [i, { scalars, report, params }] of steps.entries()) {
          const [next, metrics] = trainer.step(state, batchOf(i), {
            learning_rate: tf.scalar(optimizer.learningRate),
            ...Object.fromEntries(
              Object.entries(scalars).map(([key, value]) => [key, tf.scalar(value)]),
            ),
          }, noise);
          assert.deepEqual(Object.keys(metrics).sort(), Object.keys(report).sort());
          for (const [part, value] of Object.entries(report)) {
            assertClose(metrics[part].dataSync(), [value], 2e-5, 0.1);
          }
          const found = leaves(next.params as Tensors);
          assert.deepEqual(found.map(([path]) => path).sort(), Object.keys(params).sort());
          for (const [path, leaf] of found) {
            assertClose(leaf.dataSync(), params[path].data, 2e-5, 0.5);
          }
          state = next;
        }
      });
    });
  }
}

function batchOf(step: number): Tensors {
  const { source, target } = golden.batches[step];
  return {
    source: { x: toTensor(source.x), y: tf.tensor1d(source.y, "int32") },
    target: { x: toTensor(target.x) },
  };
}

/** Sorted, since the order of branches has no meaning. */
function shapes(tree: Tensors): string[] {
  return leaves(tree).map(([path, { shape }]) => `${path} ${shape}`).sort();
}
