import assert from "node:assert/strict";
import moons from "../../datasets/moons.ts";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import mlp from "../../encoders/mlp.ts";
import { type Arrays, leaves, openDevice, type OptimizerSpec } from "../../engine/mod.ts";
import { trainTiny, withSource } from "../../tests/conformance/tiny.ts";
import fineTuning from "./fine_tuning.ts";
import l2Sp from "./l2_sp.ts";
import type { TransferMethod } from "./_method.ts";

const DEPTH = 2;
const settings: { readonly optimizer: OptimizerSpec; readonly activation: string }[] = [
  { optimizer: { name: "adam", learningRate: 0.01 }, activation: "relu" },
  {
    optimizer: { name: "sgd", learningRate: 0.1, options: { momentum: 0.9 } },
    activation: "sigmoid",
  },
];

async function trained(
  method: TransferMethod,
  values: Overrides,
  { optimizer, activation } = settings[0],
  device = "wasm",
) {
  const tiny = await withSource({
    executor: await openDevice(device),
    dataset: moons,
    method,
    values: { depth: DEPTH, ...values },
    encoder: mlp,
    encoderValues: { width: 6, depth: 3, activation },
    optimizer,
    steps: 40,
    seed: 3,
  });
  return { source: tiny.source!, ...await trainTiny(tiny) };
}

for (const device of ["wasm", "reference", "cpu"]) {
  Deno.test(`l2_sp with α = β = 0 equals fine_tuning bit for bit, on ${device}`, async () => {
    for (const setting of settings) {
      const plain = await trained(fineTuning, {}, setting, device);
      const free = await trained(l2Sp, { alpha: 0, beta: 0 }, setting, device);
      assert.deepEqual(
        free.reports.map(({ classification }) => classification),
        plain.reports.map(({ loss }) => loss),
      );
      assert.ok(free.reports.every(({ penalty }) => penalty === 0));
      const actual = new Map(leaves(free.end));
      const expected = leaves(plain.end);
      assert.notDeepEqual(expected, leaves(plain.start));
      for (const [path, { data }] of expected) {
        const other = actual.get(path)!.data;
        // Apart from the sign of zero.
        assert.equal(data.findIndex((value, i) => value !== other[i]), -1, path);
      }
    }
  });
}

/** The squared distance of the copied weights from the source's, and the squared norm of all others. */
function penalised(
  { source, end }: { source: Arrays; end: Arrays },
): [near: number, small: number] {
  const starts = new Map(leaves(source));
  let [near, small] = [0, 0];
  for (const [path, { data }] of leaves(end.params as Arrays)) {
    if (path.endsWith("/bias")) continue;
    const taken = ["layer1", "layer2"].some((layer) => path.startsWith(`encoder/${layer}/`));
    const start = taken && starts.get(path.slice("encoder/".length))!.data;
    data.forEach((value, i) => {
      if (start) near += (value - start[i]) ** 2;
      else small += value ** 2;
    });
  }
  return [near, small];
}

Deno.test("l2_sp stays nearer to the source with a larger α, and its other layers are smaller with a larger β", async () => {
  const [free, tied, light] = [
    penalised(await trained(l2Sp, { alpha: 0, beta: 0 })),
    penalised(await trained(l2Sp, { alpha: 30, beta: 0 })),
    penalised(await trained(l2Sp, { alpha: 0, beta: 1 })),
  ];
  assert.ok(free[0] > 0.1);
  assert.ok(tied[0] < 0.1 * free[0], `${tied} and ${free}`);
  assert.ok(light[1] < 0.9 * free[1], `${light} and ${free}`);
});

Deno.test("l2_sp's defaults are the authors': 0.01 for both penalties", () => {
  const { alpha, beta } = bind(l2Sp);
  assert.deepEqual([alpha, beta], [0.01, 0.01]);
});

Deno.test("l2_sp's initial penalty is that of the new layers alone, and its starting point is constant", async () => {
  const { source, start, end, reports } = await trained(l2Sp, { alpha: 7, beta: 0.5 });
  const [near, small] = penalised({ source, end: start });
  assert.equal(near, 0);
  assert.ok(Math.abs(reports[0].penalty - 0.25 * small) < 1e-5 * small);
  const taken = leaves(source).slice(0, 2 * DEPTH);
  for (const state of [start, end]) {
    assert.deepEqual(leaves((state.fixed as { start: Arrays }).start), taken);
  }
});
