import assert from "node:assert/strict";
import { assertClose } from "../../tests/golden/close.ts";
import { openDevice } from "../devices.ts";
import { valueAndReachedGradients } from "../gradients.ts";
import type { Program } from "../program.ts";
import { randomStreams } from "../random.ts";
import * as tf from "../tf.ts";
import { type Arrays, leaves, type Tensors } from "../tree.ts";
import { createOptimizer, type OptimizerSpec } from "./mod.ts";

const optimizers: readonly OptimizerSpec[] = [
  { name: "sgd", learningRate: 0.1 },
  { name: "sgd", learningRate: 0.1, options: { momentum: 0.9, weightDecay: 0.1, nesterov: true } },
  { name: "adam", learningRate: 0.1 },
  { name: "adamw", learningRate: 0.1, options: { weightDecay: 0.1 } },
  { name: "rmsprop", learningRate: 0.1, options: { momentum: 0.5 } },
  { name: "adagrad", learningRate: 0.1 },
  { name: "adadelta", learningRate: 1 },
  { name: "adam", learningRate: 0.1, lazy: true },
];

const params = () => ({
  shared: { kernel: tf.tensor2d([[1, -2], [3, 0.5]]), bias: tf.tensor1d([0.5, -1]) },
  own: { a: { head: tf.tensor1d([2, 1]) }, b: { head: tf.tensor1d([-1, 1]) }, c: {} },
});

/** Returns a gradient for each parameter, which differs at every step. */
const gradients = (step: number) => ({
  shared: {
    kernel: tf.tensor2d([[0.1, -0.2], [0.3 * step, 1]]),
    bias: tf.tensor1d([1 - step, 0.25]),
  },
  own: { a: { head: tf.tensor1d([0.5, -step]) }, b: { head: tf.tensor1d([step, 2]) } },
});

const values = (tree: Tensors) => leaves(tree).map(([path, leaf]) => [path, leaf.arraySync()]);

const onReference = (name: string, test: () => void) =>
  Deno.test(name, async () => {
    await openDevice("reference");
    tf.tidy(test);
  });

for (const spec of optimizers) {
  const name = `${spec.name} ${JSON.stringify(spec.options ?? {})}${spec.lazy ? " lazy" : ""}`;
  const rate = () => tf.scalar(spec.learningRate);

  onReference(`eachApart, ${name}: equals the optimizer if all parameters have gradients`, () => {
    const [apart, whole] = [true, false].map((apart) => {
      const optimizer = createOptimizer(spec, apart);
      let at: Tensors = params();
      let state = optimizer.init(at);
      for (let step = 0; step < 4; step++) {
        const all = { ...gradients(step), own: { ...gradients(step).own, c: {} } };
        ({ params: at, state } = optimizer.update(all, state, at, rate()));
      }
      return at;
    });
    assert.deepEqual(values(apart), values(whole));
    // Branches without parameters are kept.
    assert.deepEqual((apart.own as Tensors).c, {});
  });

  onReference(`eachApart, ${name}: parameters without a gradient keep value and state`, () => {
    const optimizer = createOptimizer(spec, true);
    let at: Tensors = params();
    let state = optimizer.init(at);
    ({ params: at, state } = optimizer.update(gradients(1), state, at, rate()));
    const { shared, own } = gradients(2);
    const next = optimizer.update({ own: { a: own.a } }, state, at, rate());
    for (const [path, leaf] of leaves(next.params)) {
      const before = new Map(leaves(at)).get(path)!;
      assert.equal(leaf === before, path !== "own/a/head", path);
    }
    for (const [path, leaf] of leaves(next.state)) {
      const before = new Map(leaves(state)).get(path)!;
      // Including counters.
      assert.equal(leaf === before, !path.startsWith("own.a.head/"), path);
    }
    const later = optimizer.update({ shared }, next.state, next.params, rate());
    assert.deepEqual(Object.keys(later.state), Object.keys(state));
    assert.deepEqual(values((later.params.own as Tensors).a as Tensors), [
      ["head", (next.params as ReturnType<typeof params>).own.a.head.arraySync()],
    ]);
  });

  onReference(`eachApart, ${name}: each parameter is updated as if it were the only one`, () => {
    const optimizer = createOptimizer(spec, true);
    let at: Tensors = params();
    let state = optimizer.init(at);
    const turns = ["a", "b", "b", "a", "b"] as const;
    for (const [step, task] of turns.entries()) {
      const { shared, own } = gradients(step);
      ({ params: at, state } = optimizer.update(
        { shared, own: { [task]: own[task] } },
        state,
        at,
        rate(),
      ));
    }
    for (const task of ["a", "b"] as const) {
      const plain = createOptimizer(spec);
      let alone: Tensors = { head: params().own[task].head };
      let own = plain.init(alone);
      for (const [step, present] of turns.entries()) {
        if (present !== task) continue;
        ({ params: alone, state: own } = plain.update(
          { head: gradients(step).own[task].head },
          own,
          alone,
          rate(),
        ));
      }
      assert.deepEqual(values((at.own as Tensors)[task] as Tensors), values(alone), task);
    }
  });
}

onReference(
  "eachApart: Adam's first update of a parameter has the length of the learning rate, at any step",
  () => {
    const optimizer = createOptimizer({ name: "adam", learningRate: 0.1 }, true);
    let at: Tensors = params();
    let state = optimizer.init(at);
    for (let step = 0; step < 9; step++) {
      const { own: { a } } = gradients(step);
      ({ params: at, state } = optimizer.update({ own: { a } }, state, at, tf.scalar(0.1)));
    }
    const { own: { b } } = gradients(1);
    const { params: next } = optimizer.update({ own: { b } }, state, at, tf.scalar(0.1));
    // With bias correction, m̂/√v̂ of one gradient is its sign.
    const moved = (next as ReturnType<typeof params>).own.b.head;
    assertClose(moved.dataSync(), [-1 - 0.1, 1 - 0.1], 1e-6);
  },
);

onReference("eachApart: a bound on the norm applies to all gradients of a step together", () => {
  const spec: OptimizerSpec = { name: "sgd", learningRate: 1, clipNorm: 1 };
  const optimizer = createOptimizer(spec, true);
  const start = { a: tf.tensor1d([0, 0]), b: tf.tensor1d([0]), c: tf.scalar(7) };
  const state = optimizer.init(start);
  // A joint norm of 5, from 3 and 4.
  const both = { a: tf.tensor1d([3, 0]), b: tf.tensor1d([4]) };
  const { params: next } = optimizer.update(both, state, start, tf.scalar(1));
  assertClose((next.a as tf.Tensor).dataSync(), [-0.6, 0], 1e-6);
  assertClose((next.b as tf.Tensor).dataSync(), [-0.8], 1e-6);
  assertClose((next.c as tf.Tensor).dataSync(), [7], 0);
  // Gradients below the bound are not scaled.
  const { params: other } = optimizer.update({ b: tf.tensor1d([0.5]) }, state, start, tf.scalar(1));
  assertClose((other.b as tf.Tensor).dataSync(), [-0.5], 1e-6);
});

onReference("eachApart: no gradients change nothing", () => {
  const optimizer = createOptimizer({ name: "adam", learningRate: 0.1 }, true);
  const start = params();
  const state = optimizer.init(start);
  const next = optimizer.update({}, state, start, tf.scalar(0.1));
  assert.deepEqual(values(next.params), values(start));
  assert.deepEqual(values(next.state), values(state));
});

/** Fits a head for each of two tables on a shared layer. */
function heads(spec: OptimizerSpec): Program {
  const optimizer = createOptimizer(spec, true);
  return {
    init() {
      const start = params();
      return { params: start, optimizer: optimizer.init(start) };
    },
    step(state, batch, { learning_rate }) {
      const learned = state.params as Tensors;
      const { losses, gradients } = valueAndReachedGradients((tree) => {
        const { shared, own } = tree as { shared: Record<string, tf.Tensor>; own: Tensors };
        const squares = Object.entries(batch as { readonly [table: string]: Tensors }).map(
          ([table, { x }]) => {
            const { head } = own[table] as { head: tf.Tensor1D };
            const hidden = tf.tanh(tf.add(tf.matMul(x as tf.Tensor, shared.kernel), shared.bias));
            return tf.mean(tf.square(tf.sub(tf.dot(hidden, head), 1))) as tf.Scalar;
          },
        );
        return { loss: tf.addN(squares), parts: {} };
      }, learned);
      const next = optimizer.update(
        gradients,
        state.optimizer as Tensors,
        learned,
        learning_rate,
      );
      return [{ params: next.params, optimizer: next.state }, { loss: losses.loss }];
    },
    predict: (_state, x) => x,
  };
}

const ROWS = 6;
const tables = Object.fromEntries(["a", "b"].map((table) => {
  const random = randomStreams(1)(table);
  const data = Float32Array.from({ length: 2 * ROWS }, () => random.normal());
  return [table, { x: { shape: [ROWS, 2], data } }];
}));

for (const spec of [...optimizers, { ...optimizers[2], clipNorm: 0.1 }]) {
  const name = `${spec.name} ${JSON.stringify(spec.options ?? {})}`;
  Deno.test(`eachApart, ${name}, ${spec.clipNorm ?? "no"} bound: compiled steps equal the reference's`, async () => {
    const ends: Arrays[] = [];
    for (const device of ["reference", "cpu"]) {
      const executor = await openDevice(device);
      const execution = await executor.start(heads(spec), randomStreams(0), tables);
      const turns = [["a"], ["b"], ["a", "b"], ["b"], ["a"], ["a"]];
      await execution.train(turns.map((names, step) => ({
        rows: Object.fromEntries(
          names.map((table) => [table, Int32Array.of(step % ROWS, (step + 3) % ROWS)]),
        ),
        scalars: { learning_rate: spec.learningRate },
      })));
      ends.push(await execution.state());
      execution.dispose();
    }
    const [expected, actual] = ends.map((end) => new Map(leaves(end)));
    assert.deepEqual([...actual.keys()], [...expected.keys()]);
    for (const [path, { data }] of expected) {
      try {
        assertClose(actual.get(path)!.data, data, 1e-4, 0.1);
      } catch (error) {
        assert.fail(`${path}: ${(error as Error).message}`);
      }
    }
  });
}
