import assert from "node:assert/strict";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import { leaves, openDevice, randomStreams, tf } from "../../engine/mod.ts";
import { INPUTS, perceptrons, together, trainSharing } from "../../tests/conformance/sharing.ts";
import { assertClose } from "../../tests/golden/close.ts";
import type { Encoders, TasksProblem } from "./_sharing.ts";
import sluice from "./sluice.ts";

const create = (
  values: Overrides = {},
  encoders: Encoders = perceptrons(),
  problem: TasksProblem = together,
) => sluice.create(bind(sluice, values), problem, encoders);

Deno.test("sluice's α starts with `same` for each subspace and shares the rest among all others", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const { shared, own } = create({ same: 0.7 }).init(randomStreams(0));
    const found = new Map(leaves({ shared, own }));
    const alpha = [0, 1, 2, 3].flatMap((i) => [0, 1, 2, 3].map((j) => i === j ? 0.7 : 0.1));
    assertClose(found.get("shared/alpha/layer1")!.dataSync(), alpha, 1e-6);
    assertClose(found.get("own/size/alpha")!.dataSync(), alpha.slice(8), 1e-6);
  });
});

Deno.test("sluice's β has equal parts for the layers whose outputs have the last layer's shape", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const betas = (encoders: Encoders) =>
      leaves(create({}, encoders).init(randomStreams(0)).own)
        .filter(([path]) => path.endsWith("/beta"))
        .map(([, beta]) => [...beta.dataSync()]);
    assert.deepEqual(betas(perceptrons({ depth: 1 })), [[1], [1]]);
    assert.deepEqual(betas(perceptrons({ depth: 4 })), [
      [0.25, 0.25, 0.25, 0.25],
      [0.25, 0.25, 0.25, 0.25],
    ]);
    const { encoder } = perceptrons();
    const [first, second] = encoder.layers;
    const layers = [{ ...first, output: [2] }, second];
    const uneven = { encoder: { ...encoder, layers }, widened: () => encoder };
    assert.deepEqual(betas(uneven), [[1], [1]]);
  });
});

Deno.test("sluice's overlap is zero if a subspace is constant, and one per task if both are equal", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const network = create({ orthogonality: 1 }, perceptrons({ depth: 1, width: 4 }));
    const { own } = network.init(randomStreams(0));
    const overlap = (kernel: number[][]) => {
      const column = { layer1: { kernel: tf.tensor2d(kernel), bias: tf.tensor1d([0, 1, 2, 0]) } };
      const shared = { columns: { height: column, size: column } };
      const x = tf.tensor2d([[0.1, 0, 0, 0], [-0.1, 0, 0, 0], [0.2, 0.3, 0, 0]], [3, INPUTS]);
      const rows = [{ table: "people", tasks: ["height", "size"], x }];
      const context = { scalars: {}, noise: { uniform: () => tf.scalar(0) } };
      const { penalties } = network.decode(
        { shared, own },
        network.encode(shared, rows, context),
        rows,
        context,
      );
      return penalties.overlap.dataSync()[0];
    };
    const [varies, rests] = [[1, -1, 2, 1], [0, 0, 0, 0]];
    const kernel = (...columns: number[][]) =>
      Array.from({ length: INPUTS }, (_, i) => columns.map((column) => column[i]));
    assertClose([overlap(kernel(varies, varies, rests, rests))], [0], 1e-12, 1);
    // Two equal channels, in both tasks.
    assertClose([overlap(kernel(varies, rests, rests, varies))], [2], 1e-5);
  });
});

Deno.test("sluice without the constraint has no penalty", async () => {
  const executor = await openDevice("reference");
  const names = async (values: Overrides) => {
    const { reports: [report] } = await trainSharing(executor, {
      method: sluice,
      values,
      problem: together,
      steps: 1,
    });
    return Object.keys(report);
  };
  assert.deepEqual(await names({ orthogonality: 0 }), ["loss", "loss.height", "loss.size"]);
  assert.deepEqual(await names({}), ["loss", "loss.height", "loss.size", "overlap"]);
});

Deno.test("sluice refuses a layer of odd width, and a single task", () => {
  assert.throws(() => create({}, perceptrons({ width: 5 })), {
    name: "RangeError",
    message: "Cannot divide a layer into 2 subspaces: its width must be even, current value is 5",
  });
  const { tasks: [task], all } = together;
  assert.throws(() => create({}, perceptrons(), { tasks: [task], all }), {
    name: "RangeError",
    message: "Cannot create sluice: it needs 2 tasks, current number is 1",
  });
});
