/**
 * The entries of the project of a user's, which people copy: values computed by hand.
 *
 * @module
 */
import assert from "node:assert/strict";
import { bind } from "../descriptors/parameters.ts";
import type { BoundEncoder } from "../encoders/encoder.ts";
import mlp from "../encoders/mlp.ts";
import {
  type Arrays,
  createOptimizer,
  type Dense,
  leaves,
  mapTree,
  openDevice,
  randomStreams,
  type Tensors,
  tf,
  toDense,
} from "../engine/mod.ts";
import fineTuning from "../methods/inductive_transfer/fine_tuning.ts";
import fromScratch from "../methods/inductive_transfer/from_scratch.ts";
import type { Trainer } from "../methods/method.ts";
import clinics from "./fixtures/own_project/clinics.ts";
import confidence from "./fixtures/own_project/confidence.ts";
import dualBalancing from "./fixtures/own_project/dual_balancing.ts";
import imtlL from "./fixtures/own_project/imtl_l.ts";
import maxout from "./fixtures/own_project/maxout.ts";
import meanMatching from "./fixtures/own_project/mean_matching.ts";
import modulation from "./fixtures/own_project/modulation.ts";
import shrinkAndPerturb from "./fixtures/own_project/shrink_and_perturb.ts";
import meanOfSources from "./fixtures/own_project/two_sources/mean_of_sources.ts";
import oneSource from "./fixtures/own_project/two_sources/one_source.ts";
import { assertClose } from "./golden/close.ts";

const numbers = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];
const noise = { uniform: () => assert.fail("no noise is drawn") } as never;

/** Features that are the inputs, of width 2. */
const identity: BoundEncoder = { layers: [], width: 2, init: () => ({}), apply: (_, x) => x };
const points = { inputShape: [2], classes: 2 };
const optimizer = createOptimizer({ name: "sgd", learningRate: 0.1 });

/** Returns the report of a trainer's first step. */
function report(trainer: Trainer, batch: Tensors): { readonly [name: string]: number } {
  const state = trainer.init(randomStreams(1));
  const scalars = { learning_rate: tf.scalar(0.1) };
  const [, reported] = trainer.step(state, batch, scalars, noise);
  return Object.fromEntries(
    Object.entries(reported).map(([name, value]) => [
      name,
      numbers(value as tf.Tensor)[0],
    ]),
  );
}

Deno.test("mean_matching adds the squared distance of the means, by its weight", async () => {
  await openDevice("reference");
  const trainer = meanMatching.create({ weight: 0.5 }, points, identity, optimizer);
  const { loss, classification, discrepancy } = report(trainer, {
    // Means (1, 2) and (3, 5): 2² + 3².
    source: { x: tf.tensor2d([[0, 4], [2, 0]]), y: tf.tensor1d([0, 1], "int32") },
    target: { x: tf.tensor2d([[3, 5]]) },
  });
  assertClose([discrepancy, loss], [13, classification + 6.5], 1e-6);
});

Deno.test("shrink_and_perturb starts between the source's weights and those that are drawn", async () => {
  await openDevice("reference");
  const encoder = mlp.create(bind(mlp, { width: 3, depth: 2 }), { kind: "points", shape: [2] });
  const { encoder: trained } = fromScratch.create({}, points, encoder, optimizer, {})
    .init(randomStreams(9)).params as { encoder: Tensors };
  const source: Arrays = mapTree((leaf: tf.Tensor) => ({
    shape: leaf.shape,
    data: Float32Array.from(leaf.dataSync()),
  }), trained);
  const start = (shrink: number, perturb: number) => {
    const values = { depth: 1, shrink, perturb };
    const trainer = shrinkAndPerturb.create(values, points, encoder, optimizer, source);
    return leaves(trainer.init(randomStreams(1)).params as Tensors)
      .map(([path, leaf]) => [path, numbers(leaf)] as const);
  };
  const of = (trainer: Trainer) =>
    leaves(trainer.init(randomStreams(1)).params as Tensors)
      .map(([path, leaf]) => [path, numbers(leaf)] as const);
  const tuned = of(fineTuning.create({ depth: 1 }, points, encoder, optimizer, source));
  const scratch = of(fromScratch.create({}, points, encoder, optimizer, {}));
  assert.deepEqual(start(1, 0), tuned);
  assert.deepEqual(start(0, 1), scratch);
  for (const [i, [path, values]] of start(0.6, 0.1).entries()) {
    const expected = path.startsWith("encoder/layer1/")
      ? values.map((_, j) => 0.6 * tuned[i][1][j] + 0.1 * scratch[i][1][j])
      : scratch[i][1];
    assertClose(values, expected, 1e-6, 1e-3);
  }
});

Deno.test("modulation scales the shared features by each task's own factors", async () => {
  await openDevice("reference");
  const task = (name: string) => ({
    ...{ name, kind: "regression" as const, classes: 0, level: 1, table: "rows" },
  });
  const problem = { tasks: [task("a"), task("b")] };
  const network = modulation.create({}, problem as never, { encoder: identity } as never);
  const { shared, own } = network.init(randomStreams(1));
  const head: Dense = { kernel: tf.tensor2d([[1], [10]]), bias: tf.tensor1d([0.5]) };
  const params = {
    shared,
    own: { a: { ...own.a as Tensors, head }, b: { scale: tf.tensor1d([2, 0]), head } },
  };
  const rows = [{ table: "rows", tasks: ["a", "b"], x: tf.tensor2d([[3, 4]]) }];
  const at = { noise: undefined } as never;
  const representation = network.encode(shared, rows as never, at);
  const { outputs } = network.decode(params as never, representation, rows as never, at);
  // Task a starts with factors of 1: 3 + 40 + 0.5; task b: 2·3 + 0.5.
  assert.deepEqual([numbers(outputs.a), numbers(outputs.b)], [[43.5], [6.5]]);
});

Deno.test("imtl_l: a term is least where its weighed loss is 1", async () => {
  await openDevice("reference");
  const weighting = imtlL.create({}, ["cross_entropy", "squared_error", "squared_error"]);
  const term = (s: readonly number[]) => {
    const params = { logScales: tf.tensor1d([...s]) };
    const at = { params, state: {}, noise, tasks: [0, 2] };
    return numbers(weighting.terms(tf.tensor1d([0.5, 4]), at));
  };
  assert.deepEqual(numbers(weighting.params().logScales as tf.Tensor), [0, 0, 0]);
  assertClose(term([0, 7, 0]), [0.5, 4], 1e-6);
  // e^s·L − s at s = −log L is 1 + log L.
  const least = term([Math.log(2), 7, -Math.log(4)]);
  assertClose(least, [1 - Math.log(2), 1 + Math.log(4)], 1e-6);
  for (const off of [-0.1, 0.1]) {
    const [a, b] = term([Math.log(2) + off, 7, -Math.log(4) + off]);
    assert.ok(a > least[0] && b > least[1]);
  }
});

Deno.test("dual_balancing gives all gradients the length of the longest", async () => {
  await openDevice("reference");
  const combined = (...gradients: number[][]) => {
    const { gradient } = dualBalancing.create({}, gradients.length).combine(
      gradients.map(([a, b, c]) => ({ kernel: tf.tensor2d([[a, b]]), bias: tf.tensor1d([c]) })),
      { state: {}, noise, losses: tf.zeros([gradients.length]) as tf.Tensor1D },
    );
    return leaves(gradient).flatMap(([, leaf]) => numbers(leaf));
  };
  // Lengths 5 and 10: twice the first, and the second.
  assertClose(combined([3, 0, 4], [0, 10, 0]), [6, 10, 8], 1e-6);
  assertClose(combined([3, 0, 4], [0, 0, 0]), [3, 0, 4], 1e-6);
  assert.deepEqual(combined([0, 0, 0], [0, 0, 0]), [0, 0, 0]);
});

Deno.test("maxout: a unit is the greatest of its linear units", async () => {
  await openDevice("reference");
  const encoder = maxout.create({ depth: 1, width: 2, pieces: 2 }, { kind: "points", shape: [2] });
  const layer1 = {
    kernel: tf.tensor2d([[1, -1, 0, 2], [1, 0, 3, 0]]),
    bias: tf.tensor1d([0, 0.5, 0, -1]),
  };
  const features = encoder.apply({ layer1 }, tf.tensor2d([[1, 2], [-4, 1]]));
  // Units (3, −0.5 | 6, 1) and (−3, 4.5 | 3, −9).
  assert.deepEqual(features.arraySync(), [[3, 6], [4.5, 3]]);
  const drawn = leaves(encoder.init(randomStreams(0))).map(([path, { shape }]) => [path, shape]);
  assert.deepEqual(drawn, [["layer1/kernel", [2, 4]], ["layer1/bias", [4]]]);
});

Deno.test("confidence prefers certain predictions, whatever the size of the logits", () => {
  const score = (...rows: number[][]) =>
    confidence.score({
      step: 0,
      unlabelled: { shape: [rows.length, rows[0].length], data: Float32Array.from(rows.flat()) },
    });
  assertClose([score([0, 0, 0])], [1 / 3], 1e-6);
  // Probabilities 1/4 and 3/4.
  assertClose([score([0, Math.log(3)], [7, 7])], [(3 / 4 + 1 / 2) / 2], 1e-6);
  assertClose([score([5000, -5000])], [1], 1e-6);
});

Deno.test("the methods of two_sources learn from the first source, or from both alike", async () => {
  await openDevice("reference");
  const rows = (x: number[][], label: number) => ({
    x: tf.tensor2d(x),
    y: tf.tensor1d(x.map(() => label), "int32"),
  });
  const [first, second] = [rows([[1, 0]], 0), rows([[0, 2], [3, 1]], 1)];
  const losses = (method: typeof oneSource, batch: Tensors) =>
    report(method.create({}, points, identity, optimizer), batch).loss;
  const alone = losses(oneSource, { first, second });
  const other = losses(oneSource, { first: second, second: first });
  assert.notEqual(alone, other);
  assertClose([losses(meanOfSources, { first, second })], [(alone + other) / 2], 1e-6);
});

/** Loads the northern clinic from a text. */
async function north(text: string) {
  const read = () => Promise.resolve(new TextEncoder().encode(text));
  return (await clinics.load(["north"], read, randomStreams(0))).north;
}

Deno.test("clinics: every third row is a test row, scaled as the dataset says", async () => {
  const { train: [train], test: [test] } = await north(
    "# age,pressure,glucose,state\n70,120,80,ill\n50,135,100,well\n30,105,120,well\n",
  );
  assert.deepEqual([train.x.shape, [...toDense(train.x).data]], [[2, 3], [1, 0, -1, 0, 1, 0]]);
  assert.deepEqual([...train.y.north.data], [1, 0]);
  assert.deepEqual([[...toDense(test.x).data], [...test.y.north.data]], [[-1, -1, 1], [0]]);
});

Deno.test("clinics names the line of a row that it cannot read", async () => {
  const line = (row: string) => north(`61,136,94,ill\n${row}\n`);
  const refused = (row: string, message: string) =>
    assert.rejects(line(row), { name: "SyntaxError", message });
  const start = "Cannot read north.csv, line 2:";
  await refused("1,2,,ill", `${start} a measurement must be a number, current value is ''`);
  await refused("1,2,x,ill", `${start} a measurement must be a number, current value is 'x'`);
  await refused("1,2,3,ok", `${start} a state must be one of well, ill, current value is 'ok'`);
  await refused("1,2,3", `${start} a row must have 4 fields, current value is '1,2,3'`);
});
