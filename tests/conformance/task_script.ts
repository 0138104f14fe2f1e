import assert from "node:assert/strict";
import type {
  Arrays,
  Execution,
  Executor,
  Feed,
  NdArray,
  Numbers,
  Program,
  Streams,
  Tables,
} from "../../engine/mod.ts";
import { suites } from "../../suites/mod.ts";
import { environment } from "./runs.ts";
import type { TasksSpec } from "../../suites/record.ts";
import { run, type RunResult } from "../../suites/run.ts";
import type { MultiTaskSuite } from "../../suites/suite.ts";
import { problemsOf, sharingMethod, tasksOf } from "../../suites/task_spec.ts";
import type { TaskData } from "../../datasets/dataset.ts";
import type { ProblemTask } from "../../methods/multi_task.ts";

/** What one network of a run was given. */
export interface Seen {
  readonly program: Program;
  readonly tables: Tables;
  readonly calls: (readonly Feed[])[];
  prepared?: Feed;
  /** The rows' ids of each prediction, the source, and after how many steps. */
  readonly predicted: { ids: number[]; of: string; step: number }[];
  readonly measured: Feed[];
  disposed: boolean;
}

/** What the scripted executor says. */
export interface Sayings {
  /** What step n, from 1, of a network reports; a loss of 1 unless given. */
  report?(step: number, network: number): Numbers;
  /**
   * What is predicted for a row or one of its words: the class, the number, or where there are two classes what
   * speaks for the second; 0 unless given.
   */
  say?(
    id: number,
    at: { task: ProblemTask; step: number; network: number; word: number },
  ): number;
  /** What the gradients' cosines are; measuring is a failure unless given. */
  measure?(step: number): Numbers;
  /** The state at the end of a network; asking for it is a failure unless given. */
  state?(network: number): Arrays;
}

/** Runs on an executor that follows a script: what is it given, and what is made of what it says? */
class TaskScript implements Executor {
  readonly device = { name: "script", threads: 1, versions: {} };
  readonly networks: Seen[] = [];
  readonly #problems: readonly (readonly ProblemTask[])[];

  constructor(spec: TasksSpec, readonly sayings: Sayings) {
    const suite = suites[spec.suite.name] as MultiTaskSuite;
    const tasks = tasksOf(suite, spec.problem.sources);
    this.#problems = problemsOf(sharingMethod(spec.method.name), tasks).map(({ tasks }) => tasks);
  }

  start(program: Program, _random: Streams, tables: Tables): Promise<Execution> {
    const { report, say, measure, state } = this.sayings;
    const network = this.networks.length;
    // Networks of fine-tuning have the tasks of the one that they begin as.
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
        return Promise.resolve(measure?.(steps()) ?? assert.fail("nothing is to be measured"));
      },
      predict: (x, of) => {
        const ids = idsOf(x);
        const step = steps();
        seen.predicted.push({ ids, of: of!, step });
        const there = tasks.filter(({ source }) => source === of);
        const outputs = (id: number, word: number) =>
          there.flatMap((task) => spelled(say?.(id, { task, step, network, word }) ?? 0, task));
        const tagged = there[0].kind === "tagging";
        const words = Array.from({ length: tagged ? x.shape[1] : 1 }, (_, word) => word);
        const data = ids.flatMap((id) => words.flatMap((word) => outputs(id, word)));
        const width = data.length / ids.length / words.length;
        return Promise.resolve({
          shape: tagged ? [ids.length, words.length, width] : [ids.length, width],
          data: Float32Array.from(data),
        });
      },
      state: () => Promise.resolve(state?.(network) ?? assert.fail("a run asked for the state")),
      dispose: () => {
        seen.disposed = true;
      },
    });
  }
}

/** The ids of rows. */
export function idsOf({ shape: [rows], data }: NdArray): number[] {
  const width = data.length / rows;
  return [...data].filter((_, i) => i % width === 0);
}

/** Outputs that say something. */
function spelled(said: number, { kind, classes: { length } }: ProblemTask): number[] {
  if (kind === "regression") return [said];
  if (Number.isNaN(said)) return Array(length).fill(NaN);
  if (length === 2) return [0, said];
  return Array.from({ length }, (_, c) => c === said ? 1 : 0);
}

/** What came of a run, and what its networks were given. */
export interface Followed extends RunResult {
  readonly networks: readonly Seen[];
  readonly progress: readonly number[];
}

/** Makes a run on a scripted executor. */
export async function followScript(
  spec: TasksSpec,
  data: TaskData,
  sayings: Sayings = {},
): Promise<Followed> {
  const executor = new TaskScript(spec, sayings);
  const progress: number[] = [];
  const result = await run(spec, {
    executor,
    environment,
    loadTasks: () => Promise.resolve(data),
    onProgress: (part) => {
      progress.push(part);
    },
  });
  return { ...result, networks: executor.networks, progress };
}
