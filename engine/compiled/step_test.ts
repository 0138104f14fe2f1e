import assert from "node:assert/strict";
import * as ort from "onnxruntime-node";
import type { Program } from "../program.ts";
import * as tf from "../tf.ts";
import type { Tensors } from "../tree.ts";
import type { Spec } from "./graph.ts";
import { openSession } from "./sessions.ts";
import { compileFunction, compileStep, type Model, type StepShapes } from "./step.ts";

const TARGET = { channelBlock: 1 };

const float = (...shape: number[]): Spec => ({ shape, dtype: "float32" });

/** A program that computes a weighted sum of batches, with a leaf that does not change and one that nothing reads. */
const program: Program = {
  init: () => ({}),
  step(state, { left, right }, { weight }) {
    const { x } = left as { x: tf.Tensor };
    const { bytes } = right as { bytes: tf.Tensor };
    const { sum, fixed } = state as { sum: tf.Tensor; fixed: tf.Tensor };
    const added = tf.mul(tf.add(tf.sum(x, 0), tf.mul(tf.sum(bytes, 0), fixed)), weight);
    return [{ ...state, sum: tf.add(sum, added) }, {
      loss: tf.sum(added) as tf.Scalar,
      before: tf.sum(sum) as tf.Scalar,
    }];
  },
  predict: (_, x) => x,
};

const shapes: StepShapes = {
  state: { sum: float(2), fixed: float(), unread: float(7) },
  tables: {
    left: { x: { shape: [4, 2], dtype: "float32" }, y: { shape: [4], dtype: "int32" } },
    right: { bytes: { shape: [3, 2], dtype: "uint8" } },
    unread: { x: { shape: [5], dtype: "float32" } },
  },
  rows: { left: 2, right: 3, unread: 1 },
  scalars: ["unread", "weight"],
};

const typed = ({ inputs }: Model) =>
  Object.fromEntries(inputs.map(({ name, type, shape }) => [name, `${type} [${shape}]`]));

Deno.test("compileStep: a model reads only what the step depends on", async () => {
  const model = await compileStep(program, shapes, TARGET);
  assert.deepEqual(typed(model), {
    "steps": "int64 []",
    "state/sum": "float32 [2]",
    "state/fixed": "float32 []",
    "tables/left/x": "float32 [4,2]",
    "tables/right/bytes": "uint8 [3,2]",
    "rows/left": "int32 [steps,2]",
    "rows/right": "int32 [steps,3]",
    "scalars/weight": "float32 [steps]",
  });
  // A leaf that does not change is not an output.
  assert.deepEqual(model.outputs.map(({ name, type, shape }) => [name, `${type} [${shape}]`]), [
    ["next/sum", "float32 [2]"],
    ["metrics/loss", "float32 [steps]"],
    ["metrics/before", "float32 [steps]"],
  ]);
  const { inputNames, outputNames } = await open(model);
  assert.deepEqual([...inputNames], model.inputs.map(({ name }) => name));
  assert.deepEqual([...outputNames], model.outputs.map(({ name }) => name));
});

function open({ bytes }: Model): Promise<ort.InferenceSession> {
  return openSession(bytes, "cpu");
}

Deno.test("compileStep: every step has its own rows and scalars, and the state of the previous step", async () => {
  const session = await open(await compileStep(program, shapes, TARGET));
  const feeds = {
    "state/sum": new ort.Tensor("float32", [100, 200], [2]),
    "state/fixed": new ort.Tensor("float32", [2], []),
    "tables/left/x": new ort.Tensor("float32", [1, 2, 3, 4, 5, 6, 7, 8], [4, 2]),
    "tables/right/bytes": new ort.Tensor("uint8", Uint8Array.of(0, 1, 2, 128, 254, 255), [3, 2]),
    "rows/left": new ort.Tensor("int32", Int32Array.of(0, 1, 3, 3, 2, 0), [3, 2]),
    "rows/right": new ort.Tensor("int32", Int32Array.of(0, 1, 2, 1, 1, 1, 2, 2, 2), [3, 3]),
    "scalars/weight": new ort.Tensor("float32", [1, 10, -1], [3]),
  };
  const steps = (count: bigint) => new ort.Tensor("int64", BigInt64Array.of(count), []);
  const three = await session.run({ ...feeds, steps: steps(3n) });
  // By hand: (1 + 3 + 2 · 256, 2 + 4 + 2 · 384), 10 · (7 + 7 + 2 · 6, 8 + 8 + 2 · 384) and
  // −(5 + 1 + 2 · 762, 6 + 2 + 2 · 765).
  assert.deepEqual([...three["metrics/loss"].data], [1290, 8100, -3068]);
  assert.deepEqual([...three["metrics/before"].data], [300, 1590, 9690]);
  assert.deepEqual([...three["next/sum"].data], [100 + 516 + 260 - 1530, 200 + 774 + 7840 - 1538]);
  const one = await session.run({ ...feeds, steps: steps(1n) });
  assert.deepEqual([...one["metrics/loss"].data], [1290]);
  assert.deepEqual([...one["next/sum"].data], [616, 974]);
});

Deno.test("compileStep: programs with the same step and shapes give the same bytes", async () => {
  const { bytes } = await compileStep(program, shapes, TARGET);
  assert.deepEqual((await compileStep({ ...program }, shapes, TARGET)).bytes, bytes);
  const others: [Program, StepShapes][] = [
    [program, { ...shapes, rows: { ...shapes.rows, left: 3 } }],
    [
      {
        ...program,
        step: (...given) => {
          const [next, { loss }] = program.step(...given);
          return [next, { loss }];
        },
      },
      shapes,
    ],
  ];
  for (const [other, shapes] of others) {
    assert.notDeepEqual((await compileStep(other, shapes, TARGET)).bytes, bytes);
  }
});

Deno.test("compileStep: a step that changes nothing and reads nothing has only its metrics", async () => {
  const idle: Program = { ...program, step: (state) => [state, { loss: tf.scalar(5) }] };
  const model = await compileStep(idle, shapes, TARGET);
  assert.deepEqual(typed(model), { steps: "int64 []" });
  const session = await open(model);
  const results = await session.run({ steps: new ort.Tensor("int64", BigInt64Array.of(4n), []) });
  assert.deepEqual(Object.keys(results), ["metrics/loss"]);
  assert.deepEqual([...results["metrics/loss"].data], [5, 5, 5, 5]);
});

Deno.test("compileFunction: bytes are read as float32", async () => {
  const model = await compileFunction(
    { x: { shape: [3], dtype: "uint8" } },
    ({ x }) => ({ half: tf.mul(x as tf.Tensor, 0.5), same: x } as Tensors),
  );
  assert.deepEqual(typed(model), { x: "float32 [3]" });
});
