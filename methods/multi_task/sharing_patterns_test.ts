import assert from "node:assert/strict";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import mlp from "../../encoders/mlp.ts";
import {
  createOptimizer,
  leaves,
  mapTree,
  openDevice,
  randomStreams,
  type Tensors,
  tf,
} from "../../engine/mod.ts";
import { problemOf, separate, task, trainSharing } from "../../tests/conformance/sharing.ts";
import { assertClose } from "../../tests/golden/close.ts";
import { type GoldenArray, toTensor, treeOf } from "../../tests/golden/differentiate.ts";
import golden from "../../tests/golden/sharing_patterns.json" with { type: "json" };
import equal from "./weightings/equal.ts";
import adversarialSharedPrivate from "./adversarial_shared_private.ts";
import hierarchicalSharing from "./hierarchical_sharing.ts";
import mmoe from "./mmoe.ts";
import type { Encoders, MultiTaskMethod, NetworkParams, NetworkRows } from "./_sharing.ts";
import { multiTaskTrainer } from "./_trainer.ts";
import ple from "./ple.ts";
import sharedPrivate from "./shared_private.ts";

// Expected values: formulas written out in PyTorch 1.13 in double precision, by
// tests/golden/sharing_patterns.py.

type Leaves = { readonly [path: string]: GoldenArray };

interface Case {
  readonly method: string;
  readonly values: Overrides;
  readonly params: Leaves;
  readonly outputs: Leaves;
  readonly penalties: { readonly [name: string]: number };
  readonly gradients: Leaves;
}

const methods: { readonly [name: string]: MultiTaskMethod } = Object.fromEntries(
  [adversarialSharedPrivate, hierarchicalSharing, mmoe, ple, sharedPrivate]
    .map((method) => [method.name, method as MultiTaskMethod]),
);

const problem = problemOf([
  task("a1", "a", "classification"),
  task("a2", "a", "regression", 2),
  { ...task("b1", "b", "classification", 3), classes: ["no", "yes"] },
]);

const quiet = {
  uniform: () => {
    throw new Error("no dropout is expected here");
  },
};

for (const { method: name, values, ...expected } of golden.cases as unknown as Case[]) {
  Deno.test(`${name} ${JSON.stringify(values)}: outputs, penalties and gradients agree with PyTorch`, async () => {
    await openDevice("reference");
    tf.tidy(() => {
      const method = methods[name];
      const network = method.create(
        bind(method, values),
        problem,
        perceptrons(name === "hierarchical_sharing" ? 3 : 1),
      );
      const params = treeOf(expected.params) as NetworkParams;
      // The parameters have the names and shapes that the method draws.
      assert.deepEqual(shapes(network.init(randomStreams(0))), shapes(params));

      const rows = rowsOf(method);
      const context = { noise: quiet, scalars: {} };
      const representation = network.encode(params.shared, rows, context);
      const { outputs } = network.decode(params, representation, rows, context);
      assert.deepEqual(Object.keys(outputs).sort(), ["a1", "a2", "b1"]);
      for (const [task, { shape, data }] of Object.entries(expected.outputs)) {
        assert.deepEqual(outputs[task].shape, shape);
        assertClose(outputs[task].dataSync(), data, 1e-5, 0.1);
      }

      const trainer = multiTaskTrainer({
        problem,
        network,
        weighting: equal.create({}, problem.tasks.map(() => "cross_entropy")),
        inTurn: false,
        unlabelled: { a: "a~unlabelled" },
        optimizer: createOptimizer({ name: "sgd", learningRate: 1 }, true),
      });
      const state = trainer.init(randomStreams(0));
      const [next, report] = trainer.step(
        { ...state, params: { network: params, weighting: {} } },
        batchOf(method),
        { learning_rate: tf.scalar(1), epoch_ends: tf.scalar(0) },
        () => quiet,
      );
      const penalties = Object.keys(report).filter((key) => !key.startsWith("loss"));
      assert.deepEqual(penalties.sort(), Object.keys(expected.penalties).sort());
      for (const [penalty, value] of Object.entries(expected.penalties)) {
        assertClose(report[penalty].dataSync(), [value], 1e-5, 0.1);
      }
      // At a learning rate of 1, a step of gradient descent subtracts the gradient itself.
      const after = (next.params as Tensors).network as Tensors;
      for (const [path, gradient] of leaves(mapTree((p, q) => tf.sub(p, q), params, after))) {
        const { data } = expected.gradients[path] ?? { data: new Array(gradient.size).fill(0) };
        assertClose(gradient.dataSync(), data, 2e-5, 0.05);
      }
    });
  });
}

const trained: [method: string, Overrides][] = [
  ["shared_private", {}],
  ["adversarial_shared_private", { adversarial: 0.5, orthogonality: 0.5 }],
  ["mmoe", { experts: 3, tower: 4 }],
  ["ple", { levels: 1 }],
  ["ple", { levels: 3 }],
  ["hierarchical_sharing", {}],
];

for (const [name, values] of trained) {
  Deno.test(`${name} ${JSON.stringify(values)} gives the same training compiled and operation by operation`, async () => {
    for (const inTurn of [false, true]) {
      const sharing = { method: methods[name], values, problem: separate, inTurn, steps: 4 };
      const eager = await trainSharing(await openDevice("reference"), sharing);
      const compiled = await trainSharing(await openDevice("cpu"), sharing);
      const expected = leaves(eager.end);
      assert.deepEqual(leaves(compiled.end).map(([path]) => path), expected.map(([path]) => path));
      leaves(compiled.end).forEach(([, { data }], i) =>
        assertClose(data, expected[i][1].data, 1e-4, 0.1)
      );
      compiled.reports.forEach((report, step) => {
        assert.deepEqual(Object.keys(report), Object.keys(eager.reports[step]));
        assertClose(Object.values(report), Object.values(eager.reports[step]), 1e-5, 0.1);
      });
    }
  });
}

/** Encoders for the network alone: perceptrons of width 4. */
function perceptrons(depth: number): Encoders {
  const of = (width: number) =>
    mlp.create(bind(mlp, { depth, width, activation: "tanh" }), { kind: "numbers", shape: [3] });
  return { encoder: of(4), widened: (factor) => of(Math.max(1, Math.round(4 * factor))) };
}

function rowsOf(method: MultiTaskMethod): NetworkRows[] {
  const { a, b, unlabelled } = golden.batch;
  const further = method.readsUnlabelled ? { unlabelled: toTensor(unlabelled.a) } : {};
  return [
    { table: "a", tasks: ["a1", "a2"], x: toTensor(a.x), ...further },
    { table: "b", tasks: ["b1"], x: toTensor(b.x) },
  ];
}

function batchOf(method: MultiTaskMethod): Tensors {
  const { a, b, unlabelled } = golden.batch;
  const classes = (labels: readonly number[]) => tf.tensor1d([...labels], "int32");
  const batch: Tensors = {
    a: { x: toTensor(a.x), y: { a1: classes(a.y.a1), a2: toTensor(a.y.a2) } },
    b: { x: toTensor(b.x), y: { b1: classes(b.y.b1) } },
  };
  return method.readsUnlabelled
    ? { ...batch, "a~unlabelled": { x: toTensor(unlabelled.a) } }
    : batch;
}

function shapes(tree: Tensors): [string, number[]][] {
  return leaves(tree).map(([path, { shape }]): [string, number[]] => [path, [...shape]])
    .sort(([a], [b]) => a < b ? -1 : 1);
}
