import assert from "node:assert/strict";
import { tf } from "../../engine/mod.ts";
import {
  brighter,
  fewHalves,
  follow,
  followSpec,
  halvesSpec,
  type TransferCase,
} from "../../tests/conformance/transfer_runs.ts";
import { transferMethods } from "../../tests/conformance/tiny.ts";
import type { TransferSpec } from "./suite.ts";

/** Returns a run by gradient descent at a learning rate that is greater than any that a protocol allows. */
function atRate(learningRate: number, what: TransferCase): TransferSpec {
  const spec = halvesSpec({ ...what, protocol: { ...what.protocol, optimizer: "sgd" } });
  const { protocol } = spec;
  return { ...spec, protocol: { ...protocol, values: { ...protocol.values, learningRate } } };
}

for (const { name: method, pretrained } of transferMethods) {
  Deno.test(`run of ${method} at an absurd learning rate has diverged`, async () => {
    const before = tf.memory().numTensors;
    const spec = atRate(1e30, { method });
    const { record, predictions, trainings } = await followSpec(spec);
    assert.equal(record.status, "diverged");
    const where = pretrained ? "The loss on the source" : "The loss";
    assert.match(record.error!.message, new RegExp(`^${where} was (NaN|Infinity) at step \\d$`));
    assert.equal(record.error!.message.at(-1), `${record.error!.step}`);
    assert.deepEqual([record.metrics, record.selected, predictions], [{}, {}, undefined]);
    assert.equal(trainings.length, 1);
    assert.equal(tf.memory().numTensors, before);
  });

  Deno.test(`run of ${method} whose target's loss is not finite has diverged at its first step`, async () => {
    const { A, B } = fewHalves;
    const { record, trainings } = await follow({ method }, {
      A,
      B: { ...B, train: brighter(B.train, Infinity) },
    });
    assert.equal(record.status, "diverged");
    assert.deepEqual(record.error, { message: "The loss was NaN at step 1", step: 1 });
    assert.deepEqual(record.curve, []);
    assert.equal(trainings.length, pretrained ? 2 : 1);
  });
}

Deno.test("run whose source's last update explodes, after its loss was reported, has diverged", async () => {
  const protocol = { pretraining: 1, batch: 40 };
  for (const { name: method } of transferMethods.filter(({ pretrained }) => pretrained)) {
    // Its only step reports the loss of the initial weights.
    const { record, trainings } = await followSpec(atRate(1e38, { method, protocol }), {
      ...fewHalves,
      A: { ...fewHalves.A, train: brighter(fewHalves.A.train, 1e4) },
    });
    assert.equal(record.status, "diverged");
    assert.deepEqual(record.error, {
      message: "The network trained on the source was not finite at step 1",
      step: 1,
    });
    assert.equal(trainings.length, 1);
  }
});

const failing: [what: string, TransferCase, message: string][] = [
  [
    "more labels than a class has rows",
    { method: "from_scratch", labels: 13 },
    "Cannot label 13 rows of each class: one has 12",
  ],
  [
    "no row to hold out",
    { method: "fine_tuning", labels: 1 },
    "Cannot hold out validation rows: 0.25 of 1 rows of each class is none",
  ],
  [
    "no row to train on",
    { method: "from_scratch", labels: 1, protocol: { validation: 0.9, batch: 4 } },
    "Cannot hold out validation rows: 0.9 of 1 rows of each class leaves none to train on",
  ],
  [
    "a batch larger than the source",
    { method: "fine_tuning", protocol: { batch: 61 } },
    "Cannot fill a batch of 61 rows: the training split has 60",
  ],
  [
    "a batch larger than the target",
    { method: "from_scratch", protocol: { batch: 46 } },
    "Cannot fill a batch of 46 rows: the training split has 45",
  ],
];

for (const [what, spec, message] of failing) {
  Deno.test(`run with ${what} has failed`, async () => {
    const { record } = await follow(spec);
    assert.equal(record.status, "failed");
    assert.deepEqual(record.error, { message });
    assert.deepEqual([record.metrics, record.curve], [{}, []]);
  });
}
