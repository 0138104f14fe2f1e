import assert from "node:assert/strict";
import { kinds, points } from "../../tests/every_leaf.ts";
import type { NdArray } from "../array.ts";
import { openDevice } from "../devices.ts";
import type { Execution, Feed, Tables } from "../executor.ts";
import type { Program, ScalarTensors } from "../program.ts";
import { randomStreams } from "../random.ts";
import * as tf from "../tf.ts";
import type { Tensors } from "../tree.ts";

async function start(device: string, program: Program, tables: Tables = {}): Promise<Execution> {
  const executor = await openDevice(device);
  return await executor.start(program, randomStreams(0), tables);
}

Deno.test("leaves of every type and origin evolve as on the reference device", async () => {
  const feeds = [1, 2, 0, 1, 2].map((row, step) => ({
    rows: { points: Int32Array.of(row) },
    scalars: { rate: step / 8 },
  }));
  const x: NdArray = { shape: [1, 2], data: Float32Array.of(3, 4) };
  const results = [];
  for (const device of ["reference", "cpu"]) {
    const execution = await start(device, kinds, { points });
    const begun = await execution.state();
    const reports = [
      ...await execution.train(feeds.slice(0, 1)),
      ...await execution.train(feeds.slice(1)),
    ];
    const predicted = await execution.predict(x);
    results.push({ begun, reports, state: await execution.state(), predicted });
    execution.dispose();
  }
  const [expected, actual] = results;
  assert.deepEqual(actual, expected);
  assert.deepEqual(actual.state.turn, {
    a: { shape: [], data: Float32Array.of(3) },
    b: { shape: [], data: Float32Array.of(1) },
    c: { shape: [], data: Float32Array.of(2) },
  });
});

Deno.test("predictions for any number of rows equal those of the reference device", async () => {
  const programs: { [what: string]: Program["predict"] } = {
    floats: (state, x) => tf.mul(tf.reshape(x, [-1, 2, 2]), state.count as tf.Scalar),
    integers: (_, x) => tf.argMax(x, 1),
    truths: (_, x) => tf.greater(x, 100),
    "one number each": (_, x) => tf.sum(x, 1),
    constants: (_, x) => tf.fill([x.shape[0], 3], 2),
    inputs: (_, x) => tf.clone(x),
  };
  const types = [Float32Array, Int32Array, Uint8Array];
  for (const [what, predict] of Object.entries(programs)) {
    const program: Program = {
      init: () => ({ count: tf.scalar(3) }),
      step: (state) => [state, { loss: tf.scalar(0) }],
      predict,
    };
    const reference = await start("reference", program);
    const compiled = await start("cpu", program);
    for (const rows of [1, 3, 31, 32, 33, 100]) {
      for (const Type of types) {
        const numbers = Array.from({ length: 4 * rows }, (_, i) => i * i % 251);
        const data = Type.from(numbers);
        const x: NdArray = { shape: [rows, 4], data };
        assert.deepEqual(await compiled.predict(x), await reference.predict(x), what);
        assert.deepEqual([...data], numbers);
      }
    }
    reference.dispose();
    compiled.dispose();
  }
});

/** Returns a program whose state is one scalar. */
function counting(step: (value: tf.Scalar) => [next: Tensors, reports: Tensors]): Program {
  return {
    init: () => ({ value: tf.scalar(1) }),
    step: ({ value }) => step(value as tf.Scalar) as [Tensors, ScalarTensors],
    predict: ({ value }, x) => tf.mul(x, value as tf.Scalar),
  };
}

const nothing: Feed = { rows: {}, scalars: {} };

Deno.test("a step that cannot be traced is rejected every time, and predictions still work", async () => {
  const program = counting(() => {
    throw new Error("the step's own");
  });
  const execution = await start("cpu", program);
  for (let time = 0; time < 2; time++) {
    await assert.rejects(execution.train([nothing]), { message: "the step's own" });
    await assert.rejects(execution.prepare(nothing), { message: "the step's own" });
  }
  const { data } = await execution.predict({ shape: [1], data: Float32Array.of(5) });
  assert.deepEqual([...data], [5]);
  execution.dispose();
});

Deno.test("a next state with another structure or type is an error that names the leaf", async () => {
  const cases: [Program, string][] = [
    [
      counting((value) => [{ value: tf.stack([value, value]) }, { loss: tf.neg(value) }]),
      "the step's value is float32 [2] in the next state, where it was float32 []",
    ],
    [
      counting((value) => [{ value: tf.cast(value, "int32") }, { loss: tf.neg(value) }]),
      "the step's value is int32 [] in the next state, where it was float32 []",
    ],
    [
      counting((value) => [{}, { loss: tf.neg(value) }]),
      "the step's value is missing in the next state, where it was float32 []",
    ],
    [
      counting((value) => [{ value, other: tf.neg(value) }, { loss: tf.neg(value) }]),
      "the step's other is float32 [] in the next state, where it was missing",
    ],
    [
      counting((value) => [{ value }, { loss: tf.stack([value, value]) }]),
      "the step reports loss, which is float32 [2]; sum it up",
    ],
  ];
  for (const [program, message] of cases) {
    const execution = await start("cpu", program);
    await assert.rejects(execution.train([nothing]), {
      name: "TypeError",
      message: `Cannot compile: ${message}`,
    });
    execution.dispose();
  }
});
