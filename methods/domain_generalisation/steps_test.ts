import assert from "node:assert/strict";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import mlp from "../../encoders/mlp.ts";
import {
  createOptimizer,
  leaves,
  type Numbers,
  openDevice,
  randomStreams,
  type Tensors,
  tf,
} from "../../engine/mod.ts";
import { assertClose } from "../../tests/golden/close.ts";
import { type GoldenArray, toTensor, treeOf } from "../../tests/golden/differentiate.ts";
import golden from "../../tests/golden/domain_generalisation.json" with { type: "json" };
import { methods } from "../mod.ts";
import { type GeneralisationMethod, tableOf } from "./_method.ts";

// Expected values: autograd of PyTorch 2.15 in double precision, by tests/golden/domain_generalisation.py.

type Leaves = { readonly [path: string]: GoldenArray };

interface Run {
  readonly method: string;
  readonly values: Overrides;
  /** True if the domains of a batch have equally many rows. */
  readonly mixed: boolean;
  readonly start: Leaves;
  readonly steps: readonly {
    readonly scalars: Numbers;
    /** The step's uniform numbers, one draw after another. */
    readonly uniform?: readonly GoldenArray[];
    readonly report: Numbers;
    readonly params: Leaves;
  }[];
}

const runs = golden.runs as unknown as readonly Run[];
const encoder = mlp.create(bind(mlp, { width: 4, activation: "tanh" }), {
  kind: "points",
  shape: [3],
});
const problem = { inputShape: [3], classes: 3, domains: 3 };

for (const device of ["wasm", "reference"]) {
  for (const { method: name, values, mixed, start, steps } of runs) {
    Deno.test(`${name}: the reports and parameters of ${steps.length} steps agree with PyTorch, on ${device}`, async () => {
      await openDevice(device);
      tf.tidy(() => {
        const method = methods[name] as GeneralisationMethod;
        const optimizer = createOptimizer({ name: "sgd", learningRate: golden.rate });
        const trainer = method.create(bind(method, values), problem, encoder, optimizer);
        const drawn = trainer.init(randomStreams(0));
        let state: Tensors = { ...drawn, params: treeOf(start) };
        // The parameters have the names and shapes that the method draws.
        assert.deepEqual(shapes(drawn.params as Tensors), shapes(state.params as Tensors));

        for (const [i, { scalars, uniform = [], report, params }] of steps.entries()) {
          const draws = uniform.map(toTensor);
          const [next, metrics] = trainer.step(state, batchOf(mixed, i), {
            learning_rate: tf.scalar(golden.rate),
            ...Object.fromEntries(
              Object.entries(scalars).map(([key, value]) => [key, tf.scalar(value)]),
            ),
          }, () => ({ uniform: () => draws.shift()! }));
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

Deno.test("every method of domain generalisation has steps by PyTorch", () => {
  const all = Object.values(methods).filter(({ setting }) => setting === "domain_generalisation");
  assert.deepEqual(runs.map(({ method }) => method).sort(), all.map(({ name }) => name).sort());
});

function batchOf(mixed: boolean, step: number): Tensors {
  const domains = (mixed ? golden.mixedBatches : golden.batches)[step];
  return Object.fromEntries(domains.map(({ x, y }, i) => [
    tableOf(i),
    { x: toTensor(x), y: tf.tensor1d(y, "int32") },
  ]));
}

/** Sorted, since the order of branches has no meaning. */
function shapes(tree: Tensors): string[] {
  return leaves(tree).map(([path, { shape }]) => `${path} ${shape}`).sort();
}
