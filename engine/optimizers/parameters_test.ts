import assert from "node:assert/strict";
import { bind, type Overrides, type Parameter } from "../../descriptors/parameters.ts";
import { openDevice } from "../devices.ts";
import * as tf from "../tf.ts";
import { leaves, type Tensors } from "../tree.ts";
import { createOptimizer, type OptimizerSpec } from "./mod.ts";
import { optimizers } from "./parameters.ts";

/** Gradients of sizes at which every ε matters, for parameters of sizes at which every decay does. */
const gradients = [[1, -1e-3, 1e-6, 3e-9, 1e-10, 0], [0.5, 2e-3, -1e-6, 1e-9, 2e-10, 1e-12]];
const start = [3, -2, 1e-3, 1e-6, 1e-8, 1e-10];

/** Returns every leaf of the state and the parameters after steps with these values. */
function trained(name: string, values?: Overrides): [path: string, numbers: number[]][] {
  const options = values &&
    Object.fromEntries(
      Object.entries(values).map(([key, value]) => [
        key,
        typeof value === "string" ? value === "yes" : value,
      ]),
    );
  const optimizer = createOptimizer({ name, options, learningRate: NaN } as OptimizerSpec);
  return tf.tidy(() => {
    let params: Tensors = { theta: tf.tensor1d(start) };
    let state = optimizer.init(params);
    for (const gradient of gradients) {
      ({ params, state } = optimizer.update(
        { theta: tf.tensor1d(gradient) },
        state,
        params,
        tf.scalar(1e-3),
      ));
    }
    return leaves({ params, state }).map(([path, leaf]) => [path, [...leaf.dataSync()]]);
  });
}

/** Returns another allowed value. */
function otherThanDefault({ kind, default: usual, range }: Parameter): number | string {
  if (kind === "choice") return range.find((value) => value !== usual)!;
  return usual === 0 ? 0.25 : Number(usual) / 2;
}

for (const [name, described] of Object.entries(optimizers)) {
  Deno.test(`${name}: the declared defaults are those of the optimizer`, async () => {
    await openDevice("reference");
    assert.equal(described.name, name);
    assert.deepEqual(trained(name, bind(described)), trained(name));
  });

  for (const [key, parameter] of Object.entries(described.params)) {
    Deno.test(`${name}.${key}: another value takes other steps`, async () => {
      await openDevice("reference");
      // Nesterov's momentum differs only where there is one.
      const base: Overrides = key === "nesterov" ? { momentum: 0.5 } : {};
      const changed = bind(described, { ...base, [key]: otherThanDefault(parameter) });
      assert.notDeepEqual(trained(name, changed), trained(name, bind(described, base)));
    });
  }
}

Deno.test("createOptimizer knows the declared optimizers and no others", () => {
  assert.throws(
    () => createOptimizer({ name: "lion", learningRate: 1 } as unknown as OptimizerSpec),
    {
      name: "RangeError",
      message: `Cannot create optimizer 'lion': the optimizers are ${
        Object.keys(optimizers).join(", ")
      }`,
    },
  );
});
