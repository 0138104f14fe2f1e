import { metricKinds } from "../descriptors/metrics.ts";
import type { PlannedRun, RunRecord, RunSpec } from "../records/record.ts";
import type { RunResult } from "./run.ts";
import { runId } from "../settings/unsupervised_adaptation/expand.ts";
import { isOfTasks } from "../settings/multi_task/expand.ts";
import type { BenchOptions } from "../tasks/_bench_options.ts";
import { Claims } from "./claims.ts";
import { describeHost } from "./environment.ts";
import { GraphFolder } from "./graph_folder.ts";
import { watchLaunchers } from "./launchers.ts";
import type { PlannedFile, Start } from "./launch/messages.ts";
import { methodLabels } from "./method_labels.ts";
import type { SuitePlan } from "./plan.ts";
import { runPool } from "./launch/pool.ts";
import { printNote } from "../tasks/_print.ts";
import { duration, showProgress } from "../tasks/_progress.ts";
import type { ResultsStore } from "./store.ts";

/** The exit code after Ctrl-C, as shells report it: 128 + SIGINT. */
export const INTERRUPTED = 130;

/** The options that decide which runs are due and how they are made. */
export type MakeOptions = Pick<
  BenchOptions,
  "results" | "device" | "threads" | "jobs" | "dumpGraph" | "retryFailed" | "workerTimeout"
>;

/** The result of {@linkcode makeRuns}; `incomplete`: some runs are still due. */
export type Made = "complete" | "incomplete" | "interrupted";

/** Milliseconds between two checks of runs that other benches have claimed. */
const CLAIMED_INTERVAL = 1000;

/** True if a run is still to be made. */
export function isDue(
  record: RunRecord | undefined,
  { retryFailed }: Pick<MakeOptions, "retryFailed">,
): boolean {
  return !record || (retryFailed && record.status === "failed");
}

/**
 * Makes the runs that are due, in worker processes, with progress on standard error.
 *
 * @param plans The runs of each suite.
 * @param options Options of the bench.
 * @param store The results folder.
 * @param vectors The file of pretrained word vectors, if one is used.
 * @returns `interrupted` after Ctrl-C, or if a process that launched this program has ended.
 * @throws {Error} If there are runs to make and records cannot be written.
 */
export async function makeRuns(
  plans: readonly SuitePlan[],
  options: MakeOptions,
  store: ResultsStore,
  vectors?: PlannedFile,
): Promise<Made> {
  const queue = plans.flatMap(({ runs }) => runs).filter(({ record }) => isDue(record, options));
  const graphs = options.dumpGraph === undefined ? undefined : new GraphFolder(options.dumpGraph);
  if (queue.length === 0) {
    if (graphs) {
      printNote(
        `Wrote no graph: '${options.results}' has all runs; --results DIR makes them in another folder`,
      );
    }
    return "complete";
  }
  await store.open();
  await graphs?.open();

  const start: Start = {
    device: options.device,
    threads: options.threads,
    graphs: graphs !== undefined,
    host: await describeHost(),
    files: filesByDataset(plans),
    vectors,
  };
  const began = performance.now();
  const total = queue.length;
  const progress = showProgress(total);
  const inHand = new Map<RunSpec, number>();
  let ended = 0;
  let made = 0;
  const lost: string[] = [];
  const moved = () => progress.moved(ended + [...inHand.values()].reduce((a, b) => a + b, 0));
  const labelOf = methodLabels(plans);
  const end = (spec: RunSpec, line: string) => {
    inHand.delete(spec);
    ended++;
    moved();
    progress.ran(
      `${spec.suite.name} ${spec.problem.name} ${labelOf(spec)} seed ${spec.seed}: ${line}`,
    );
  };

  const claims = new Claims(store.runs);
  /** True if another bench on the same folder has made the run since it was planned. */
  const isMade = async ({ id, record: planned }: PlannedRun): Promise<boolean> => {
    const record = await store.complete(id);
    return !isDue(record, options) || record?.startedAt !== planned?.startedAt;
  };
  const endElsewhere = async ({ id, spec }: PlannedRun) => {
    await claims.release(id);
    end(spec, "made by another bench");
  };
  const inQueue = new Map(queue.map((run) => [run.spec, run]));
  let waiting = false;
  const next = async (signal: AbortSignal): Promise<RunSpec | undefined> => {
    for (let claimed = 0; !signal.aborted;) {
      const run = queue.shift();
      if (!run) return undefined;
      const taken = await claims.take(run.id);
      if (await isMade(run)) {
        await endElsewhere(run);
      } else if (taken) {
        return run.spec;
      } else {
        queue.push(run);
        if (++claimed < queue.length) continue;
        if (!waiting) {
          progress.note(`Waiting for another bench, which has claimed the remaining runs`);
        }
        waiting = true;
        await pause(CLAIMED_INTERVAL, signal);
        claimed = 0;
      }
    }
  };
  const endHere = async (spec: RunSpec, result: RunResult) => {
    const run = inQueue.get(spec)!;
    // A claim expires if this process is stopped for long.
    if (await isMade(run)) return await endElsewhere(run);
    await store.write(result);
    await claims.release(run.id);
    made++;
    end(spec, outcome(result.record));
  };

  const stop = new AbortController();
  let why = "";
  const interrupt = () => stop.abort();
  const unwatch = await watchLaunchers(() => {
    why = ", because the process that launched this one has ended";
    stop.abort();
  });
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
  for (const signal of signals) Deno.addSignalListener(signal, interrupt);
  try {
    await runPool(next, {
      start,
      jobs: Math.min(options.jobs, queue.length),
      timeout: options.workerTimeout * 60_000,
      signal: stop.signal,
      events: {
        started: (spec) => inHand.set(spec, 0),
        progressed(spec, part) {
          inHand.set(spec, part);
          moved();
        },
        async compiled(spec, graph) {
          await graphs?.write(spec, graph);
        },
        finished: endHere,
        crashed: (spec, message) => endHere(spec, { record: crashRecord(spec, start, message) }),
        async lost(spec, why) {
          await claims.release(inQueue.get(spec)!.id);
          lost.push(why);
          end(spec, `not made: ${why}`);
        },
      },
    });
  } finally {
    unwatch();
    await claims.close();
    progress.stop();
    for (const signal of signals) Deno.removeSignalListener(signal, interrupt);
  }
  if (stop.signal.aborted) {
    const kept = ended - lost.length;
    printNote(
      `Stopped${why}: ${kept} of ${total} runs are made and kept in '${options.results}'; ` +
        "the same command continues from there",
    );
    return "interrupted";
  }
  if (graphs) printNote(`Wrote ${graphs.size} graphs to '${graphs.path}'`);
  const others = ended - made - lost.length;
  printNote(
    `Made ${made} runs in ${duration((performance.now() - began) / 1000)}` +
      (others ? `; another bench made ${others}` : ""),
  );
  if (lost.length === 0) return "complete";
  printNote(
    `${lost.length} of ${total} runs are still to be made (${[...new Set(lost)].join("; ")}): ` +
      "the same command makes them" +
      (lost.some((why) => why.includes("SIGKILL")) ? "; if memory ran out, use fewer --jobs" : ""),
  );
  return "incomplete";
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });
}

function filesByDataset(plans: readonly SuitePlan[]): Start["files"] {
  const files: Record<string, Start["files"][string]> = {};
  // Suites may share a dataset but read different domains of it.
  for (const { suite: { dataset }, files: read } of plans) {
    files[dataset.name] = { ...files[dataset.name], ...read };
  }
  return files;
}

function outcome(record: RunRecord): string {
  if (record.status !== "ok") return `${record.status}: ${record.error?.message}`;
  const { data, compile, train, evaluate } = record.seconds;
  return `${scoreOf(record)} in ${(data + compile + train + evaluate).toFixed(1)} s`;
}

/** The score after the last step: the accuracy, or the mean over tasks that share one metric. */
function scoreOf({ spec, metrics }: RunRecord): string {
  const names = isOfTasks(spec)
    ? spec.problem.tasks.map(({ metrics: [first] }) => first)
    : ["accuracy" as const];
  const [metric] = names;
  if (new Set(names).size > 1) return "done";
  const values = Object.values(metrics).map(({ last }) => last![metric]);
  const mean = values.reduce((a, b) => a + b) / values.length;
  const { title, percent } = metricKinds[metric];
  const shown = percent ? `${(100 * mean).toFixed(1)} %` : mean.toPrecision(3);
  return isOfTasks(spec) ? `${title} ${shown}` : shown;
}

/** Returns the record of a run whose worker crashed. */
function crashRecord(spec: RunSpec, { host, device, threads }: Start, message: string): RunRecord {
  return {
    id: runId(spec),
    spec,
    status: "failed",
    metrics: {},
    selected: {},
    curve: [],
    seconds: { data: 0, compile: 0, train: 0, evaluate: 0 },
    environment: { ...host, device, threads },
    startedAt: new Date().toISOString(),
    error: { message },
  };
}
