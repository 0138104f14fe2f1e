import assert from "node:assert/strict";
import { openDevice } from "../devices.ts";
import type { Execution, Executor, Feed, Tables } from "../executor.ts";
import { valueAndGradients } from "../gradients.ts";
import { createOptimizer } from "../optimizers/mod.ts";
import type { Program } from "../program.ts";
import { randomStreams } from "../random.ts";
import * as tf from "../tf.ts";
import type { Tensors } from "../tree.ts";

const ROWS = 12;
const WORDS = 9;
const optimizer = createOptimizer({ name: "adam", learningRate: NaN, lazy: true });

/** Learns a table of which each batch reads some rows, with noise, the state of an optimizer, and sums of the batches. */
function lookups(): Program {
  return {
    init(random) {
      const draws = random("table");
      const table = Float32Array.from({ length: WORDS * 3 }, () => draws.normal());
      const params = { table: tf.tensor(table, [WORDS, 3]), bias: tf.zeros([3]) };
      return { params, optimizer: optimizer.init(params), sum: tf.zeros([3]) };
    },
    step(state, { texts }, { rate }, noise) {
      const { ids, y } = texts as { ids: tf.Tensor1D; y: tf.Tensor };
      const params = state.params as Tensors;
      const { losses, gradients } = valueAndGradients((params) => {
        const words = tf.gather(params.table as tf.Tensor, ids);
        const kept = tf.mul(words, noise("dropout").uniform([ids.shape[0], 3]));
        const errors = tf.square(tf.sub(tf.add(kept, params.bias as tf.Tensor), y));
        return { loss: tf.sum(errors) as tf.Scalar, parts: {} };
      }, params);
      const next = optimizer.update(gradients, state.optimizer as Tensors, params, rate);
      return [{
        params: next.params,
        optimizer: next.state,
        sum: tf.add(state.sum as tf.Tensor, tf.sum(y, 0)),
      }, { loss: losses.loss }];
    },
    predict: ({ params }, ids, of) => {
      const words = tf.gather((params as Tensors).table as tf.Tensor, ids as tf.Tensor1D);
      return of === "squares" ? tf.square(words) : words;
    },
    measure: ({ sum }, { texts }) => ({
      product: tf.sum(tf.mul((texts as { y: tf.Tensor }).y, sum as tf.Tensor)) as tf.Scalar,
    }),
  };
}

/** Returns rows with labels of a width; the last row's word is not in the table. */
function tablesOf(seed: number, width = 3): Tables {
  const random = randomStreams(seed)("tables");
  return {
    texts: {
      ids: {
        shape: [ROWS],
        data: Int32Array.from({ length: ROWS }, (_, i) => i < ROWS - 1 ? i * i % WORDS : WORDS),
      },
      y: {
        shape: [ROWS, width],
        data: Float32Array.from({ length: ROWS * width }, () => random.normal()),
      },
    },
  };
}

function feedOf(seed: number, rows: readonly number[] = [0, 1, 5, 2], rate = 0.1): Feed {
  return {
    rows: { texts: Int32Array.from(rows) },
    scalars: { rate },
    noise: { dropout: randomStreams(seed)("noise") },
  };
}

const unseen: Feed = feedOf(1, [0, 1, ROWS - 1, 2]);
const ids = { shape: [3], data: Int32Array.of(0, 8, 4) };

/** Opens the CPU, with the number of graphs that it has compiled. */
async function opened(): Promise<{ executor: Executor; graphs: () => number }> {
  let graphs = 0;
  return { executor: await openDevice("cpu", { onGraph: () => graphs++ }), graphs: () => graphs };
}

function start(executor: Executor, program: Program, seed = 1, width?: number): Promise<Execution> {
  return executor.start(program, randomStreams(seed), tablesOf(seed, width));
}

/** Trains, predicts and measures in turn, and ends the execution. */
async function resultsOf(execution: Execution, seed = 1) {
  const reports = [];
  for (let i = 0; i < 3; i++) {
    reports.push(...await execution.train([feedOf(seed), feedOf(seed + 1, [3, 4, 7, 7])]));
    reports.push(await execution.predict(ids), await execution.measure(feedOf(seed)));
  }
  const state = await execution.state();
  execution.dispose();
  return { reports, state };
}

Deno.test("a program is compiled once for executions one after the other, with the same results", async () => {
  const program = lookups();
  const { executor, graphs } = await opened();
  await resultsOf(await start(executor, program, 1), 1);
  assert.equal(graphs(), 3);
  const second = await resultsOf(await start(executor, program, 2), 2);
  assert.equal(graphs(), 3);
  const alone = await resultsOf(await start((await opened()).executor, program, 2), 2);
  assert.deepEqual(second, alone);
});

Deno.test("an execution whose step failed or exploded leaves nothing to the next one", async () => {
  const program = lookups();
  const { executor, graphs } = await opened();
  const spoil: ((execution: Execution) => Promise<unknown>)[] = [
    (execution) => assert.rejects(execution.train([unseen]), /^RangeError: Cannot take element 9/),
    (execution) => execution.train([feedOf(1, [0, 1, 5, 2], NaN), feedOf(1)]),
    (execution) => execution.train([feedOf(1, [0, 1, 5, 2], Infinity), feedOf(1)]),
  ];
  const alone = await resultsOf(await start((await opened()).executor, program));
  for (const harm of spoil) {
    const execution = await start(executor, program);
    await execution.predict(ids);
    await execution.measure(feedOf(1));
    await harm(execution);
    await execution.predict(ids);
    execution.dispose();
    assert.deepEqual(await resultsOf(await start(executor, program)), alone);
  }
  assert.equal(graphs(), 3);
});

Deno.test("two executions of a program at once have a memory each", async () => {
  const program = lookups();
  const { executor, graphs } = await opened();
  const alone = await resultsOf(await start(executor, program));
  const [one, two] = [await start(executor, program), await start(executor, program)];
  await two.train([feedOf(3)]);
  assert.deepEqual(await resultsOf(one), alone);
  assert.equal(graphs(), 4);
  two.dispose();
  two.dispose();
  const [three, four] = [await start(executor, program), await start(executor, program)];
  await four.train([feedOf(3)]);
  assert.deepEqual(await resultsOf(three), alone);
  await assert.rejects(one.train([feedOf(1)]), /disposed/);
  assert.throws(() => one.state(), /disposed/);
  four.dispose();
});

Deno.test("another program, executor, width of a table or shape of the state is compiled anew", async () => {
  let width = 3;
  const program = lookups();
  const widened: Program = {
    ...program,
    init: (random) => ({ ...program.init(random), unread: tf.zeros([width]) }),
    step(state, ...given) {
      const [next, reports] = program.step(state, ...given);
      return [{ ...next, unread: state.unread }, reports];
    },
  };
  const { executor, graphs } = await opened();
  const compiled = async (program: Program, columns?: number, by = executor) => {
    const before = graphs();
    const execution = await start(by, program, 1, columns);
    await execution.prepare(feedOf(1));
    execution.dispose();
    return graphs() - before;
  };
  assert.equal(await compiled(widened), 1);
  assert.equal(await compiled(widened), 0);
  assert.equal(await compiled(widened, 1), 1);
  assert.equal(await compiled({ ...widened }), 1);
  width = 4;
  assert.equal(await compiled(widened), 1);
  width = 3;
  assert.equal(await compiled(widened, 1), 0);
  const other = await opened();
  await compiled(widened, 1, other.executor);
  assert.equal(other.graphs(), 1);
});

Deno.test("plans that the last execution did not need are compiled again", async () => {
  const program = lookups();
  const { executor, graphs } = await opened();
  for (const [of, count] of [["words", 1], ["squares", 2], ["squares", 2], ["words", 3]] as const) {
    const execution = await start(executor, program);
    await execution.predict(ids, of);
    assert.equal(graphs(), count, of);
    execution.dispose();
  }
});

Deno.test("a failure of compilation lasts no longer than its execution", async () => {
  const program = lookups();
  let fails = true;
  const failing: Program = {
    ...program,
    step(...given) {
      if (fails) throw new Error("no memory");
      return program.step(...given);
    },
  };
  const { executor } = await opened();
  const execution = await start(executor, failing);
  await assert.rejects(execution.prepare(feedOf(1)), { message: "no memory" });
  execution.dispose();
  fails = false;
  const alone = await resultsOf(await start((await opened()).executor, program));
  assert.deepEqual(await resultsOf(await start(executor, failing)), alone);
});

/** A program whose state has a number of bytes. */
const ofBytes = (bytes: number): Program => ({
  init: () => ({ zeros: tf.zeros([bytes / 4]) }),
  step: (state) => [state, { loss: tf.scalar(0) }],
  predict: (_, x) => tf.square(x),
});

Deno.test("the last programs are kept, as many as fit", async () => {
  const { executor, graphs } = await opened();
  const compiled = async (program: Program) => {
    const before = graphs();
    const execution = await executor.start(program, randomStreams(0), {});
    await execution.predict({ shape: [2], data: Float32Array.of(1, 2) });
    execution.dispose();
    return graphs() - before;
  };
  const small = Array.from({ length: 33 }, () => ofBytes(4));
  for (const program of small) assert.equal(await compiled(program), 1);
  assert.equal(await compiled(small[1]), 0);
  assert.equal(await compiled(small[0]), 1);
  const large = ofBytes(4e7);
  assert.equal(await compiled(large), 1);
  assert.equal(await compiled(large), 0);
  assert.equal(await compiled(ofBytes(4e7)), 1);
  assert.equal(await compiled(large), 1);
});
