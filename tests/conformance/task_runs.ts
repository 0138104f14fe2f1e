import type { DomainData, InputShape, LoadedDomains, Rows } from "../../datasets/dataset.ts";
import type { Overrides } from "../../descriptors/parameters.ts";
import type { NdArray } from "../../engine/mod.ts";
import type { RuleSpec } from "../../records/record.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { expand } from "../../runs/expand.ts";
import { datasetOf } from "../../settings/_data.ts";
import { tasksOf } from "../../settings/multi_task/networks.ts";
import type { MultiTaskSuite, TasksSpec } from "../../settings/multi_task/suite.ts";
import { suites } from "../../suites/mod.ts";
import type { SuiteProtocol } from "../../suites/suite.ts";

/** A protocol of few and small steps. */
const tinyTasks: SuiteProtocol = {
  encoder: { name: "mlp", values: { depth: 2, width: 4 } },
  values: { learningRate: 0.05, epochs: 3, batch: 10 },
  selections: ["last", "validation"],
};

/** Minimal encoders for the kinds of input that a perceptron does not accept. */
const small: { readonly [suite: string]: SuiteProtocol["encoder"] } = {
  english_tagging: { name: "bilstm_tagger", values: { embedding: 4, width: 3, depth: 2 } },
  fudan_reviews: { name: "bag_of_embeddings", values: { embedding: 4 } },
};

/** The parts of a spec that a test chooses. */
export interface TinyRun {
  /** The suite whose dataset is learned; default `adult_income`, two tasks on the same rows. */
  readonly suite?: string;
  /** Domains; default: the dataset's first two, or its only one. */
  readonly sources?: readonly string[];
  /** Parts of the protocol that differ from the tiny one. */
  readonly protocol?: Partial<SuiteProtocol>;
  readonly seed?: number;
}

/** A weighting or a rule, with the values that differ from its defaults. */
interface Described {
  readonly name: string;
  readonly values?: Overrides;
}

/** The parts of a method besides the sharing pattern. */
export interface TinyVariant {
  readonly weighting?: Described;
  readonly rule?: Described & Partial<Pick<RuleSpec, "over">>;
  readonly fineTuning?: number;
}

/** Returns the spec of one run of several tasks. */
export function tasksSpec(
  method: string,
  { suite: name = "adult_income", sources, protocol = {}, seed = 0 }: TinyRun = {},
  { weighting, rule, fineTuning }: TinyVariant = {},
): TasksSpec {
  const suite = suites[name] as MultiTaskSuite;
  const { encoder = small[name] ?? tinyTasks.encoder, values, selections } = protocol;
  const tiny: MultiTaskSuite = {
    ...suite,
    methods: { [method]: {} },
    groups: (sources) => [{ name: "group", sources }],
    protocol: {
      encoder,
      values: { ...tinyTasks.values, ...values },
      selections: selections ?? tinyTasks.selections,
    },
  };
  const options = {
    tasks: (sources ?? suite.dataset.domains.slice(0, 2)).join(),
    ...(weighting ? { weightings: weighting.name } : {}),
    ...(rule ? { rules: `${rule.name}@${rule.over ?? "parameters"}` } : {}),
    ...(fineTuning ? { "fine-tune": `${fineTuning}` } : {}),
  };
  const sweeps = new Map([weighting, rule].flatMap((part) =>
    part
      ? [[
        part.name,
        new Map(Object.entries(part.values ?? {}).map(([name, value]) => [name, [value]])),
      ]]
      : []
  ));
  const specs = expand(tiny, { options, sweeps, seeds: [seed] }, builtIn);
  // The run with fine-tuning follows the one without.
  return specs.at(-1) as TasksSpec;
}

/** Numbers of rows of a source, by split. */
export interface TinyRows {
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
  readonly unlabelled?: number;
}

/** First id of a source's rows, by split. */
export const FIRST = { train: 0, validation: 1000, test: 2000, unlabelled: 3000 } as const;

/** Offset between the ids of consecutive sources. */
const STRIDE = 10_000;

/** Length of a row of the first part if labels are per word; each further part is one longer. Two places have words. */
const LENGTH = 3;

/**
 * Makes rows whose input is their id, with labels derived from it, for consecutive sources; a split has a part for
 * each number of rows.
 *
 * @param spec The run's spec.
 * @param rows Numbers of rows of each source, or of all sources.
 * @param labelOf Returns a row's label; for labels per word that of the first word, while the second has the next class.
 */
export function numberedTasks(
  spec: TasksSpec,
  rows: TinyRows | readonly TinyRows[],
  labelOf: (id: number, classes: number) => number = (id, classes) => classes ? id % classes : id,
): LoadedDomains {
  const dataset = datasetOf(spec, builtIn);
  const { inputKind } = dataset;
  const tagged = tasksOf(dataset, spec.problem.sources).some(({ kind }) => kind === "tagging");
  const inputs = (ids: readonly number[], width: number): NdArray => ({
    shape: [ids.length, width],
    data: (inputKind === "words" ? Int32Array : Float32Array).from(
      ids.flatMap((id) => Array(width).fill(id)),
    ),
  });
  const input: InputShape = {
    kind: inputKind,
    shape: [tagged ? LENGTH : 1],
    ...(inputKind === "words" ? { vocabulary: STRIDE * spec.problem.sources.length } : {}),
  };
  const sources = spec.problem.sources.map((source, at): [string, DomainData] => {
    const own: TinyRows = "train" in rows ? rows : rows[at];
    const part = (ids: readonly number[], width: number): Rows => ({
      x: inputs(ids, width),
      y: Object.fromEntries(
        tasksOf(dataset, [source]).map(({ name, kind, classes: { length: classes } }) => {
          const labels = ids.map((id) => labelOf(id, classes));
          if (kind === "tagging") {
            const none = Array(width - 2).fill(-1);
            const words = labels.flatMap((label) => [label, (label + 1) % classes, ...none]);
            return [name, { shape: [ids.length, width], data: Int32Array.from(words) }];
          }
          const data = classes ? Int32Array.from(labels) : Float32Array.from(labels);
          return [name, { shape: [ids.length], data }];
        }),
      ),
    });
    const split = (name: "train" | "validation" | "test") =>
      own[name].map((count, i) => {
        const before = own[name].slice(0, i).reduce((sum, rows) => sum + rows, 0);
        const first = at * STRIDE + FIRST[name] + before;
        return part(idsFrom(first, count), tagged ? LENGTH + i : 1);
      });
    const { unlabelled } = own;
    return [source, {
      input,
      train: split("train"),
      validation: split("validation"),
      test: split("test"),
      ...(unlabelled === undefined
        ? {}
        : { unlabelled: inputs(idsFrom(at * STRIDE + FIRST.unlabelled, unlabelled), 1) }),
    }];
  });
  return Object.fromEntries(sources);
}

const idsFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => first + i);
