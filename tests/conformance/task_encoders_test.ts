import assert from "node:assert/strict";
import type { Dataset, DomainData } from "../../datasets/dataset.ts";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import type { Encoder } from "../../encoders/encoder.ts";
import { encoders } from "../../encoders/mod.ts";
import {
  type Arrays,
  createOptimizer,
  type Feed,
  type NdArray,
  openDevice,
  randomStreams,
  type Tables,
  takeRows,
  toDense,
} from "../../engine/mod.ts";
import hardSharing from "../../methods/multi_task/hard_sharing.ts";
import { lossKind, multiTaskTrainer, outputsOf } from "../../methods/multi_task/_trainer.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { checkEncoder } from "../../settings/_encoder_fit.ts";
import { tasksOf } from "../../settings/multi_task/networks.ts";
import equal from "../../methods/multi_task/weightings/equal.ts";
import { assertAlike } from "./sharing.ts";
import { jointDatasets } from "./tiny.ts";

// Hard sharing × every encoder × every dataset of the suites of several tasks.

const STEPS = 3;
const BATCH = 3;
const LEARNING_RATE = 0.1;

/** Values at which the reference backend is fast, with dropout if the encoder has it. */
function small({ params, widths }: Encoder, { inputKind }: Dataset): Overrides {
  return {
    ...Object.fromEntries(widths.map((name) => [name, inputKind === "images" ? 2 : 6])),
    ...("dropout" in params ? { dropout: 0.5 } : {}),
  };
}

/** Returns a dataset's sample with the trainer of its tasks and the feeds of its steps. */
function learning(dataset: Dataset, encoder: Encoder) {
  const domains = dataset.sample(randomStreams(1));
  const names = Object.keys(domains);
  const { input } = domains[names[0]];
  const tasks = tasksOf(dataset, names);
  const bound = encoder.create(bind(encoder, small(encoder, dataset)), input);
  const problem = { tasks, all: tasks };
  const trainer = multiTaskTrainer({
    problem,
    network: hardSharing.create({}, problem, { encoder: bound, widened: () => bound }),
    weighting: equal.create({}, tasks.map(lossKind)),
    inTurn: false,
    // Changes a parameter in proportion to its gradient; Adam would amplify rounding errors of small gradients.
    optimizer: createOptimizer({ name: "sgd", learningRate: LEARNING_RATE, clipNorm: 1 }, true),
  });
  const tables = Object.fromEntries(
    names.map((domain) => [domain, domains[domain].train[0]]),
  ) as unknown as Tables;
  const random = randomStreams(2);
  const orders = names.map((domain) => [domain, random(`batches/${domain}`)] as const);
  const noise = { dropout: random("noise") };
  const feeds = Array.from({ length: STEPS }, (): Feed => ({
    rows: Object.fromEntries(
      orders.map(([domain, order]) => [
        domain,
        order.permutation((tables[domain].x as NdArray).shape[0]).subarray(0, BATCH),
      ]),
    ),
    scalars: { learning_rate: LEARNING_RATE, epoch_ends: 0 },
    noise,
  }));
  return { trainer, tables, feeds, domains, tasks, names };
}

async function trained(device: string, dataset: Dataset, encoder: Encoder) {
  const executor = await openDevice(device);
  const { trainer, tables, feeds, domains, tasks, names } = learning(dataset, encoder);
  const execution = await executor.start(trainer, randomStreams(3), tables);
  const reports = await execution.train(feeds);
  const outputs: { [domain: string]: NdArray } = {};
  for (const domain of names) {
    outputs[domain] = await execution.predict(takeRows(testOf(domains[domain]), [0, 1, 2]), domain);
  }
  const end = await execution.state();
  execution.dispose();
  return { reports, outputs, end, domains, tasks };
}

function reasonAgainst(dataset: Dataset, encoder: Encoder): string | undefined {
  const domains = Object.keys(dataset.sample(randomStreams(0)));
  try {
    checkEncoder(
      encoder.name,
      dataset.inputKind,
      tasksOf(dataset, domains),
      builtIn,
    );
  } catch (error) {
    return (error as Error).message;
  }
}

/** Returns the test rows of a domain's last part. */
const testOf = ({ test }: DomainData): NdArray => toDense(test.at(-1)!.x);

for (const encoder of Object.values(encoders)) {
  let fitting = 0;
  for (const dataset of jointDatasets) {
    const name = `hard_sharing × ${encoder.name} × ${dataset.name}`;
    const reason = reasonAgainst(dataset, encoder);
    if (reason) {
      Deno.test({ name: `${name}: ${reason}`, ignore: true, fn() {} });
      continue;
    }
    fitting++;

    Deno.test(`${name}: compiled steps are finite, agree with the reference and predict in the tasks' shapes`, async () => {
      const expected = await trained("reference", dataset, encoder);
      const actual = await trained("cpu", dataset, encoder);
      assertAlike(actual.end, expected.end, 1e-4);
      assertAlike(actual.outputs, expected.outputs, 1e-4);
      assertAlike(asArrays(actual.reports), asArrays(expected.reports), 1e-4);
      for (const report of actual.reports) {
        assert.ok(Object.values(report).every(Number.isFinite), JSON.stringify(report));
      }
      for (const [domain, { shape, data }] of Object.entries(actual.outputs)) {
        const tasks = actual.tasks.filter((task) => task.source === domain);
        const width = tasks.reduce((sum, task) => sum + outputsOf(task), 0);
        const tagged = tasks.every(({ kind }) => kind === "tagging");
        const words = tagged ? testOf(actual.domains[domain]).shape.slice(1) : [];
        assert.deepEqual(shape, [3, ...words, width]);
        assert.ok(data.every(Number.isFinite));
      }
      assert.ok(actual.reports.at(-1)!.loss !== actual.reports[0].loss);
    });
  }

  Deno.test(`${encoder.name} fits the tasks of some dataset`, () => assert.ok(fitting > 0));
}

/** Converts reports to a tree with one array for each name. */
function asArrays(reports: readonly { readonly [name: string]: number }[]): Arrays {
  return Object.fromEntries(
    Object.keys(reports[0]).map((name) => [name, {
      shape: [reports.length],
      data: Float32Array.from(reports, (report) => report[name]),
    }]),
  );
}
