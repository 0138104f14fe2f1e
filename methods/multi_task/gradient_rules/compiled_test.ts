import { bind, type Overrides } from "../../../descriptors/parameters.ts";
import { leaves, tf } from "../../../engine/mod.ts";
import { assertAgrees } from "../../../tests/agreement.ts";
import { floats, shaped } from "../../../tests/operands.ts";
import { randomExample } from "../../../tests/fixtures/gradients.ts";
import { gradientRules } from "./mod.ts";

const defaults: Overrides = {};

/** Parameters that produce another graph than the defaults. */
const settings: { readonly [rule: string]: readonly Overrides[] } = {
  mgda: [{ normalization: "loss_l2" }],
  graddrop: [{ leak: 0.25 }],
  nash_mtl: [{ max_norm: 0 }],
  aligned_mtl: [{ scale_mode: "median" }, { scale_mode: "rmse" }],
};

for (const rule of Object.values(gradientRules)) {
  for (const values of [defaults, ...settings[rule.name] ?? []]) {
    Deno.test(`${rule.name} ${JSON.stringify(values)}: its compiled gradient is that of the reference`, async () => {
      for (const tasks of values === defaults ? [2, 3, 13] : [3]) {
        const bound = rule.create(bind(rule, values), tasks);
        const { gradients, losses, noise } = randomExample(tasks, 18);
        await assertAgrees(
          (seen, drawn, ...kernels) => {
            const { gradient } = bound.combine(kernels.map((kernel) => ({ layer: { kernel } })), {
              state: bound.init(),
              noise: {
                uniform: (shape) =>
                  tf.reshape(tf.slice(drawn, 0, tf.util.sizeFromShape([...shape])), [...shape]),
              },
              losses: seen as tf.Tensor1D,
            });
            return leaves(gradient).map(([, leaf]) => leaf);
          },
          [
            floats(...losses),
            floats(...noise),
            ...gradients.map((vector) => shaped(floats(...vector), [3, 6])),
          ],
          { gradients: false, tolerance: 1e-4 },
        );
      }
    });
  }
}
