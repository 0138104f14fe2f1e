import assert from "node:assert/strict";
import { assertAgrees, normal, type Operand } from "../tests/agreement.ts";
import { assertClose } from "../tests/golden/close.ts";
import { type GoldenArray, toTensor } from "../tests/golden/differentiate.ts";
import golden from "../tests/golden/gru.json" with { type: "json" };
import { liveNodes, type Spec } from "./compiled/graph.ts";
import { lowerReads } from "./compiled/step.ts";
import { trace } from "./compiled/trace.ts";
import { Arena } from "./fused/arena.ts";
import { openPlan } from "./fused/open.ts";
import { planGraph } from "./fused/plan.ts";
import { openDevice } from "./mod.ts";
import { gruStates, lstmStates } from "./recurrent.ts";
import * as tf from "./tf.ts";

/** Length, batch and width: the product of a step is a kernel, but ONNX Runtime's in the last two. */
const SIZES = [
  ...[[1, 1, 1], [1, 3, 2], [2, 1, 5], [5, 1, 1], [7, 3, 6], [4, 2, 33]],
  ...[[3, 9, 31], [5, 17, 37]],
];

for (const [length, batch, width] of SIZES) {
  const name = `${length} positions, batch of ${batch}, width ${width}`;

  Deno.test(`lstmStates by one kernel equal those by TensorFlow.js's, with their gradients: ${name}`, async () => {
    await assertAgrees(lstmStates, [
      normal([length, batch, 4 * width], "x"),
      scaled(normal([width, 4 * width], "weights"), width ** -0.5),
    ]);
  });

  Deno.test(`gruStates by one kernel equal those by TensorFlow.js's, with their gradients: ${name}`, async () => {
    await assertAgrees(gruStates, [
      normal([length, batch, 3 * width], "x"),
      scaled(normal([width, 3 * width], "weights"), width ** -0.5),
      normal([width], "bias"),
    ]);
  });
}

function scaled({ shape, data }: Operand, factor: number): Operand {
  return { shape, data: Float32Array.from(data, (x) => x * factor) };
}

Deno.test("gruStates and their gradients equal PyTorch's", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const operands = [golden.x, golden.fromHidden, golden.bias].map((x) =>
      toTensor(x as GoldenArray)
    );
    const [, batch, columns] = golden.x.shape;
    const after = (...[x, fromHidden, bias]: tf.Tensor[]) =>
      tf.slice(gruStates(x, fromHidden, bias), [1, 0, 0], [-1, batch, columns / 3]);
    assertClose(after(...operands).dataSync(), golden.states.data, 1e-6, 1);
    const direction = toTensor(golden.direction as GoldenArray);
    const gradients = tf.grads((...operands) => tf.sum(tf.mul(after(...operands), direction)))(
      operands,
    );
    Object.values(golden.gradients).forEach(({ data }, i) =>
      assertClose(gradients[i].dataSync(), data, 1e-5, 1)
    );
  });
});

const shapes = (length: number): { [name: string]: Spec } => ({
  x: { shape: [length, 9, 4 * 31], dtype: "float32" },
  weights: { shape: [31, 4 * 31], dtype: "float32" },
});

function derive({ x, weights }: { [name: string]: unknown }) {
  const sum = (x: tf.Tensor, weights: tf.Tensor) => tf.sum(tf.square(lstmStates(x, weights)));
  const [dx, dWeights] = tf.grads(sum)([x as tf.Tensor, weights as tf.Tensor]);
  return { dx, dWeights };
}

Deno.test("lstmStates compile to as many nodes at any length; on GPUs, to TensorFlow.js's kernels for every position", async () => {
  const nodes = async (length: number) =>
    (await lowerReads(shapes(length), derive, { channelBlock: 1 })).graph.nodes.map(({ op }) => op);
  assert.deepEqual(await nodes(2000), await nodes(2));
  const { outputs } = trace(shapes(2), derive);
  const kernels = liveNodes(Object.values(outputs)).map(({ kernel }) => kernel);
  assert(!kernels.some((kernel) => kernel.startsWith("Recurrent")), kernels.join());
});

Deno.test("lstmStates and their gradients have the same bits each time", async () => {
  const { graph } = await lowerReads(shapes(6), derive, { channelBlock: 1 });
  const plan = planGraph(graph, { shared: {}, replaces: {}, free: 64 });
  for (const threads of [1, 2]) {
    const arena = new Arena();
    const opened = await openPlan(plan, arena, { threads, spins: false });
    const run = () => {
      opened.load();
      for (const [name, region] of Object.entries(plan.inputs)) {
        arena.array(region).set(normal(region.shape, name).data as Float32Array);
      }
      opened.run();
      return Object.values(plan.outputs).map((region) => arena.array(region).slice());
    };
    assert.deepEqual(run(), run());
    opened.close();
  }
});

Deno.test("lstmStates and gruStates reject weights of another width", () => {
  assert.throws(() => lstmStates(tf.zeros([2, 1, 8]), tf.zeros([3, 12])), {
    name: "RangeError",
    message:
      "Cannot compute lstm: x must be [length, batch, 4 · width] and fromHidden [width, 4 · width], current shapes are [2,1,8] and [3,12]",
  });
  assert.throws(() => gruStates(tf.zeros([2, 1, 8]), tf.zeros([2, 8]), tf.zeros([2])), RangeError);
});
