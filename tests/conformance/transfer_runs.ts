import assert from "node:assert/strict";
import type { LoadedDomains } from "../../datasets/dataset.ts";
import halvesData from "../../datasets/fashion_halves.ts";
import type { Overrides } from "../../descriptors/parameters.ts";
import {
  type Arrays,
  type Execution,
  type Executor,
  type Feed,
  type NdArray,
  openDevice,
  type Program,
  randomStreams,
  type Streams,
  type Tables,
  toDense,
} from "../../engine/mod.ts";
import halves from "../../suites/fashion_halves.ts";
import type { Labels } from "../../records/record.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { expand } from "../../runs/expand.ts";
import { run, type RunResult } from "../../runs/run.ts";
import type { Pair } from "../../settings/_pairs.ts";
import type { TransferSpec, TransferSuite } from "../../settings/inductive_transfer/suite.ts";
import type { SuiteProtocol } from "../../suites/suite.ts";
import { type LabelledRows, loadedFrom, type OneTask, oneTask } from "../one_task.ts";
import { environment } from "./runs.ts";

/** A protocol of few and small steps: 3 per epoch on the source and 2 on the target. */
const tinyTransfer: SuiteProtocol = {
  encoder: { name: "cnn", values: { depth: 1, channels: 2, width: 8 } },
  values: { learningRate: 0.01, pretraining: 2, epochs: 3, batch: 16, validation: 0.25 },
  selections: ["last", "validation"],
};

/** A run of the halves of Fashion-MNIST. */
export interface TransferCase {
  readonly method: string;
  readonly values?: Overrides;
  readonly pair?: Pair;
  readonly labels?: Labels;
  /** Values of the protocol that differ from the tiny one. */
  readonly protocol?: Overrides;
  readonly seed?: number;
}

/** Returns the spec of one run of the halves of Fashion-MNIST; default: from A to B with all labels. */
export function halvesSpec(
  { method, values = {}, pair = ["A", "B"], labels = "all", protocol, seed = 0 }: TransferCase,
): TransferSpec {
  const suite: TransferSuite = {
    ...halves,
    depths: [Number(values.depth ?? 1)],
    methods: { [method]: values },
    protocol: { ...tinyTransfer, values: { ...tinyTransfer.values, ...protocol } },
  };
  const options = { pairs: pair.join("-"), labels: `${labels}` };
  const [spec] = expand(suite, { options, seeds: [seed] }, builtIn);
  return spec as TransferSpec;
}

/** Samples of the halves by name: 60 training rows, 12 of each class, and 20 test rows. */
export const fewHalves: Halves = Object.fromEntries(
  Object.entries(halvesData.sample(randomStreams(100))).map(([half, data]) => [
    half,
    oneTask(data, half),
  ]),
);

/** Returns rows of the halves as the dataset loads them. */
export const asHalves = (halves: Halves): LoadedDomains =>
  loadedFrom(halves, { kind: "images", shape: [28, 28, 1] });

/** The inputs of the executor for one training, and its results. */
export interface Trained {
  readonly tables: { readonly labelled: LabelledRows };
  readonly start: Arrays;
  readonly feeds: Feed[];
  readonly predicted: NdArray[];
  end?: Arrays;
}

/** Trains with another executor and records the inputs. */
class Witness implements Executor {
  readonly trainings: Trained[] = [];
  constructor(readonly inner: Executor) {}

  get device() {
    return this.inner.device;
  }

  async start(program: Program, random: Streams, tables: Tables): Promise<Execution> {
    const execution = await this.inner.start(program, random, tables);
    const training: Trained = {
      tables: tables as unknown as Trained["tables"],
      start: await execution.state(),
      feeds: [],
      predicted: [],
    };
    this.trainings.push(training);
    return {
      prepare: (feed) => execution.prepare(feed),
      train: async (feeds) => {
        training.feeds.push(...feeds);
        const reports = await execution.train(feeds);
        training.end = await execution.state();
        return reports;
      },
      predict: (x, of) => {
        assert.equal(of, undefined);
        training.predicted.push(toDense(x));
        return execution.predict(x);
      },
      measure: () => assert.fail("a transfer measures nothing"),
      state: () => execution.state(),
      dispose: () => execution.dispose(),
    };
  }
}

/** Halves of Fashion-MNIST by name. */
export type Halves = { readonly [half: string]: OneTask };
export const executor = await openDevice("cpu");

/** A run's result with the inputs of its trainings. */
export type Followed = RunResult & { readonly trainings: readonly Trained[] };

/** Makes a run and records the inputs of its trainings. */
export function follow(what: TransferCase, data: Halves = fewHalves): Promise<Followed> {
  return followSpec(halvesSpec(what), data);
}

/** Makes a run of any spec, also one that is not in the suite. */
export async function followSpec(spec: TransferSpec, data: Halves = fewHalves): Promise<Followed> {
  const witness = new Witness(executor);
  const result = await run(spec, {
    catalogue: builtIn,
    executor: witness,
    environment,
    load: () => Promise.resolve(asHalves(data)),
  });
  return { ...result, trainings: witness.trainings };
}

/** Returns the indices of all rows. */
export const allRows = ({ y }: LabelledRows): number[] => [...y.data.keys()];

/** Multiplies the brightness of some rows, or all, by a factor. */
export function brighter(all: LabelledRows, factor: number, rows = allRows(all)): LabelledRows {
  const { x, y } = all;
  const [data, changed] = [x.data.slice() as Float32Array, new Set(rows)];
  const width = data.length / y.data.length;
  data.forEach((value, i) => {
    if (changed.has(Math.floor(i / width))) data[i] = factor * value;
  });
  return { x: { shape: x.shape, data }, y };
}

/** Swaps the labels of two rows. */
export function swapped({ x, y }: LabelledRows, one: number, other: number): LabelledRows {
  const data = y.data.slice();
  [data[one], data[other]] = [data[other], data[one]];
  return { x, y: { shape: y.shape, data } };
}

/** Changes the labels of some rows, or all, to the next class. */
export function relabelled(all: LabelledRows, rows = allRows(all)): LabelledRows {
  const data = all.y.data.slice();
  for (const row of rows) data[row] = (data[row] + 1) % 5;
  return { x: all.x, y: { shape: all.y.shape, data } };
}
