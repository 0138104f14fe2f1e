import { coverageOf } from "../datasets/_word_vectors.ts";
import type { LoadedDomains } from "../datasets/dataset.ts";
import type { Executor } from "../engine/mod.ts";
import {
  type CurvePoint,
  type Environment,
  FORMAT,
  type Predictions,
  type RunRecord,
  type RunSpec,
  type WordsFound,
} from "../records/record.ts";
import { runId } from "../records/run_id.ts";
import { Divergence, type Log } from "../settings/_training.ts";
import { type Catalogue, find } from "../settings/catalogue.ts";
import { aboutOf } from "./about.ts";

export { loadData, type LoadOptions, loadRunData } from "../settings/_data.ts";

/** A run's record, and its predictions if it ended well. */
export interface RunResult {
  readonly record: RunRecord;
  readonly predictions?: Predictions;
}

/** The environment of a run: executor, data and progress. */
export interface RunOptions {
  readonly catalogue: Catalogue;
  readonly executor: Executor;
  readonly environment: Environment;
  /** Loads the domains of a run, transformed; see {@linkcode loadRunData}. */
  load(spec: RunSpec): Promise<LoadedDomains>;
  /** Receives the fraction of the run that is done, in [0, 1]. */
  onProgress?(progress: number): void | Promise<void>;
}

/**
 * Executes one run.
 *
 * A loss or a prediction that is not finite ends the run as `diverged`, an exception as `failed`;
 * both are records too, so this function does not throw.
 *
 * @param spec The run.
 * @param options The catalogue, the executor, the environment and the data.
 */
export async function run(spec: RunSpec, options: RunOptions): Promise<RunResult> {
  const startedAt = new Date().toISOString();
  const id = runId(spec);
  const seconds = { data: 0, compile: 0, train: 0, evaluate: 0 };
  const curve: CurvePoint[] = [];
  const log: Log = {
    async timed(phase, work) {
      const start = performance.now();
      try {
        return await work();
      } finally {
        seconds[phase] += (performance.now() - start) / 1000;
      }
    },
    progress: (part) => options.onProgress?.(part),
  };
  const { catalogue, executor, environment } = options;
  let vectors: WordsFound | undefined;
  const load = async (): Promise<LoadedDomains> => {
    const data = await options.load(spec);
    const [{ input }] = Object.values(data);
    if (input.vectors) vectors = coverageOf(input);
    return data;
  };
  const common = { format: FORMAT, id, spec, about: aboutOf(spec, catalogue) };
  const measured = { curve, seconds, environment, startedAt };
  try {
    const setting = find(catalogue, "settings", spec.setting);
    const context = { catalogue, executor, load, curve, log };
    const { predictions, ...found } = await setting.run(spec, context);
    const words = vectors ? { vectors } : {};
    return {
      record: { ...common, status: "ok", ...found, ...words, ...measured },
      predictions: { id, ...predictions },
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const ended = error instanceof Divergence
      ? { status: "diverged" as const, error: { message, step: error.step } }
      : { status: "failed" as const, error: { message } };
    return { record: { ...common, metrics: {}, selected: {}, ...measured, ...ended } };
  }
}
