import type { TaskData, TaskRows } from "../../datasets/dataset.ts";
import type { NdArray } from "../../engine/mod.ts";
import { suites } from "../../suites/mod.ts";
import type { TasksProtocol, TasksSpec } from "../../records/record.ts";
import type { MultiTaskSuite } from "../../suites/suite.ts";
import { expandTasks, tasksOf, type TaskVariant } from "../../settings/multi_task/expand.ts";

/** A protocol of few and small steps. */
export const tinyTasks: TasksProtocol = {
  encoder: { name: "mlp", values: { depth: 2, width: 4 } },
  optimizer: { name: "adam", learningRate: 0.05 },
  schedule: { name: "constant" },
  epochs: 3,
  checkpointEvery: 1,
  batch: 10,
  order: "joint",
  temperature: 1,
  selections: ["last", "validation"],
};

/** Minimal encoders for the kinds of input that a perceptron does not accept. */
const small: { readonly [suite: string]: TasksProtocol["encoder"] } = {
  english_tagging: { name: "bilstm_tagger", values: { embedding: 4, width: 3, depth: 2 } },
  fudan_reviews: { name: "bag_of_embeddings", values: { embedding: 4 } },
};

/** The parts of a spec that a test chooses. */
export interface TinyRun {
  /** The suite whose family is learned; default `adult_income`, two tasks on the same rows. */
  readonly suite?: string;
  /** Sources; default: the family's first two, or its only one. */
  readonly sources?: readonly string[];
  readonly protocol?: Partial<TasksProtocol>;
  readonly seed?: number;
}

/** Returns the spec of one run of several tasks. */
export function tasksSpec(
  method: string,
  { suite: name = "adult_income", sources, protocol, seed = 0 }: TinyRun = {},
  variant: Partial<TaskVariant> = {},
): TasksSpec {
  const suite = suites[name] as MultiTaskSuite;
  const encoder = small[name] ?? tinyTasks.encoder;
  const [spec] = expandTasks(
    { ...suite, methods: {}, protocol: { ...tinyTasks, encoder, ...protocol } },
    {
      groups: [{ name: "group", sources: sources ?? suite.dataset.sources.slice(0, 2) }],
      content: () => "generated",
      methods: [{ name: method, values: {}, ...variant }],
      seeds: [0],
    },
  );
  return { ...spec, seed };
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
): TaskData {
  const suite = suites[spec.suite.name] as MultiTaskSuite;
  const { inputKind } = suite.dataset;
  const tagged = tasksOf(suite, spec.problem.sources).some(({ kind }) => kind === "tagging");
  const inputs = (ids: readonly number[], width: number): NdArray => ({
    shape: [ids.length, width],
    data: (inputKind === "words" ? Int32Array : Float32Array).from(
      ids.flatMap((id) => Array(width).fill(id)),
    ),
  });
  const sources = spec.problem.sources.map((source, at) => {
    const own: TinyRows = "train" in rows ? rows : rows[at];
    const part = (ids: readonly number[], width: number): TaskRows => ({
      x: inputs(ids, width),
      y: Object.fromEntries(
        tasksOf(suite, [source]).map(({ name, kind, classes: { length: classes } }) => {
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
      train: split("train"),
      validation: split("validation"),
      test: split("test"),
      ...(unlabelled === undefined
        ? {}
        : { unlabelled: inputs(idsFrom(at * STRIDE + FIRST.unlabelled, unlabelled), 1) }),
    }] as const;
  });
  return {
    input: {
      kind: inputKind,
      shape: [tagged ? LENGTH : 1],
      ...(inputKind === "words" ? { vocabulary: STRIDE * sources.length } : {}),
    },
    sources: Object.fromEntries(sources),
  };
}

const idsFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => first + i);
