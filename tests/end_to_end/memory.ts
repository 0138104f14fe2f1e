import {
  type Dense,
  dense,
  initDense,
  openDevice,
  type Program,
  randomStreams,
  sgd,
  type Tensors,
  tf,
  valueAndGradients,
} from "../../engine/mod.ts";

/** The output for memory_test.ts: megabytes of the process, and tensors of TensorFlow.js. */
export interface Usage {
  readonly megabytes: number;
  readonly tensors: number;
}

const [WIDTH, BATCH] = [256, 64];
const optimizer = sgd({ momentum: 0.9 });

/** A linear layer that learns the identity: half a megabyte of state, and 64 kilobytes per batch. */
const program: Program = {
  init(random) {
    const params = { layer: initDense(random, "layer", WIDTH, WIDTH) };
    return { params, optimizer: optimizer.init(params) };
  },
  step(state, batch, { rate }) {
    const { x } = batch.points as { x: tf.Tensor };
    const { losses, gradients } = valueAndGradients((params) => {
      const loss = tf.mean(tf.square(tf.sub(dense(params.layer as Dense, x), x)));
      return { loss: loss as tf.Scalar, parts: {} };
    }, state.params as Tensors);
    const next = optimizer.update(
      gradients,
      state.optimizer as Tensors,
      state.params as Tensors,
      rate,
    );
    return [{ params: next.params, optimizer: next.state }, { loss: losses.loss }];
  },
  predict: (state, x) => dense((state.params as { layer: Dense }).layer, x),
};

/** Collects garbage; defined by Deno's --v8-flags=--expose-gc. */
declare const gc: () => void;

/** Trains for 2000 steps in calls of `Deno.args[0]` steps, and prints the usage after 500 steps and at the end. */
if (import.meta.main) {
  const perCall = Number(Deno.args[0]);
  const executor = await openDevice("cpu");
  const x = {
    shape: [BATCH, WIDTH],
    data: Float32Array.from({ length: BATCH * WIDTH }, (_, i) => Math.sin(i)),
  };
  const execution = await executor.start(program, randomStreams(0), { points: { x } });
  const rows = { points: Int32Array.from({ length: BATCH }, (_, row) => row) };
  const trainUntil = async (from: number, to: number): Promise<Usage> => {
    for (let step = from; step < to; step += perCall) {
      await execution.train(
        Array.from({ length: perCall }, () => ({ rows, scalars: { rate: 0.1 } })),
      );
      if (step % 20 === 0) await execution.predict(x);
      // Outputs of ONNX Runtime become garbage quickly, and V8 collects it late.
      if (step % 100 === 0) gc();
    }
    return { megabytes: Deno.memoryUsage().rss / 2 ** 20, tensors: tf.memory().numTensors };
  };
  console.log(JSON.stringify([await trainUntil(0, 500), await trainUntil(500, 2000)]));
}
