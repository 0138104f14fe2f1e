import assert from "node:assert/strict";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import bilstmTagger from "../../encoders/bilstm_tagger.ts";
import cnn from "../../encoders/cnn.ts";
import type { BoundEncoder } from "../../encoders/encoder.ts";
import {
  type Arrays,
  type Executor,
  leaves,
  openDevice,
  randomStreams,
  type Tensors,
  tf,
} from "../../engine/mod.ts";
import { reachedBy } from "../../tests/conformance/reach.ts";
import {
  perceptrons,
  problemOf,
  sharingTrainer,
  tablesOf,
  task,
  together,
} from "../../tests/conformance/sharing.ts";
import { assertClose } from "../../tests/golden/close.ts";
import hierarchical from "./hierarchical_sharing.ts";
import type { MultiTaskMethod, ProblemTask } from "./_sharing.ts";

const method = hierarchical as MultiTaskMethod;

const create = (levels: readonly number[], encoder: BoundEncoder, kind?: ProblemTask["kind"]) => {
  const tasks = levels.map((level, i) => {
    const of = task(`task${i + 1}`, "rows", "classification", level);
    return kind ? { ...of, kind } : of;
  });
  return hierarchical.create(bind(hierarchical), problemOf(tasks), {
    encoder,
    widened: () => assert.fail(),
  });
};

const perceptron = (depth: number) => perceptrons({ depth }).encoder;

/** Returns for each task the layers that its outputs depend on. */
function layersOf(levels: readonly number[], depth: number): string[][] {
  return tf.tidy(() => {
    const network = create(levels, perceptron(depth));
    const params = network.init(randomStreams(1));
    const tasks = levels.map((_, i) => `task${i + 1}`);
    const rows = [{ table: "rows", tasks, x: tf.randomNormal([5, 4], 0, 1, "float32", 3) }];
    return tasks.map((task) =>
      reachedBy(network, params, rows, task).filter((path) => path.endsWith("kernel"))
        .map((path) => path.replace("/kernel", "").replace("/encoder", "")).sort()
    );
  });
}

Deno.test("hierarchical_sharing: a task's outputs depend on no layer above its level", async () => {
  await openDevice("reference");
  assert.deepEqual(layersOf([1, 2], 2), [
    ["own/task1/head", "shared/layer1"],
    ["own/task2/head", "own/task2/layer2", "shared/layer1"],
  ]);
  assert.deepEqual(layersOf([2, 1, 2], 2), [
    ["own/task1/head", "shared/layer1", "shared/layer2"],
    ["own/task2/head", "shared/layer1"],
    ["own/task3/head", "shared/layer1", "shared/layer2"],
  ]);
});

Deno.test("hierarchical_sharing puts the l-th of L levels at layer ⌈l · depth / L⌉", async () => {
  await openDevice("reference");
  const depths = (levels: readonly number[], depth: number) =>
    layersOf(levels, depth).map((paths) => paths.filter((path) => path.includes("layer")).length);
  assert.deepEqual(depths([1, 2], 5), [3, 5]);
  assert.deepEqual(depths([1, 2, 3], 4), [2, 3, 4]);
  assert.deepEqual(depths([3, 1, 2], 3), [3, 1, 2]);
  // Only the order of the levels matters.
  assert.deepEqual(depths([7, 4, 7], 2), [2, 1, 2]);
});

Deno.test("hierarchical_sharing flattens images below the last layer", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const encoder = cnn.create(
      bind(cnn, { depth: 1, channels: 2, window: 3, width: 5 }),
      { kind: "images", shape: [8, 6, 1] },
    );
    const network = create([1, 2], encoder);
    const params = network.init(randomStreams(1));
    // Half of 6 × 4, two channels.
    assert.deepEqual((params.own.task1.head as Tensors).kernel.shape, [12, 3]);
    assert.deepEqual((params.own.task2.head as Tensors).kernel.shape, [5, 3]);
    const rows = [{ table: "rows", tasks: ["task1", "task2"], x: tf.ones([4, 8, 6, 1]) }];
    const context = { scalars: {} };
    const representation = network.encode(params.shared, rows, context);
    const { outputs } = network.decode(params, representation, rows, context);
    assert.deepEqual([outputs.task1.shape, outputs.task2.shape], [[4, 3], [4, 3]]);
  });
});

Deno.test("hierarchical_sharing tags each word at every layer, in texts of any length", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const encoder = bilstmTagger.create(
      bind(bilstmTagger, { embedding: 3, width: 2 }),
      { kind: "words", shape: [5], vocabulary: 9 },
    );
    const network = create([1, 2], encoder, "tagging");
    const params = network.init(randomStreams(1));
    const x = tf.tensor2d([[2, 3, 4], [5, 6, 0]], [2, 3], "int32");
    const rows = [{ table: "rows@3", tasks: ["task1", "task2"], x }];
    const context = { scalars: {} };
    const representation = network.encode(params.shared, rows, context);
    const { outputs } = network.decode(params, representation, rows, context);
    assert.deepEqual([outputs.task1.shape, outputs.task2.shape], [[2, 3, 3], [2, 3, 3]]);
    // The upper task's features are those of the whole encoder.
    const whole = encoder.apply({
      ...params.shared.encoder as Tensors,
      ...params.own.task2.encoder as Tensors,
    }, x);
    const { kernel, bias } = params.own.task2.head as { kernel: tf.Tensor; bias: tf.Tensor };
    const expected = tf.add(tf.matMul(tf.reshape(whole, [6, 4]), kernel), bias);
    assertClose(outputs.task2.dataSync(), expected.dataSync(), 1e-6, 1);
  });
});

Deno.test("hierarchical_sharing refuses tasks of one level, and more levels than layers", () => {
  assert.throws(() => create([2, 2], perceptron(2)), {
    name: "RangeError",
    message: "Cannot share by hierarchy: tasks must be of two levels or more, all are of level 2",
  });
  assert.throws(() => create([1, 3, 2], perceptron(2)), {
    name: "RangeError",
    message: "Cannot share by hierarchy: tasks of 3 levels need an encoder of as many layers, " +
      "current value is 2",
  });
});

Deno.test("hierarchical_sharing's first step is the same for every δ, bit for bit, and a larger δ keeps later steps nearer to the epoch's start", async () => {
  const executor = await openDevice("reference");
  const off = await trainEpoch(executor, { successive: 0 }, 1);
  assert.ok(!leaves(off.at(-1)!).some(([path]) => path.includes("former")));
  const on = await trainEpoch(executor, { successive: 2 }, 1);
  const without = (tree: Arrays) =>
    leaves(tree).filter(([path]) => !path.includes("former")).map((
      [path, { data }],
    ) => [path, data]);
  assert.deepEqual(without(on.at(-1)!), without(off.at(-1)!));

  const moved = async (successive: number) => {
    const [start, end] = await trainEpoch(executor, { successive }, 12);
    return distance(start.shared as Arrays, end.shared as Arrays);
  };
  const [free, weak, strong] = [await moved(0), await moved(0.5), await moved(3)];
  assert.ok(strong < 0.5 * weak && weak < 0.9 * free, `${[free, weak, strong]}`);
});

Deno.test("hierarchical_sharing's former parameters are those of the last epoch's end, and no step in between changes them", async () => {
  for (const device of ["reference", "cpu"]) {
    const executor = await openDevice(device);
    for (const inTurn of [false, true]) {
      const values = { successive: 0.5 };
      const [start, fourth, fifth, sixth] = await states(executor, values, [4, 5, 6], inTurn);
      const of = (state: Arrays) => state.shared as { encoder: Arrays; former: Arrays };
      assert.deepEqual(of(start).former.encoder, of(start).encoder);
      assert.deepEqual(of(fourth).former, of(start).former);
      assert.deepEqual(of(fifth).former.encoder, of(fifth).encoder);
      assert.notDeepEqual(of(fifth).former, of(start).former);
      assert.deepEqual(of(sixth).former, of(fifth).former);
    }
  }
});

/** The network's parameters before and after `steps` steps of one epoch. */
async function trainEpoch(executor: Executor, values: Overrides, steps: number): Promise<Arrays[]> {
  return await states(executor, values, [steps]);
}

/** The network's parameters at the start and after some steps; epochs have five steps, or one longer. */
async function states(
  executor: Executor,
  values: Overrides,
  at: readonly number[],
  inTurn = false,
): Promise<Arrays[]> {
  const epoch = at.length === 1 ? at[0] + 1 : 5;
  const trainer = sharingTrainer({
    method,
    values,
    problem: together,
    inTurn,
    optimizer: { name: "sgd", learningRate: 0.1 },
  });
  const execution = await executor.start(trainer, randomStreams(3), tablesOf(together));
  const network = async () => {
    const { params } = await execution.state() as { params: { network: Arrays } };
    return structuredClone(params.network);
  };
  try {
    const found = [await network()];
    for (let step = 1; step <= at.at(-1)!; step++) {
      await execution.train([{
        rows: { people: Int32Array.of(0, 1, 2, 3, 4, 5) },
        scalars: { learning_rate: 0.1, epoch_ends: step % epoch === 0 ? 1 : 0 },
      }]);
      if (at.includes(step)) found.push(await network());
    }
    return found;
  } finally {
    execution.dispose();
  }
}

/** The Euclidean distance of the encoders in two trees. */
function distance(a: Arrays, b: Arrays): number {
  const others = new Map(leaves(b.encoder as Arrays));
  return Math.hypot(
    ...leaves(a.encoder as Arrays).flatMap(([path, { data }]) =>
      Array.from(data, (value, i) => value - others.get(path)!.data[i])
    ),
  );
}
