import assert from "node:assert/strict";
import {
  type Dense,
  dense,
  type Execution,
  leaves,
  openDevice,
  type Program,
  randomStreams,
  type Tensors,
  tf,
} from "../../engine/mod.ts";
import { assertClose } from "../../tests/golden/close.ts";
import { type GoldenArray, treeOf } from "../../tests/golden/differentiate.ts";
import golden from "../../tests/golden/workloads.json" with { type: "json" };
import { cnn } from "./cnn.ts";
import { depthwise } from "./depthwise.ts";
import { lstm } from "./lstm.ts";
import { mlp } from "./mlp.ts";
import { textCnn } from "./text_cnn.ts";
import { transformer } from "./transformer.ts";
import { classifier, type Workload } from "./workload.ts";

const small: Record<string, Workload> = {
  mlp: mlp({ batch: 5, inputs: 11, hidden: 7, classes: 3 }),
  cnn: cnn({ batch: 3, side: 8, inputs: 2, window: 3, channels: [3, 4], hidden: 5, classes: 3 }),
  textcnn: textCnn({
    ...{ batch: 4, length: 9, vocabulary: 13, embedding: 5, channels: 6, widths: [2, 3] },
    classes: 3,
  }),
  lstm: lstm({ batch: 3, length: 4, vocabulary: 7, embedding: 5, hidden: 6, classes: 2 }),
  transformer: transformer(golden.transformer.sizes),
  depthwise: depthwise(golden.depthwise.sizes),
};

/** The workloads' networks as in PyTorch's documentation. */
const plain: Record<string, (params: Tensors, x: tf.Tensor) => tf.Tensor> = {
  mlp: (params, x) => dense(params.output as Dense, tf.relu(dense(params.hidden as Dense, x))),
  cnn(params, x) {
    for (const layer of [params.convolution1, params.convolution2] as Dense[]) {
      const convolved = tf.conv2d(x as tf.Tensor4D, layer.kernel as tf.Tensor4D, 1, "same");
      x = tf.maxPool(tf.relu(tf.add(convolved, layer.bias)) as tf.Tensor4D, 2, 2, "valid");
    }
    return plain.mlp(params, tf.reshape(x, [x.shape[0], -1]));
  },
  textcnn(params, ids) {
    const words = tf.gather(params.embedding as tf.Tensor, ids) as tf.Tensor3D;
    const features = (Object.values(params.convolutions) as Dense[]).map(({ kernel, bias }) =>
      tf.max(tf.relu(tf.add(tf.conv1d(words, kernel as tf.Tensor3D, 1, "valid"), bias)), 1)
    );
    return dense(params.output as Dense, tf.concat(features, 1));
  },
  lstm(params, ids) {
    const { fromInput, fromHidden, inputBias, hiddenBias } = params.recurrent as Record<
      string,
      tf.Tensor
    >;
    const [hidden] = fromHidden.shape;
    let h: tf.Tensor = tf.zeros([ids.shape[0], hidden]);
    let c = h;
    for (const word of tf.unstack(ids, 1)) {
      const x = tf.gather(params.embedding as tf.Tensor, word);
      const [i, f, o, g] = [0, 1, 2, 3].map((gate) => {
        const part = (kernel: tf.Tensor) => tf.slice(kernel, [0, gate * hidden], [-1, hidden]);
        const bias = (bias: tf.Tensor) => tf.slice(bias, gate * hidden, hidden);
        return tf.addN([
          tf.add(tf.matMul(x, part(fromInput)), bias(inputBias)),
          tf.add(tf.matMul(h, part(fromHidden)), bias(hiddenBias)),
        ]);
      });
      c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      h = tf.mul(tf.sigmoid(o), tf.tanh(c));
    }
    return dense(params.output as Dense, h);
  },
};

const learning = { learning_rate: 0.1 };

async function start(device: string, workload: Workload, program: Program): Promise<Execution> {
  const executor = await openDevice(device, { threads: 1 });
  return executor.start(program, randomStreams(5), { batch: workload.batch });
}

async function assertSameState(actual: Execution, expected: Execution): Promise<void> {
  const numbers = new Map(leaves(await actual.state()));
  for (const [path, { data }] of leaves(await expected.state())) {
    try {
      assertClose(numbers.get(path)!.data, data, 1e-5, 1);
    } catch (error) {
      assert.fail(`${path}: ${(error as Error).message}`);
    }
  }
}

/** Returns the indices of a batch's rows. */
function rowsOf({ batch }: Workload): Int32Array {
  return Int32Array.from({ length: batch.y.shape[0] }, (_, row) => row);
}

for (const name of Object.keys(plain)) {
  const workload = small[name];
  const { program } = workload;
  const order = rowsOf(workload);

  Deno.test(`${name}: the loss and its gradients agree with the plain formulation`, async () => {
    const reference = await start(
      "reference",
      workload,
      classifier((random) => program.init(random).params as Tensors, plain[name]),
    );
    const [expected] = await reference.train([{ rows: { batch: order }, scalars: learning }]);
    const ours = await start("reference", workload, program);
    const [reported] = await ours.train([{ rows: { batch: order }, scalars: learning }]);
    assertClose([reported.loss], [expected.loss], 1e-6);
    // The momentum after one step equals the gradient.
    await assertSameState(ours, reference);
    reference.dispose();
    ours.dispose();
  });
}

type Leaves = { readonly [path: string]: GoldenArray };

// Expected values: PyTorch 2.15 in double precision, by tests/golden/workloads.py.
for (const name of ["transformer", "depthwise"] as const) {
  Deno.test(`${name}: a step and the predictions after it agree with PyTorch's`, async () => {
    const { x, y, params, loss, gradients, statistics, logits } = golden[name];
    const { program, batch } = small[name];
    const Data = batch.x.data.constructor as Float32ArrayConstructor;
    const workload: Workload = {
      ...small[name],
      batch: {
        x: { shape: x.shape, data: Data.from(x.data) },
        y: { shape: y.shape, data: Int32Array.from(y.data) },
      },
    };
    const execution = await start("reference", workload, {
      ...program,
      init: (random) => ({ ...program.init(random), params: treeOf(params as unknown as Leaves) }),
    });
    // Learning rate 0: the predictions are those of the given parameters.
    const feed = { rows: { batch: rowsOf(workload) }, scalars: { learning_rate: 0 } };
    const [reported] = await execution.train([feed]);
    assertClose([reported.loss], [loss], 1e-6);
    const state = new Map(leaves(await execution.state()));
    const assertLeaves = (prefix: string, expected: Leaves) => {
      for (const [path, { shape, data }] of Object.entries(expected)) {
        const found = state.get(prefix + path)!;
        assert.deepEqual(found.shape, shape, path);
        assertClose(found.data, data, 1e-5, 0.1);
      }
    };
    // The momentum after one step equals the gradient.
    assertLeaves("optimizer/momentum/", gradients as unknown as Leaves);
    assertLeaves("moments/", statistics as unknown as Leaves);
    assertClose((await execution.predict(workload.batch.x)).data, logits.data, 1e-5, 1);
    execution.dispose();
  });
}

for (const [name, workload] of Object.entries(small)) {
  const { program, batch } = workload;
  const order = rowsOf(workload);

  Deno.test(`${name}: compiled steps and predictions agree with the reference device`, async () => {
    const feeds = [order, order.toReversed(), order.map((row) => row >> 1)].map((rows) => ({
      rows: { batch: rows },
      scalars: learning,
    }));
    const reference = await start("reference", workload, program);
    const expected = await reference.train(feeds);
    const predicted = await reference.predict(batch.x);
    const compiled = await start("cpu", workload, program);
    const reported = await compiled.train(feeds);
    assertClose(reported.map(({ loss }) => loss), expected.map(({ loss }) => loss), 1e-5);
    assertClose((await compiled.predict(batch.x)).data, predicted.data, 1e-5, 1);
    await assertSameState(compiled, reference);
    reference.dispose();
    compiled.dispose();
  });

  Deno.test(`${name}: flops agree with the products in a step`, async () => {
    const execution = await start("reference", workload, program);
    const { kernels } = await tf.profile(async () => {
      await execution.train([{ rows: { batch: order }, scalars: learning }]);
    });
    execution.dispose();
    assert.equal(
      kernels.reduce(
        (sum, { name, inputShapes, outputShapes }) =>
          sum + flopsOf(name, [...inputShapes, ...outputShapes] as number[][]),
        0,
      ),
      workload.flops,
    );
  });
}

Deno.test("a workload's momentum is 0.9", async () => {
  const { program } = small.mlp;
  const execution = await start("reference", small.mlp, program);
  // At learning rate 0 every step has the same gradient g: the momentum is g, then 0.9 g + g.
  const feed = { rows: { batch: Int32Array.of(0, 1) }, scalars: { learning_rate: 0 } };
  const momenta: Float32Array[] = [];
  for (let step = 0; step < 2; step++) {
    await execution.train([feed]);
    const state = new Map(leaves(await execution.state()));
    momenta.push(state.get("optimizer/momentum/output/bias")!.data as Float32Array);
  }
  assertClose(momenta[1], momenta[0].map((g) => 1.9 * g), 1e-6);
  execution.dispose();
});

/** Counts floating-point operations from the shapes of a kernel's two inputs and its output. */
function flopsOf(kernel: string, shapes: readonly (readonly number[])[]): number {
  const sizeOf = (shape: readonly number[]) => shape.reduce((size, length) => size * length, 1);
  const [a, b, output] = shapes.map(sizeOf);
  const channels = (shape: readonly number[]) => shape[shape.length - 1];
  switch (kernel) {
    case "BatchMatMul": {
      // |a| · |b| · |output| is the square of rows · inner · columns, for each matrix of a batch.
      const batch = sizeOf(shapes[0].slice(0, -2));
      return 2 * batch * Math.round(Math.sqrt(a * b * output / batch ** 3));
    }
    case "Conv2D":
    case "DepthwiseConv2dNative": // x, kernel → y
      return 2 * output * b / channels(shapes[2]);
    case "Conv2DBackpropFilter":
    case "DepthwiseConv2dNativeBackpropFilter": // x, ∂y → ∂kernel
      return 2 * b * output / channels(shapes[1]);
    case "Conv2DBackpropInput":
    case "DepthwiseConv2dNativeBackpropInput": // ∂y, kernel → ∂x
      return 2 * a * b / channels(shapes[0]);
    default:
      return 0;
  }
}
