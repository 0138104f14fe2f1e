import { assertAgrees, integers, normal, type Operation } from "../../../tests/agreement.ts";
import { between, classified, floats, ints } from "../../../tests/operands.ts";
import * as tf from "../../tf.ts";

/** 0.5 x (1 + erf(x / √2)), for which TensorFlow.js has no kernel. */
function gelu(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.mul(0.5, x), tf.add(1, tf.erf(tf.div(x, Math.SQRT2))));
}

const ACTIVATIONS: readonly [name: string, f: (x: tf.Tensor) => tf.Tensor][] = [
  ["Relu", tf.relu],
  ["Relu6", tf.relu6],
  ["LeakyRelu", (x) => tf.leakyRelu(x, 0.3)],
  ["LeakyRelu of alpha 0", (x) => tf.leakyRelu(x, 0)],
  ["Elu", tf.elu],
  ["Selu", tf.selu],
  ["Sigmoid", tf.sigmoid],
  ["Softplus", tf.softplus],
  ["logSigmoid", tf.logSigmoid],
  ["gelu", gelu],
  ["Step", tf.step],
  ["Step of alpha", (x) => tf.step(x, -0.5)],
];

for (const [name, f] of ACTIVATIONS) {
  Deno.test(`${name}: values and gradients`, async () => {
    for (const shape of [[], [1], [3, 5, 7], [2, 3, 5, 3]]) {
      await assertAgrees(f, [between(-8, 8, shape)]);
    }
  });

  Deno.test(`${name}: values and gradients at zero and at the edges`, async () => {
    await assertAgrees(f, [floats(0, -0, 1e-30, -1e-30, 6, -6, 30, -30, 80, -80)]);
  });

  Deno.test(`${name}: infinities${name.startsWith("Step") ? "" : " and NaN"}`, async () => {
    const infinities = name === "gelu" ? [Infinity] : [Infinity, -Infinity];
    const numbers = name.startsWith("Step") ? infinities : [...infinities, NaN];
    await assertAgrees((x) => classified(f(x)), [floats(...numbers)], { gradients: false });
  });
}

Deno.test("Relu, Relu6, LeakyRelu and Step: int32", async () => {
  const stepDown = (x: tf.Tensor) => tf.step(x, -2);
  for (const f of [tf.relu, tf.relu6, tf.leakyRelu, tf.step, stepDown] as Operation[]) {
    await assertAgrees(f, [ints(-9, -1, 0, 1, 6, 7)]);
  }
});

Deno.test("Prelu: values and gradients in both operands, broadcast", async () => {
  for (const [x, alpha] of [[[3, 5], [3, 5]], [[2, 3, 5], [5]], [[2, 3, 5], [3, 1]], [[4], []]]) {
    await assertAgrees(tf.prelu, [normal(x), between(0, 0.5, alpha)]);
  }
  await assertAgrees(tf.prelu, [floats(0, -0, 1, -1), floats(0.3, 0.3, 0.3, -0.3)]);
  await assertAgrees(tf.prelu, [integers([5], -3, 3), floats(0.3)]);
});

Deno.test("Elu: its gradient at saturation", async () => {
  await assertAgrees(tf.elu, [floats(-20, -1, -0.01, 0, 2)]);
});
