import assert from "node:assert/strict";
import moons from "../../datasets/moons.ts";
import { encoders } from "../../encoders/mod.ts";
import {
  type Arrays,
  type Executor,
  leaves,
  type Numbers,
  openDevice,
  type OptimizerSpec,
  randomStreams,
} from "../../engine/mod.ts";
import { fusedExecutor } from "../../engine/fused/executor.ts";
import { operators } from "../../engine/fused/operators/mod.ts";
import sourceOnly from "../../methods/unsupervised_adaptation/source_only.ts";
import { cnn } from "../../tasks/_workloads/cnn.ts";
import { depthwise } from "../../tasks/_workloads/depthwise.ts";
import { lstm } from "../../tasks/_workloads/lstm.ts";
import { mlp } from "../../tasks/_workloads/mlp.ts";
import { textCnn } from "../../tasks/_workloads/text_cnn.ts";
import { transformer } from "../../tasks/_workloads/transformer.ts";
import type { Workload } from "../../tasks/_workloads/workload.ts";
import { assertClose } from "../golden/close.ts";
import { chosen } from "./matrix.ts";
import {
  adaptationMethods,
  inputsOf,
  placesOf,
  quickValues,
  type Tiny,
  trainTiny,
  transferMethods,
  triedValues,
  withSource,
} from "./tiny.ts";

// Whole compiled steps, compared with TensorFlow.js's plain backend, which runs them operation by operation.

/** Operators that ONNX Runtime does not have. */
const OURS = ["SparseProduct", "Recurrent", "RecurrentGradient"];

/** Several calls of the learning rate's schedule, with state of the optimizer. */
const STEPS = 8;

/** The CPU, where ONNX Runtime computes all of its operators: the same steps without fused kernels and values in no memory. */
const unfused = fusedExecutor({ name: "cpu", threads: 1, versions: {} }, {
  threads: 1,
  spins: false,
  fused: new Map([...operators].filter(([name]) => OURS.includes(name))),
});

/** The result of some steps. */
interface Result {
  readonly end: Arrays;
  readonly reports: readonly Numbers[];
}

/**
 * Asserts that the reference, the CPU and ONNX Runtime alone have the same reports and the same state, to a tolerance (1e-5
 * by default) relative to the largest number of a report or a leaf.
 *
 * A leaf whose numbers are all below 0.1 is compared as if its largest were 0.1: the gradient of a bias is a sum
 * of terms of about that size, which may cancel.
 */
async function assertAgree(
  train: (executor: Executor) => Promise<Result>,
  relative = 1e-5,
): Promise<void> {
  const expected = await train(await openDevice("reference"));
  for (const executor of [await openDevice("cpu"), unfused]) {
    assertResult(await train(executor), expected, relative);
  }
}

function assertResult(actual: Result, expected: Result, relative: number): void {
  for (const name of Object.keys(expected.reports[0])) {
    const [reported, right] = [actual, expected].map(({ reports }) =>
      reports.map((report) => report[name])
    );
    assertSame(name, reported, right, relative, 0);
  }
  const present = new Map(leaves(actual.end));
  assert.deepEqual([...present.keys()], leaves(expected.end).map(([path]) => path));
  for (const [path, { shape, data }] of leaves(expected.end)) {
    const leaf = present.get(path)!;
    assert.deepEqual(leaf.shape, shape, path);
    assertSame(path, leaf.data, data, relative, 0.1);
  }
}

function assertSame(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  relative: number,
  least: number,
): void {
  const largest = Array.from(expected).reduce((most, v) => Math.max(most, Math.abs(v)), least);
  try {
    assertClose(actual, expected, relative, largest);
  } catch (error) {
    assert.fail(`${what}: ${(error as Error).message}`);
  }
}

/**
 * Gradient descent changes a parameter in proportion to its gradient; Adam and similar optimizers divide by the
 * gradient's magnitude, so the rounding error of cancelling terms becomes a full step.
 */
const NESTEROV: OptimizerSpec = {
  name: "sgd",
  learningRate: 0.05,
  options: { momentum: 0.9, nesterov: true },
};

for (
  const { method, encoder, dataset } of chosen(placesOf([...adaptationMethods, ...transferMethods]))
) {
  const ofImages = dataset.inputKind === "images";
  // The reference takes up to half a second per step on wide inputs, words and images.
  const slow = inputsOf(dataset) > 10;
  const tiny = {
    ...{ dataset, method, encoder, optimizer: NESTEROV },
    encoderValues: quickValues(encoder, dataset, 4),
    batch: slow ? 4 : 16,
    steps: slow ? 2 : STEPS,
  };
  // MMD's gradient divides distances by their mean, which is small for a few untrained features; CMD's distance of texts is
  // a small difference of moments.
  const relative = ofImages || dataset.inputKind === "words" ? 1e-4 : 1e-5;

  const name = `${method.name} × ${encoder.name} × ${dataset.name}`;
  for (const values of triedValues(tiny)) {
    const [given = ""] = Object.entries(values).map((value) => ` (${value.join(" ")})`);
    Deno.test(`${name}${given}: compiled steps agree with the reference`, async () => {
      const { source } = await withSource({
        ...tiny,
        values,
        executor: await openDevice("cpu"),
      });
      await assertAgree(
        (executor) => trainTiny({ ...tiny, values, source, executor }),
        relative,
      );
    });
  }
}

const OPTIMIZERS: readonly OptimizerSpec[] = [
  { name: "sgd", learningRate: 0.1 },
  { name: "sgd", learningRate: 0.05, options: { momentum: 0.9, weightDecay: 0.01 } },
  { name: "adam", learningRate: 0.01 },
  { name: "adam", learningRate: 0.01, options: { weightDecay: 0.01 } },
  { name: "adam", learningRate: 0.01, clipNorm: 0.1 },
  { name: "adamw", learningRate: 0.01 },
  { name: "rmsprop", learningRate: 0.01 },
  { name: "rmsprop", learningRate: 0.01, options: { momentum: 0.5 } },
  { name: "adagrad", learningRate: 0.05 },
  { name: "adadelta", learningRate: 1 },
  { ...NESTEROV, clipNorm: 0.5 },
];

for (const optimizer of OPTIMIZERS) {
  const { name, learningRate: _, ...others } = optimizer;
  const tiny: Omit<Tiny, "executor"> = {
    dataset: moons,
    method: sourceOnly,
    encoder: encoders.mlp,
    optimizer,
    steps: STEPS,
  };

  Deno.test(`${name} ${JSON.stringify(others)}: compiled steps agree with the reference`, () =>
    assertAgree((executor) => trainTiny({ ...tiny, executor })));
}

/** The reference workloads at minimal sizes that still cover everything, such as blocks of 16 channels. */
const workloads: { readonly [name: string]: Workload } = {
  mlp: mlp({ batch: 8, inputs: 50, hidden: 20, classes: 3 }),
  cnn: cnn({
    ...{ batch: 4, side: 12, inputs: 3, window: 3, channels: [16, 32], hidden: 10 },
    classes: 3,
  }),
  textcnn: textCnn({
    ...{ batch: 6, length: 12, vocabulary: 30, embedding: 8, channels: 10, widths: [3, 4, 5] },
    classes: 3,
  }),
  lstm: lstm({ batch: 6, length: 9, vocabulary: 30, embedding: 8, hidden: 10, classes: 3 }),
  transformer: transformer({
    ...{ batch: 4, length: 7, vocabulary: 30, layers: 2, width: 12, heads: 3, feedForward: 20 },
    classes: 3,
  }),
  depthwise: depthwise({
    ...{ batch: 4, side: 5, inputs: 3, firstWindow: 3, channels: 8, blocks: 1, expansion: 2 },
    ...{ window: 5, classes: 3 },
  }),
};

for (const [name, { program, batch }] of Object.entries(workloads)) {
  Deno.test(`${name}: compiled steps agree with the reference`, () =>
    assertAgree(async (executor) => {
      const execution = await executor.start(program, randomStreams(1), { batch });
      const { length } = batch.y.data;
      const random = randomStreams(2)("rows");
      const feeds = Array.from({ length: STEPS }, (_, step) => ({
        rows: {
          batch: Int32Array.from({ length }, () => Math.floor(random.uniform(0, length))),
        },
        scalars: { learning_rate: 0.05 / (1 + step / STEPS) },
      }));
      const reports = await execution.train(feeds);
      const end = await execution.state();
      execution.dispose();
      return { reports, end };
    }));
}
