import type { InputShape, LoadedDomains } from "../../datasets/dataset.ts";
import moonsData from "../../datasets/moons.ts";
import type { Overrides } from "../../descriptors/parameters.ts";
import { randomStreams } from "../../engine/mod.ts";
import type { Environment } from "../../records/record.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { expand } from "../../runs/expand.ts";
import type { AdaptationSpec } from "../../settings/unsupervised_adaptation/suite.ts";
import moons from "../../suites/moons.ts";
import type { SuiteProtocol } from "../../suites/suite.ts";
import { type LabelledRows, loadedFrom, type OneTask, oneTask } from "../one_task.ts";

/** A protocol of few and small steps. */
export const tinyProtocol = {
  encoder: { name: "mlp", values: { depth: 1, width: 6 } },
  values: { learningRate: 0.05, epochs: 6, batch: 10 },
  selections: ["last", "source_validation", "oracle"],
} as const satisfies SuiteProtocol;

/** The environment of the tests' runs. */
export const environment: Environment = {
  commit: "0",
  versions: {},
  device: "wasm",
  threads: 1,
  cpu: "",
  os: "",
};

/**
 * Returns the spec of one run of the moons, from 0° to 35°.
 *
 * @param method The method.
 * @param values Its values that differ from the defaults.
 * @param protocol Values of the protocol that differ from the tiny one.
 * @param seed The seed.
 * @param selections The selection rules.
 */
export function moonsSpec(
  method: string,
  values: Overrides = {},
  protocol: Overrides = {},
  seed = 0,
  selections: readonly string[] = tinyProtocol.selections,
): AdaptationSpec {
  const suite = {
    ...moons,
    methods: { [method]: values },
    protocol: { ...tinyProtocol, values: { ...tinyProtocol.values, ...protocol }, selections },
  };
  const [spec] = expand(suite, { options: { pairs: "0-35" }, seeds: [seed] }, builtIn);
  return spec as AdaptationSpec;
}

/** Returns a few rows of the moons by domain: 60 for training, 40 for testing. */
export async function fewMoons(seed = 0): Promise<{ [domain: string]: OneTask }> {
  const read = () => Promise.reject(new Error("the moons read no file"));
  const loaded = await moonsData.load(["0", "35"], read, randomStreams(seed));
  return Object.fromEntries(
    Object.entries(loaded).map(([domain, data]) => {
      const { train, test } = oneTask(data, domain);
      return [domain, { train: every(5, train), test: every(25, test) }];
    }),
  );
}

const MOONS_INPUT: InputShape = { kind: "points", shape: [2] };

/** Returns rows of the moons as the dataset loads them. */
export const asMoons = (domains: { readonly [domain: string]: OneTask }): LoadedDomains =>
  loadedFrom(domains, MOONS_INPUT);

function every(nth: number, { x, y }: LabelledRows): LabelledRows {
  const rows = Array.from({ length: y.data.length / nth }, (_, i) => i * nth);
  return {
    x: {
      shape: [rows.length, 2],
      data: Float32Array.from(rows.flatMap((row) => [x.data[2 * row], x.data[2 * row + 1]])),
    },
    y: { shape: [rows.length], data: Int32Array.from(rows, (row) => y.data[row]) },
  };
}
