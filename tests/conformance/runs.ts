import type { DomainData, Labelled } from "../../datasets/dataset.ts";
import moonsFamily from "../../datasets/moons.ts";
import type { Overrides } from "../../descriptors/parameters.ts";
import { randomStreams } from "../../engine/mod.ts";
import moons from "../../suites/moons.ts";
import type { AdaptationProtocol, AdaptationSpec, Environment } from "../../records/record.ts";
import { expand } from "../../settings/unsupervised_adaptation/expand.ts";

/** A protocol of few and small steps. */
export const tinyProtocol: AdaptationProtocol = {
  encoder: {
    name: "mlp",
    values: { depth: 1, width: 6, activation: "relu", initializer: "fan_in" },
  },
  optimizer: { name: "adam", learningRate: 0.05 },
  schedule: { name: "constant" },
  transform: "none",
  epochs: 6,
  checkpointEvery: 1,
  batch: 10,
  validation: 0.1,
  selections: ["last", "source_validation", "oracle"],
};

/** The environment of the tests' runs. */
export const environment: Environment = {
  commit: "0",
  versions: {},
  device: "wasm",
  threads: 1,
  cpu: "",
  os: "",
};

/** Returns the spec of one run of the moons, from 0° to 35°. */
export function moonsSpec(
  method: string,
  values: Overrides = {},
  protocol: Partial<AdaptationProtocol> = {},
  seed = 0,
): AdaptationSpec {
  const suite = { ...moons, methods: {}, protocol: { ...tinyProtocol, ...protocol } };
  const [spec] = expand(suite, {
    pairs: [["0", "35"]],
    content: () => "generated",
    methods: [{ name: method, values }],
    seeds: [0],
  });
  return { ...spec, seed };
}

/** Returns a few rows of the moons by domain: 60 for training, 40 for testing. */
export async function fewMoons(seed = 0): Promise<{ [domain: string]: DomainData }> {
  const few = async (domain: string): Promise<DomainData> => {
    const { train, test } = await moonsFamily.load(
      domain,
      () => Promise.reject(new Error("the moons read no file")),
      randomStreams(seed),
    );
    return { train: every(5, train), test: every(25, test) };
  };
  return { "0": await few("0"), "35": await few("35") };
}

function every(nth: number, { x, y }: Labelled): Labelled {
  const rows = Array.from({ length: y.data.length / nth }, (_, i) => i * nth);
  return {
    x: {
      shape: [rows.length, 2],
      data: Float32Array.from(rows.flatMap((row) => [x.data[2 * row], x.data[2 * row + 1]])),
    },
    y: { shape: [rows.length], data: Int32Array.from(rows, (row) => y.data[row]) },
  };
}
