import assert from "node:assert/strict";
import {
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
import type { RunRecord, RunSpec } from "../../records/record.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { run, type RunOptions, type RunResult } from "../../runs/run.ts";
import { type LabelledRows, loadedFrom, type OneTask } from "../one_task.ts";
import { environment } from "./runs.ts";

/** An executor with scripted outputs that records its inputs. */
export class DomainScript implements Executor {
  readonly device = { name: "script", threads: 1, versions: {} };
  tables: Tables = {};
  prepared?: Feed;
  readonly calls: (readonly Feed[])[] = [];
  readonly predicted: number[][] = [];
  /** The rows whose features were requested, and the step of the request. */
  readonly viewed: { readonly ids: number[]; readonly step: number }[] = [];
  disposed = 0;

  /**
   * @param report The report of step n, from 1.
   * @param classOf The predicted class for a row's id after n steps.
   */
  constructor(
    readonly report: (step: number) => Numbers = () => ({ loss: 1 }),
    readonly classOf: (id: number, step: number) => number = () => 0,
  ) {}

  get feeds(): Feed[] {
    return this.calls.flat();
  }

  start(_program: Program, _random: Streams, tables: Tables): Promise<Execution> {
    this.tables = tables;
    return Promise.resolve({
      prepare: (feed) => {
        assert.deepEqual(this.calls, []);
        this.prepared = feed;
        return Promise.resolve();
      },
      train: (feeds) => {
        const first = this.feeds.length + 1;
        this.calls.push(feeds);
        return Promise.resolve(feeds.map((_, i) => this.report(first + i)));
      },
      measure: () => assert.fail("adaptation measures nothing"),
      predict: (x, of) => {
        const ids = idsOf(toDense(x));
        if (of === "features") {
          this.viewed.push({ ids, step: this.feeds.length });
          const features = Float32Array.from(ids, (id) => id * this.viewed.length);
          return Promise.resolve({ shape: [ids.length, 1], data: features });
        }
        assert.equal(of, undefined);
        this.predicted.push(ids);
        const classes = ids.map((id) => this.classOf(id, this.feeds.length));
        return Promise.resolve({
          shape: [ids.length, 2],
          // NaN stands for a model that has exploded.
          data: Float32Array.from(
            classes.flatMap((c) => Number.isNaN(c) ? [NaN, 0] : c === 0 ? [1, 0] : [0, 1]),
          ),
        });
      },
      state: () => assert.fail("the run must not ask for the state"),
      dispose: () => {
        this.disposed++;
      },
    });
  }
}

/** Makes rows whose first column is their id; odd ids are of class 1. */
export function numbered(first: number, rows: number): LabelledRows {
  const ids = Array.from({ length: rows }, (_, i) => first + i);
  return {
    x: { shape: [rows, 3], data: Float32Array.from(ids.flatMap((id) => [id, 0, 0])) },
    y: { shape: [rows], data: Int32Array.from(ids, (id) => id % 2) },
  };
}

/** Returns the ids of rows. */
export const idsOf = ({ data }: NdArray): number[] => [...data].filter((_, i) => i % 3 === 0);

/** Numbered rows of the two domains: 43 and 37 for training, 9 and 8 for testing. */
export const numberedDomains: { readonly [domain: string]: OneTask } = {
  "0": { train: numbered(0, 43), test: numbered(100, 9) },
  "35": { train: numbered(200, 37), test: numbered(300, 8) },
};

/** The ids of the target's test rows. */
export const testIds = idsOf(numberedDomains["35"].test.x);

/** Makes a run on a scripted executor. */
export async function followScript(
  spec: RunSpec,
  script: DomainScript = new DomainScript(),
  data = numberedDomains,
  options: Partial<RunOptions> = {},
): Promise<RunResult & { readonly script: DomainScript }> {
  const result = await run(spec, {
    catalogue: builtIn,
    environment,
    executor: script,
    load: () => Promise.resolve(loadedFrom(data, { kind: "points", shape: [3] })),
    ...options,
  });
  return { ...result, script };
}

/** Returns the scores of the one task at each checkpoint. */
export const scoresOf = ({ curve }: RunRecord) => curve.map(({ tasks }) => tasks["0-35"]);
