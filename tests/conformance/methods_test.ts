import assert from "node:assert/strict";
import moons from "../../datasets/moons.ts";
import type { Overrides } from "../../descriptors/parameters.ts";
import { encoders } from "../../encoders/mod.ts";
import { leaves, type Numbers, openDevice, tf, toDense } from "../../engine/mod.ts";
import { assertClose } from "../golden/close.ts";
import { chosen } from "./matrix.ts";
import {
  adaptationMethods,
  classesOf,
  feedsOf,
  inputsOf,
  placesOf,
  quickValues,
  tablesOf,
  type Tiny,
  tinyDomains,
  trainerOf,
  trainTiny,
  transferMethods,
  triedValues,
  withSource,
} from "./tiny.ts";

// Every method of the registry with the encoders and dataset samples that it fits: a sample of these, or all by
// `deno task test:matrix`.

/** Values that let a method learn from images in few steps. */
const valuesForImages: { readonly [method: string]: Overrides } = {
  // The biased estimate can collapse all features, even within one domain.
  mmd: { estimator: "unbiased" },
};

/** The parts of networks for some inputs that `wasm` cannot train. */
const untrained: { readonly [inputs: string]: string } = {
  images: "convolutions",
  words: "embeddings",
};

const tried = [...adaptationMethods, ...transferMethods];

for (const { method, encoder, dataset } of chosen(placesOf(tried))) {
  // Wide inputs are slow, and are learned in few steps.
  const steps = inputsOf(dataset) > 100 ? 12 : 24;
  const tiny = {
    dataset,
    method,
    encoder,
    encoderValues: quickValues(encoder, dataset, 8),
    optimizer: { name: "adam" as const, learningRate: inputsOf(dataset) > 100 ? 0.01 : 0.03 },
    steps,
  };
  for (const values of triedValues(tiny)) {
    const [given = ""] = Object.entries(values).map((value) => ` (${value.join(" ")})`);
    const departures = dataset.inputKind === "images" ? valuesForImages[method.name] : {};
    testTraining(`${method.name} × ${encoder.name} × ${dataset.name}${given}`, {
      ...tiny,
      values: { ...departures, ...values },
    });
  }
}

/** Tests training on every device that supports it. */
function testTraining(name: string, tried: Omit<Tiny, "executor">): void {
  const { dataset, steps } = tried;
  const on = async (device: string): Promise<Tiny> =>
    withSource({ ...tried, executor: await openDevice(device) });

  for (const device of ["cpu", "wasm"]) {
    const part = untrained[dataset.inputKind];
    if (device === "wasm" && part) {
      Deno.test({ name: `${name}: wasm cannot train ${part}`, ignore: true, fn() {} });
      continue;
    }
    Deno.test(`${name}, ${device}: losses are finite and fall, every parameter changes, training is deterministic`, async () => {
      const tiny = await on(device);
      const before = tf.memory();
      const { start, end, reports } = await trainTiny(tiny, async (execution) => {
        const held = tf.memory().numTensors;
        const { test } = tinyDomains(dataset).target;
        const predicted = await execution.predict(test.x);
        assert.deepEqual(predicted.shape, [test.x.shape[0], classesOf(dataset).length]);
        assert.ok(predicted.data.every(Number.isFinite));
        assert.equal(tf.memory().numTensors, held, "predicting keeps tensors");
      });
      assert.equal(tf.memory().numTensors, before.numTensors, "training keeps tensors");
      assert.equal(tf.memory().numDataBuffers, before.numDataBuffers, "training keeps data");

      assert.equal(reports.length, steps);
      for (const [step, report] of reports.entries()) {
        assert.ok("loss" in report);
        for (const [part, value] of Object.entries(report)) {
          assert.ok(Number.isFinite(value), `${part} is ${value} at step ${step + 1}`);
        }
      }
      const classification = reports.map((report: Numbers) => report.classification ?? report.loss);
      const [first, last] = [mean(classification.slice(0, 3)), mean(classification.slice(-3))];
      assert.ok(last < 0.9 * first, `classification went from ${first} to ${last}`);

      const started = new Map(leaves(start));
      for (const [path, { data }] of leaves(end)) {
        const { data: initial } = started.get(path)!;
        const stays = data.every((value, i) => Object.is(value, initial[i]));
        if (path.startsWith("params/")) assert.ok(!stays, `${path} is unchanged`);
        if (path.startsWith("fixed/")) assert.ok(stays, `${path} is changed`);
      }

      const again = await trainTiny(tiny);
      assert.deepEqual(again.reports, reports);
      for (const [path, { data }] of leaves(again.end)) {
        const other = leaves(end).find(([p]) => p === path)![1].data;
        assert.equal(data.findIndex((value, i) => !Object.is(value, other[i])), -1, path);
      }
    });

    Deno.test(`${name}, ${device}: a step does not modify its inputs and draws no random numbers`, async () => {
      const tiny = await on(device);
      const trainer = trainerOf(tiny);
      const tables = tablesOf(tiny);
      const bytes = () =>
        JSON.stringify(leaves(tables).map(([, column]) => sum(toDense(column).data)));
      const before = bytes();
      const random = Math.random;
      Math.random = () => assert.fail("a method has drawn a random number of its own");
      try {
        const execution = await tiny.executor.start(
          trainer,
          () => ({
            uniform: (low = 0, high = 1) => (low + high) / 2 + 0.01,
            normal: () => 0.1,
            permutation: (n) => Int32Array.from({ length: n }, (_, i) => i),
          }),
          tables,
        );
        await execution.train(feedsOf({ ...tiny, steps: 1 }, trainer, tables));
        execution.dispose();
      } finally {
        Math.random = random;
      }
      assert.equal(bytes(), before);
    });
  }

  if (inputsOf(dataset) <= 100 && !untrained[dataset.inputKind]) {
    Deno.test(`${name}: wasm and reference train to the same state`, async () => {
      const [wasm, reference] = [
        await trainTiny({ ...await on("wasm"), steps: 10 }),
        await trainTiny({ ...await on("reference"), steps: 10 }),
      ];
      for (const [path, { data }] of leaves(wasm.end)) {
        if (!path.startsWith("params/")) continue;
        const other = leaves(reference.end).find(([p]) => p === path)![1].data;
        assertClose(data, other, 1e-3, 0.1);
      }
    });
  }
}

for (const method of tried) {
  for (const [parameter, { grid }] of Object.entries(method.params)) {
    Deno.test(`${method.name}.${parameter}: a step is finite at every value of its grid`, async () => {
      const executor = await openDevice("cpu");
      const dataset = moons;
      const encoder = encoders.mlp;
      for (const value of grid) {
        const values = { [parameter]: value };
        const tiny = { executor, dataset, method, values, encoder, steps: 2 };
        const { end, reports } = await trainTiny(await withSource(tiny));
        for (const report of reports) {
          assert.ok(Object.values(report).every(Number.isFinite), `${parameter} = ${value}`);
        }
        for (const [path, { data }] of leaves(end)) {
          assert.ok(data.every(Number.isFinite), `${path} at ${parameter} = ${value}`);
        }
      }
    });
  }
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, v) => total + v, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
