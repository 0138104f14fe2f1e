import assert from "node:assert/strict";
import amazonReviews from "../../datasets/amazon_reviews.ts";
import type { Dataset } from "../../datasets/dataset.ts";
import digits from "../../datasets/digits.ts";
import fudanReviews from "../../datasets/fudan_reviews.ts";
import twoBits from "../../datasets/two_bits.ts";
import { bind } from "../../descriptors/parameters.ts";
import { encoders } from "../../encoders/mod.ts";
import {
  createOptimizer,
  leaves,
  openDevice,
  randomStreams,
  type Tables,
  takeRows,
} from "../../engine/mod.ts";
import { type GeneralisationMethod, tableOf } from "../../methods/domain_generalisation/_method.ts";
import { methods } from "../../methods/mod.ts";
import { assertClose } from "../golden/close.ts";
import { whole } from "./matrix.ts";
import { classesOf, inputOf, quickValues } from "./tiny.ts";

// Every method of domain generalisation, compiled and eager, with networks on numbers, counts, words and images: with two of
// them, or with all by `deno task test:matrix`. Images are slow in plain JavaScript.

const DOMAINS = 2;

/** Steps and rows of a batch. */
const sizeOf = ({ inputKind }: Dataset) =>
  inputKind === "images" ? { steps: 2, batch: 4 } : { steps: 6, batch: 8 };

/** Relative tolerance; the kernels of `mmd_dg` multiply the rounding errors of distances by up to 1000. */
const toleranceOf = (method: string): number => method === "mmd_dg" ? 3e-3 : 2e-4;

const networks: readonly [dataset: Dataset, encoder: string][] = [
  [twoBits, "mlp"],
  [amazonReviews, "mlp"],
  [fudanReviews, "text_cnn"],
  [digits, "cnn"],
];

const all = Object.values(methods).filter((method): method is GeneralisationMethod =>
  method.setting === "domain_generalisation"
);

/** Trains a method for a few steps on the first domains of a dataset's sample. */
async function trained(
  device: string,
  method: GeneralisationMethod,
  [dataset, name]: typeof networks[number],
) {
  const encoder = encoders[name];
  const { steps, batch } = sizeOf(dataset);
  const values = dataset.inputKind === "counts" ? { width: 4 } : quickValues(encoder, dataset, 4);
  const rows = Object.values(dataset.sample(randomStreams(1))).slice(0, DOMAINS)
    .map(({ train: [{ x, y }] }) => ({ x, y: Object.values(y)[0] }));
  const tables: Tables = Object.fromEntries(rows.map((table, i) => [tableOf(i), table]));
  const trainer = method.create(
    bind(method),
    { inputShape: inputOf(dataset).shape, classes: classesOf(dataset).length, domains: DOMAINS },
    encoder.create(bind(encoder, values), inputOf(dataset)),
    createOptimizer({ name: "sgd", learningRate: 0.05 }),
  );
  const executor = await openDevice(device);
  const random = randomStreams(5);
  const execution = await executor.start(trainer, random, tables);
  try {
    const start = await execution.state();
    const noise = { method: random("noise/method") };
    const reports = await execution.train(Array.from({ length: steps }, (_, step) => ({
      rows: Object.fromEntries(rows.map(({ y }, i) => [
        tableOf(i),
        random(`rows/${i}/${step}`).permutation(y.data.length).subarray(0, batch),
      ])),
      scalars: { learning_rate: 0.05, ...trainer.schedule(step / steps) },
      noise,
    })));
    const some = takeRows(rows[0].x, [0, 1]);
    const features = await execution.predict(some, "features");
    assert.equal(features.shape[0], 2);
    return { start, end: await execution.state(), reports };
  } finally {
    execution.dispose();
  }
}

for (const [i, method] of all.entries()) {
  const fitting = networks.filter(([{ inputKind }]) =>
    !(method.mixesInputs && inputKind === "words")
  );
  const [first, ...others] = fitting.filter(([{ inputKind }]) => inputKind !== "images");
  for (const place of whole ? fitting : [first, others[i % others.length]]) {
    const [{ name }, encoder] = place;
    Deno.test(`${method.name} × ${encoder} × ${name}: compiled steps agree with TensorFlow.js, and every parameter learns`, async () => {
      const tolerance = toleranceOf(method.name);
      const compiled = await trained("cpu", method, place);
      const eager = await trained("reference", method, place);
      for (const [step, report] of compiled.reports.entries()) {
        assert.deepEqual(Object.keys(report).sort(), Object.keys(eager.reports[step]).sort());
        for (const [part, value] of Object.entries(report)) {
          assertClose([value], [eager.reports[step][part]], tolerance, 0.5);
        }
      }
      const start = new Map(leaves(compiled.start));
      const expected = new Map(leaves(eager.end));
      for (const [path, { data }] of leaves(compiled.end)) {
        assertClose(data, expected.get(path)!.data, tolerance, 0.5);
        if (!path.startsWith("params/")) continue;
        const initial = start.get(path)!.data;
        assert.ok(data.some((value, at) => value !== initial[at]), `${path} is unchanged`);
      }
    });
  }
}
