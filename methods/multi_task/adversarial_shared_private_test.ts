import assert from "node:assert/strict";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import { type Arrays, leaves, openDevice, randomStreams } from "../../engine/mod.ts";
import {
  perceptrons,
  separate,
  sharingTrainer,
  tablesOf,
  together,
  trainSharing,
} from "../../tests/conformance/sharing.ts";
import { assertClose } from "../../tests/golden/close.ts";
import adversarial from "./adversarial_shared_private.ts";
import type { MultiTaskMethod } from "./_sharing.ts";
import sharedPrivate from "./shared_private.ts";

const method = adversarial as MultiTaskMethod;
const off = { adversarial: 0, orthogonality: 0 };

for (const inTurn of [false, true]) {
  Deno.test(`adversarial_shared_private without both terms equals shared_private bit for bit, ${inTurn ? "in turn" : "jointly"}`, async () => {
    const executor = await openDevice("reference");
    const asp = await trainSharing(executor, { method, values: off, problem: separate, inTurn });
    const plain = { method: sharedPrivate as MultiTaskMethod, problem: separate, inTurn };
    const sp = await trainSharing(executor, plain);
    assert.deepEqual(asp.end, sp.end);
    assert.deepEqual(asp.reports, sp.reports);
  });
}

Deno.test("adversarial_shared_private's λ scales the reversed gradient in the encoder and the discriminator's own step", async () => {
  const taken = await gradients({ orthogonality: 0 });
  const without = await taken(0);
  const once = await taken(1);
  const of = (found: Gradients, part: string) =>
    [...found].filter(([path]) => path.includes(part)).flatMap(([path, values]) =>
      values.map((value, i) => value - (without.get(path)?.[i] ?? 0))
    );
  for (const part of ["shared/encoder", "shared/discriminator"]) {
    assert.ok(of(once, part).some((g) => Math.abs(g) > 1e-3), part);
  }
  for (const λ of [0.5, 3]) {
    const found = await taken(λ);
    for (const part of ["shared/encoder", "shared/discriminator"]) {
      assertClose(of(found, part), of(once, part).map((g) => λ * g), 1e-4, 0.01);
    }
    assertClose(of(found, "own/"), of(without, "own/"), 0);
  }
});

Deno.test("adversarial_shared_private reads unlabelled rows for the discriminator alone", async () => {
  const executor = await openDevice("reference");
  const reportOf = async (factor: number) => {
    const sharing = { method, problem: separate, values: { adversarial: 1 } };
    const trainer = sharingTrainer(sharing);
    const tables = structuredClone(tablesOf(separate, true)) as { [table: string]: Arrays };
    const { data } = tables["roses~unlabelled"].x as { data: Float32Array };
    data.forEach((x, i) => data[i] = factor * x);
    const execution = await executor.start(trainer, randomStreams(3), tables);
    const rows = Object.fromEntries(
      Object.keys(tables).map((table) => [table, Int32Array.of(0, 1, 2)]),
    );
    const [report] = await execution.train([{
      rows,
      scalars: { learning_rate: 0.1, epoch_ends: 0 },
    }]);
    execution.dispose();
    return report;
  };
  const { adversarial: plain, loss: _, ...others } = await reportOf(1);
  const { adversarial: moved, loss: __, ...same } = await reportOf(3);
  assert.notEqual(moved, plain);
  assert.deepEqual(same, others);
});

Deno.test("adversarial_shared_private's private features overlap less with the shared ones the larger γ is", async () => {
  const executor = await openDevice("reference");
  const overlap = async (γ: number) => {
    const values = { adversarial: 0, orthogonality: γ };
    const { reports } = await trainSharing(executor, {
      method,
      values,
      problem: separate,
      steps: 30,
    });
    return reports.at(-1)!.orthogonality / γ;
  };
  const [loose, strict] = [await overlap(1e-6), await overlap(10)];
  assert.ok(strict < 0.8 * loose, `${strict}, ${loose}`);
});

Deno.test("adversarial_shared_private refuses tasks that are labelled on the same rows, unless adversarial = 0", () => {
  const create = (values: Overrides) =>
    adversarial.create(bind(adversarial, values), together, perceptrons());
  assert.throws(() => create({}), {
    name: "RangeError",
    message:
      "Cannot distinguish tasks by their rows: all tasks have the same rows, so adversarial must be 0, " +
      "current value is 0.05",
  });
  assert.ok(create({ adversarial: 0 }));
});

Deno.test("adversarial_shared_private has the paper's factors by default", () => {
  assert.deepEqual(bind(adversarial), { adversarial: 0.05, orthogonality: 0.01 });
});

type Gradients = ReadonlyMap<string, number[]>;

/** The gradients for a λ: the change by the first step of gradient descent at a learning rate of 1. */
async function gradients(values: Overrides): Promise<(λ: number) => Promise<Gradients>> {
  const executor = await openDevice("reference");
  return async (λ) => {
    const { start, end } = await trainSharing(executor, {
      method,
      values: { ...values, adversarial: λ },
      problem: separate,
      optimizer: { name: "sgd", learningRate: 1 },
      steps: 1,
    });
    const after = new Map(leaves(end.params as Arrays));
    return new Map(
      leaves(start.params as Arrays).map(([path, { data }]) => [
        path,
        Array.from(data, (value, i) => value - after.get(path)!.data[i]),
      ]),
    );
  };
}
