import { coverageOf } from "../datasets/_word_vectors.ts";
import type { DomainData, TaskData } from "../datasets/dataset.ts";
import type { Executor } from "../engine/mod.ts";
import { adapt } from "../settings/unsupervised_adaptation/run.ts";
import { learnTasks } from "../settings/multi_task/run.ts";
import { Divergence, type Log } from "../settings/_training.ts";
import { transfer } from "../settings/inductive_transfer/run.ts";
import type {
  CurvePoint,
  Environment,
  Predictions,
  RunRecord,
  RunSpec,
  WordsFound,
} from "../records/record.ts";
import { isOfTasks } from "../settings/multi_task/expand.ts";
import { runId } from "../settings/unsupervised_adaptation/expand.ts";
import { isOfTransfer } from "../settings/inductive_transfer/expand.ts";

export { checkData, checkPart } from "../settings/_data_checks.ts";
export { type DomainsSpec, loadDomain } from "../settings/_domains.ts";
export { checkNetworks, loadTasks } from "../settings/multi_task/networks.ts";

/** A run's record, and its predictions if it ended well. */
export interface RunResult {
  readonly record: RunRecord;
  readonly predictions?: Predictions;
}

/** The environment of a run: executor, data and progress. */
export interface RunOptions {
  readonly executor: Executor;
  readonly environment: Environment;
  /** Between domains: loads a domain's data, transformed; see {@linkcode loadDomain}. */
  load?(domain: string): Promise<DomainData>;
  /** With several tasks: loads the data of all of them; see {@linkcode loadTasks}. */
  loadTasks?(): Promise<TaskData>;
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
 * @param options The executor, the environment and the data.
 */
export async function run(spec: RunSpec, options: RunOptions): Promise<RunResult> {
  const startedAt = new Date().toISOString();
  const id = runId(spec);
  const seconds = { data: 0, compile: 0, train: 0, evaluate: 0 };
  const curve: CurvePoint[] = [];
  let vectors: WordsFound | undefined;
  const loadTasks = async (): Promise<TaskData> => {
    const data = await options.loadTasks!();
    if (data.input.vectors) vectors = coverageOf(data.input);
    return data;
  };
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
  const record = (
    end: Pick<RunRecord, "status" | "metrics" | "selected" | "domainDistance" | "error">,
  ): RunRecord => ({
    id,
    spec,
    status: end.status,
    metrics: end.metrics,
    selected: end.selected,
    curve,
    ...(end.domainDistance ? { domainDistance: end.domainDistance } : {}),
    ...(vectors ? { vectors } : {}),
    seconds,
    environment: options.environment,
    startedAt,
    ...(end.error ? { error: end.error } : {}),
  });

  try {
    const { predictions, ...found } = isOfTasks(spec)
      ? await learnTasks(spec, options.executor, loadTasks, curve, log)
      : isOfTransfer(spec)
      ? await transfer(spec, options.executor, options.load!, curve, log)
      : await adapt(spec, options.executor, options.load!, curve, log);
    return {
      record: record({ status: "ok", ...found }),
      predictions: { id, ...predictions },
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const ended = error instanceof Divergence
      ? { status: "diverged" as const, error: { message, step: error.step } }
      : { status: "failed" as const, error: { message } };
    return { record: record({ ...ended, metrics: {}, selected: {} }) };
  }
}
