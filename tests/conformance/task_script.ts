import assert from "node:assert/strict";
import {
  type Arrays,
  type Execution,
  type Executor,
  type Feed,
  type NdArray,
  type Numbers,
  type Program,
  type Streams,
  type Tables,
  toDense,
} from "../../engine/mod.ts";
import type { LoadedDomains } from "../../datasets/dataset.ts";
import type { ProblemTask } from "../../methods/multi_task/_sharing.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { run, type RunResult } from "../../runs/run.ts";
import { problemsOf, sharingMethod, tasksIn } from "../../settings/multi_task/networks.ts";
import type { TasksSpec } from "../../settings/multi_task/suite.ts";
import { environment } from "./runs.ts";

/** The inputs of one network of a run. */
export interface Seen {
  readonly program: Program;
  readonly tables: Tables;
  readonly calls: (readonly Feed[])[];
  prepared?: Feed;
  /** The row ids of each prediction, the source, and the number of steps before it. */
  readonly predicted: { ids: number[]; of: string; step: number }[];
  readonly measured: Feed[];
  disposed: boolean;
}

/** The results of a scripted executor. */
export interface Script {
  /** Returns the reports of step n, from 1, of a network; default: a loss of 1. */
  report?(step: number, network: number): Numbers;
  /**
   * Returns the prediction for a row or one of its words: the class, the number, or for two classes the logit of
   * the second; default 0.
   */
  predict?(
    id: number,
    at: { task: ProblemTask; step: number; network: number; word: number },
  ): number;
  /** Returns the gradients' cosines; without it, measuring fails the test. */
  measure?(step: number): Numbers;
  /** Returns the final state of a network; without it, reading the state fails the test. */
  state?(network: number): Arrays;
}

/** An executor that records its inputs and returns scripted results. */
class TaskScript implements Executor {
  readonly device = { name: "script", threads: 1, versions: {} };
  readonly networks: Seen[] = [];
  readonly #problems: readonly (readonly ProblemTask[])[];

  constructor(spec: TasksSpec, readonly script: Script) {
    const method = sharingMethod(spec.method.name, builtIn);
    this.#problems = problemsOf(method, tasksIn(spec, builtIn)).map(({ tasks }) => tasks);
  }

  start(program: Program, _random: Streams, tables: Tables): Promise<Execution> {
    const { report, predict, measure, state } = this.script;
    const network = this.networks.length;
    // Networks of fine-tuning have the tasks of the network that they start from.
    const tasks = this.#problems[Math.min(network, this.#problems.length - 1)];
    const seen: Seen = { program, tables, calls: [], predicted: [], measured: [], disposed: false };
    this.networks.push(seen);
    const steps = () => seen.calls.flat().length;
    return Promise.resolve({
      prepare: (feed) => {
        assert.deepEqual(seen.calls, []);
        seen.prepared = feed;
        return Promise.resolve();
      },
      train: (feeds) => {
        const first = steps() + 1;
        seen.calls.push(feeds);
        return Promise.resolve(feeds.map((_, i) => report?.(first + i, network) ?? { loss: 1 }));
      },
      measure: (feed) => {
        seen.measured.push(feed);
        return Promise.resolve(
          measure?.(steps()) ?? assert.fail("a run measured without a script"),
        );
      },
      predict: (x, of) => {
        const ids = idsOf(toDense(x));
        const step = steps();
        seen.predicted.push({ ids, of: of!, step });
        const there = tasks.filter(({ source }) => source === of);
        const outputs = (id: number, word: number) =>
          there.flatMap((task) => encoded(predict?.(id, { task, step, network, word }) ?? 0, task));
        const tagged = there[0].kind === "tagging";
        const words = Array.from({ length: tagged ? x.shape[1] : 1 }, (_, word) => word);
        const data = ids.flatMap((id) => words.flatMap((word) => outputs(id, word)));
        const width = data.length / ids.length / words.length;
        return Promise.resolve({
          shape: tagged ? [ids.length, words.length, width] : [ids.length, width],
          data: Float32Array.from(data),
        });
      },
      state: () =>
        Promise.resolve(state?.(network) ?? assert.fail("a run read the state without a script")),
      dispose: () => {
        seen.disposed = true;
      },
    });
  }
}

/** Returns the ids of rows. */
export function idsOf({ shape: [rows], data }: NdArray): number[] {
  const width = data.length / rows;
  return [...data].filter((_, i) => i % width === 0);
}

/** Encodes a prediction as a network's outputs. */
function encoded(prediction: number, { kind, classes: { length } }: ProblemTask): number[] {
  if (kind === "regression") return [prediction];
  if (Number.isNaN(prediction)) return Array(length).fill(NaN);
  if (length === 2) return [0, prediction];
  return Array.from({ length }, (_, c) => c === prediction ? 1 : 0);
}

/** A run's result with the inputs of its networks. */
export interface Followed extends RunResult {
  readonly networks: readonly Seen[];
  readonly progress: readonly number[];
}

/** Makes a run on a scripted executor. */
export async function followScript(
  spec: TasksSpec,
  data: LoadedDomains,
  script: Script = {},
): Promise<Followed> {
  const executor = new TaskScript(spec, script);
  const progress: number[] = [];
  const result = await run(spec, {
    catalogue: builtIn,
    executor,
    environment,
    load: () => Promise.resolve(data),
    onProgress: (part) => {
      progress.push(part);
    },
  });
  return { ...result, networks: executor.networks, progress };
}
