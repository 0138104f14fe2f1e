import assert from "node:assert/strict";
import moons from "../../datasets/moons.ts";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import mlp from "../../encoders/mlp.ts";
import {
  type Arrays,
  type Executor,
  leaves,
  type Numbers,
  openDevice,
  type OptimizerSpec,
  randomStreams,
} from "../../engine/mod.ts";
import { assertFollowsSourceOnly, parametersOf } from "../../tests/conformance/following.ts";
import { feedsOf, tablesOf, type Tiny, trainerOf } from "../../tests/conformance/tiny.ts";
import { assertClose } from "../../tests/golden/close.ts";
import adda from "./adda.ts";

const optimizers: OptimizerSpec[] = [
  { name: "adamw", learningRate: 0.02 },
  { name: "sgd", learningRate: 0.1, options: { momentum: 0.9, weightDecay: 0.01 } },
];
const STEPS = 6;
const shownRow = [0.5, -1.25];

for (const device of ["wasm", "reference"]) {
  Deno.test(`adda without the adversarial stage equals source_only bit for bit, on ${device}`, async () => {
    await assertFollowsSourceOnly(device, adda, { pretraining: 1, discriminator_width: 8 });
  });
}

for (const device of ["cpu", "wasm"]) {
  for (const reads of ["logits", "features"]) {
    for (const optimizer of optimizers) {
      Deno.test(`adda on ${reads} with ${optimizer.name} trains only the parameters of the current stage, on ${device}`, async () => {
        const { states } = await followed(device, { reads }, optimizer, STEPS);
        const [start, ...trained] = states;
        const [first, second] = [trained.slice(0, STEPS / 2), trained.slice(STEPS / 2)];
        const own = reads === "logits" ? ["encoder", "head"] : ["encoder"];
        const assertCopied = (state: Arrays) => {
          for (const part of own) {
            assert.deepEqual(under(state, `params/target/${part}`), under(state, `params/${part}`));
          }
          assert.equal(under(state, "params/target/head").length > 0, reads === "logits");
        };
        assertCopied(start);

        for (const [i, state] of first.entries()) {
          const before = states[i];
          for (const branch of ["params/encoder", "params/head", "optimizer"]) {
            assert.notDeepEqual(under(state, branch), under(before, branch), branch);
          }
          assertCopied(state);
          for (const branch of ["params/discriminator", "adversarial"]) {
            assert.deepEqual(under(state, branch), under(start, branch), branch);
          }
        }
        for (const [i, state] of second.entries()) {
          const before = states[STEPS / 2 + i];
          const adapted = own.map((part) => `params/target/${part}`);
          for (const branch of [...adapted, "params/discriminator", "adversarial"]) {
            assert.notDeepEqual(under(state, branch), under(before, branch), branch);
          }
          for (const branch of ["params/encoder", "params/head", "optimizer"]) {
            assert.deepEqual(under(state, branch), under(first.at(-1)!, branch), branch);
          }
        }
      });
    }
  }

  Deno.test(`adda's rate scales the learning rate in the second stage alone, on ${device}`, async () => {
    const runs = [];
    for (const rate of [0, 0.2, 100]) {
      runs.push(
        await followed(device, { pretraining: 0.5, rate }, { name: "sgd", learningRate: 0.1 }, 4),
      );
    }
    const [still, ...others] = runs;
    for (const { states } of others) {
      assert.deepEqual(states.slice(0, 3), still.states.slice(0, 3));
      assert.notDeepEqual(parametersOf(states[3], "target"), parametersOf(states[2], "target"));
    }
    assert.deepEqual(still.states[4], still.states[2]);
  });

  for (const reads of ["logits", "features"]) {
    const whose = reads === "logits" ? "target" : "source";
    Deno.test(`adda on ${reads} predicts with the target's encoder and the ${whose}'s classifier, on ${device}`, async () => {
      const { features, logits, states } = await followed(
        device,
        { reads },
        { name: "adam", learningRate: 0.05 },
        STEPS,
      );
      for (const [i, state] of states.entries()) {
        const [kernel, bias] = [
          under(state, "params/target/encoder/layer1/kernel"),
          under(state, "params/target/encoder/layer1/bias"),
        ];
        const [x0, x1] = shownRow;
        const expected = bias.map((b, j) =>
          Math.tanh(b + x0 * kernel[j] + x1 * kernel[bias.length + j])
        );
        assertClose(features[i], expected, 1e-4, 0.1);
        const head = reads === "logits" ? "params/target/head" : "params/head";
        const [weights, offset] = [under(state, `${head}/kernel`), under(state, `${head}/bias`)];
        assertClose(
          logits[i],
          offset.map((b, k) => expected.reduce((sum, f, j) => sum + f * weights[2 * j + k], b)),
          1e-4,
          0.1,
        );
      }
      assert.notDeepEqual(features.at(-1), features[STEPS / 2]);
    });
  }
}

Deno.test("adda reports the loss of its stage", async () => {
  const { reports } = await followed("cpu", { pretraining: 0.5 }, optimizers[0], STEPS);
  for (const [i, { loss, classification, domain, inverted }] of reports.entries()) {
    assertClose([loss], [i < STEPS / 2 ? classification : domain + inverted], 1e-6);
  }
});

Deno.test("adda's second stage begins after the fraction of the training that is pretraining", () => {
  const stages = (pretraining: number) => {
    const { schedule } = trainerOf(tiny(undefined as never, { pretraining }, optimizers[0], 0));
    return [0, 0.25, 0.49, 0.5, 0.75, 0.99].map((progress) => schedule(progress).adversarial);
  };
  assert.deepEqual(stages(0), [1, 1, 1, 1, 1, 1]);
  assert.deepEqual(stages(0.25), [0, 1, 1, 1, 1, 1]);
  assert.deepEqual(stages(0.5), [0, 0, 0, 1, 1, 1]);
  assert.deepEqual(stages(1), [0, 0, 0, 0, 0, 0]);
});

Deno.test("adda's defaults are the authors': two equal stages, a fifth of the learning rate in the second, two layers of 500 on the logits", () => {
  assert.deepEqual(bind(adda), {
    pretraining: 0.5,
    rate: 0.2,
    reads: "logits",
    discriminator_depth: 2,
    discriminator_width: 500,
  });
});

/** The states before the first step and after each, their predictions for one row, and the reports. */
async function followed(
  device: string,
  values: Overrides,
  optimizer: OptimizerSpec,
  steps: number,
) {
  const setting = tiny(await openDevice(device), values, optimizer, steps);
  const trainer = trainerOf(setting);
  const tables = tablesOf(setting);
  const execution = await setting.executor.start(trainer, randomStreams(0), tables);
  const states: Arrays[] = [];
  const features: number[][] = [];
  const logits: number[][] = [];
  const reports: Numbers[] = [];
  const note = async () => {
    states.push(await execution.state());
    const x = { shape: [1, 2], data: Float32Array.from(shownRow) };
    features.push([...(await execution.predict(x, "features")).data]);
    logits.push([...(await execution.predict(x)).data]);
  };
  try {
    await note();
    for (const feed of feedsOf(setting, trainer, tables)) {
      reports.push(...await execution.train([feed]));
      await note();
    }
  } finally {
    execution.dispose();
  }
  return { states, features, logits, reports };
}

function tiny(
  executor: Executor,
  values: Overrides,
  optimizer: OptimizerSpec,
  steps: number,
): Tiny {
  return {
    executor,
    dataset: moons,
    method: adda,
    values: { discriminator_width: 8, ...values },
    encoder: mlp,
    encoderValues: { width: 6, activation: "tanh" },
    optimizer,
    steps,
  };
}

/** The numbers under one branch of a state, leaf by leaf. */
function under(state: Arrays, branch: string): number[] {
  return leaves(state)
    .filter(([path]) => path === branch || path.startsWith(`${branch}/`))
    .flatMap(([, { data }]) => [...data]);
}
