import assert from "node:assert/strict";
import * as ort from "onnxruntime-node";
import { openDevice } from "../devices.ts";
import type { Execution, Feed } from "../executor.ts";
import type { Program } from "../program.ts";
import { randomStreams } from "../random.ts";
import * as tf from "../tf.ts";
import { closeSession, openSession, type SessionOptions } from "./sessions.ts";
import { compileFunction } from "./step.ts";

const ONE_THREAD: SessionOptions = { provider: "cpu", threads: 1 };

/** Returns a different model for each length. */
async function modelOf(length: number): Promise<Uint8Array> {
  const { bytes } = await compileFunction(
    { x: { shape: [length], dtype: "float32" } },
    ({ x }) => ({ y: tf.neg(x as tf.Tensor) }),
  );
  return bytes;
}

Deno.test("openSession returns one session per model and number of threads", async () => {
  const session = await openSession(await modelOf(7), ONE_THREAD);
  assert.equal(await openSession(await modelOf(7), ONE_THREAD), session);
  assert.notEqual(await openSession(await modelOf(8), ONE_THREAD), session);
  const two = await openSession(await modelOf(7), { provider: "cpu", threads: 2 });
  assert.notEqual(two, session);
  const x = new ort.Tensor("float32", Float32Array.of(1, 2, 3, 4, 5, 6, 7));
  for (const opened of [session, two]) {
    const { y } = await opened.run({ x });
    assert.deepEqual([...y.data], [-1, -2, -3, -4, -5, -6, -7]);
  }
});

Deno.test("openSession keeps the most recently opened unused sessions and releases the oldest", async () => {
  const opened: ort.InferenceSession[] = [];
  for (let length = 1; length <= 40; length++) {
    const session = await openSession(await modelOf(100 + length), ONE_THREAD);
    opened.push(session);
    await closeSession(session);
  }
  for (const length of [40, 30, 20]) {
    assert.equal(await openSession(await modelOf(100 + length), ONE_THREAD), opened[length - 1]);
  }
  assert.notEqual(await openSession(await modelOf(101), ONE_THREAD), opened[0]);
});

Deno.test("openSession never releases a session in use", async () => {
  const used = await openSession(await modelOf(200), ONE_THREAD);
  // Opened twice and closed once, it is still in use.
  await openSession(await modelOf(200), ONE_THREAD);
  await closeSession(used);
  for (let length = 1; length <= 40; length++) {
    await closeSession(await openSession(await modelOf(200 + length), ONE_THREAD));
  }
  const { y } = await used.run({ x: new ort.Tensor("float32", new Float32Array(200).fill(1)) });
  assert.equal(y.data[199], -1);
  assert.equal(await openSession(await modelOf(200), ONE_THREAD), used);
});

Deno.test("openSession rejects an invalid model, and others open and close as before", async () => {
  await assert.rejects(openSession(Uint8Array.of(1, 2, 3), ONE_THREAD));
  await closeSession(await openSession(await modelOf(9), ONE_THREAD));
  await assert.rejects(openSession(Uint8Array.of(1, 2, 3), ONE_THREAD));
});

/** Counts the sessions that ONNX Runtime creates during a run. */
async function sessionsMade(run: () => Promise<void>): Promise<number> {
  const { create } = ort.InferenceSession;
  let made = 0;
  const counting = (...given: [Uint8Array]) => {
    made++;
    return create.apply(ort.InferenceSession, given);
  };
  ort.InferenceSession.create = counting as typeof create;
  try {
    await run();
  } finally {
    ort.InferenceSession.create = create;
  }
  return made;
}

/** A program that moves a point towards the rows of its batches. */
const program: Program = {
  init(random) {
    const draws = random("center");
    return { center: tf.tensor2d([[draws.normal(), draws.normal(), draws.normal()]]) };
  },
  step(state, { points }, { rate }) {
    const { x } = points as { x: tf.Tensor };
    const away = tf.sub(x, state.center as tf.Tensor);
    const center = tf.add(state.center as tf.Tensor, tf.mul(tf.mean(away, 0, true), rate));
    return [{ center }, { loss: tf.mean(tf.square(away)) as tf.Scalar }];
  },
  predict: (state, x) => tf.sub(x, state.center as tf.Tensor),
};

Deno.test("runs that differ only in seed and data share their sessions", async () => {
  const executor = await openDevice("cpu");
  const executions: Execution[] = [];
  const start = async (seed: number, rows = 20): Promise<Execution> => {
    const random = randomStreams(seed)("points");
    const x = {
      shape: [rows, 3],
      data: Float32Array.from({ length: 3 * rows }, () => random.normal()),
    };
    const execution = await executor.start(program, randomStreams(seed), { points: { x } });
    executions.push(execution);
    return execution;
  };
  const feed = (length: number): Feed => ({
    rows: { points: Int32Array.from({ length }, (_, i) => i) },
    scalars: { rate: 0.5 },
  });
  const x = { shape: [5, 3], data: new Float32Array(15) };

  const first = await start(1);
  assert.equal(await sessionsMade(() => first.prepare(feed(4))), 1);
  const steps = async (execution: Execution) => {
    await execution.train([feed(4)]);
    await execution.train([feed(4), feed(4), feed(4)]);
  };
  assert.equal(await sessionsMade(() => steps(first)), 0);
  const predicted = await sessionsMade(async () => {
    await first.predict(x);
    await first.predict({ shape: [8, 3], data: new Float32Array(24) });
  });
  assert.equal(predicted, 1, "5 rows are predicted as 8");

  const second = await start(2);
  const shared = await sessionsMade(async () => {
    await second.prepare(feed(4));
    await steps(second);
    await second.predict(x);
  });
  assert.equal(shared, 0, "another seed");
  assert.notDeepEqual(await second.state(), await first.state());

  const others = await sessionsMade(async () => {
    await second.train([feed(3)]);
    await second.predict({ shape: [9, 3], data: new Float32Array(27) });
    await (await start(1, 21)).train([feed(4)]);
  });
  assert.equal(others, 3, "other batches, other predictions, and tables of other lengths");
  for (const execution of executions) execution.dispose();
});
