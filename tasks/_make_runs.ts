import { metricKinds } from "../descriptors/metrics.ts";
import type { RunRecord, RunSpec } from "../suites/record.ts";
import { runId } from "../suites/spec.ts";
import { isOfTasks } from "../suites/task_spec.ts";
import type { BenchOptions } from "./_bench_options.ts";
import { describeHost } from "./_environment.ts";
import { GraphFolder } from "./_graph_folder.ts";
import type { PlannedFile, Start } from "./_messages.ts";
import { methodLabels } from "./_method_labels.ts";
import type { SuitePlan } from "./_plan.ts";
import { runPool } from "./_pool.ts";
import { printNote } from "./_print.ts";
import { duration, showProgress } from "./_progress.ts";
import type { ResultsStore } from "./_store.ts";

/** What shells report of a program that Ctrl-C ended: 128 + SIGINT. */
export const INTERRUPTED = 130;

/** What is due, and what makes it. */
export type MakeOptions = Pick<
  BenchOptions,
  "results" | "device" | "threads" | "jobs" | "dumpGraph" | "retryFailed"
>;

/** Whether a run is still to be made. */
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
 * @param options What is due and what makes it.
 * @param store Where the records go.
 * @param vectors The file that word vectors start from, where one is given.
 * @returns Whether it was interrupted by Ctrl-C.
 * @throws {Error} If there are runs to be made and no record can be written.
 */
export async function makeRuns(
  plans: readonly SuitePlan[],
  options: MakeOptions,
  store: ResultsStore,
  vectors?: PlannedFile,
): Promise<boolean> {
  const queue = plans.flatMap(({ runs }) => runs).filter(({ record }) => isDue(record, options));
  const graphs = options.dumpGraph === undefined ? undefined : new GraphFolder(options.dumpGraph);
  if (queue.length === 0) {
    if (graphs) {
      printNote(
        `Wrote no graph: '${options.results}' has all runs; --results DIR makes them elsewhere`,
      );
    }
    return false;
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

  const next = async (): Promise<RunSpec | undefined> => {
    for (let run = queue.shift(); run; run = queue.shift()) {
      // Another bench on the same folder may have made it meanwhile.
      const record = await store.complete(run.id);
      if (isDue(record, options)) return run.spec;
      end(run.spec, "made by another bench");
    }
  };

  const stop = new AbortController();
  const interrupt = () => stop.abort();
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
  for (const signal of signals) Deno.addSignalListener(signal, interrupt);
  try {
    await runPool(next, {
      start,
      jobs: Math.min(options.jobs, queue.length),
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
        async finished(spec, result) {
          await store.write(result);
          end(spec, outcome(result.record));
        },
        async crashed(spec, message) {
          const record = crashRecord(spec, start, message);
          await store.write({ record });
          end(spec, outcome(record));
        },
      },
    });
  } finally {
    progress.stop();
    for (const signal of signals) Deno.removeSignalListener(signal, interrupt);
  }
  if (stop.signal.aborted) {
    printNote(
      `Stopped: ${ended} of ${total} runs are made and kept in '${options.results}'; the same command goes on from there`,
    );
    return true;
  }
  if (graphs) printNote(`Wrote ${graphs.size} graphs to '${graphs.path}'`);
  printNote(`Made ${ended} runs in ${duration((performance.now() - began) / 1000)}`);
  return false;
}

function filesByDataset(plans: readonly SuitePlan[]): Start["files"] {
  const files: Record<string, Start["files"][string]> = {};
  // Suites may share a dataset, and differ in the domains that they read of it.
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

/** After the last step: the accuracy, or the mean over the tasks where all have one metric. */
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

/** The record of a run whose worker died. */
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
