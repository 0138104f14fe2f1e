import type { PlannedRun } from "../records/record.ts";
import { duration } from "../runs/duration.ts";
import { local } from "../runs/launch/local.ts";
import type { PlannedFile } from "../runs/launch/messages.ts";
import { isDue, makeRuns, type RunEvents } from "../runs/make_runs.ts";
import type { SuitePlan } from "../runs/plan.ts";
import type { ResultsStore } from "../runs/store.ts";
import type { BenchOptions } from "./_bench_options.ts";
import { checkFolder } from "./_destinations.ts";
import { GraphFolder } from "./_graph_folder.ts";
import { watchInterruption } from "./_interruption.ts";
import { methodLabels } from "./_method_labels.ts";
import { outcome } from "./_outcome.ts";
import { printNote } from "./_print.ts";
import { type Progress, showProgress } from "./_progress.ts";

/** The exit code after Ctrl-C, as shells report it: 128 + SIGINT. */
export const INTERRUPTED = 130;

/** The options that decide which runs are due and how they are made. */
export type MachineOptions = Pick<
  BenchOptions,
  "catalogue" | "device" | "threads" | "jobs" | "dumpGraph" | "retryFailed" | "workerTimeout"
>;

/** The result of {@linkcode makeRunsHere}; `incomplete`: some runs are still due. */
export type Made = "complete" | "incomplete" | "interrupted";

/**
 * Makes the runs that are due in processes on this machine, with progress on standard error.
 *
 * @param plans The runs of each suite.
 * @param store The results folder.
 * @param options Options of the bench.
 * @param vectors The file of pretrained word vectors, if one is used.
 * @returns `interrupted` after Ctrl-C, or if a process that started this program has ended.
 * @throws {Error} If there are runs to make and records cannot be written.
 */
export async function makeRunsHere(
  plans: readonly SuitePlan[],
  store: ResultsStore,
  options: MachineOptions,
  vectors?: PlannedFile,
): Promise<Made> {
  const { catalogue, device, threads, retryFailed, jobs, workerTimeout, dumpGraph } = options;
  const graphs = dumpGraph === undefined ? undefined : new GraphFolder(dumpGraph);
  const due = plans.flatMap(({ runs }) => runs).filter(({ record }) => isDue(record, options));
  if (due.length === 0) {
    if (graphs) {
      printNote(
        `Wrote no graph: '${store.folder}' has all runs; --results DIR makes them in another folder`,
      );
    }
    return "complete";
  }
  for (const folder of [store.folder, store.runs]) await checkFolder(folder, "--results");
  await graphs?.open();

  const began = performance.now();
  using interruption = await watchInterruption();
  const progress = showProgress(due.length);
  const shown = progressEvents(progress, methodLabels(plans));
  const compiled: RunEvents["compiled"] | undefined = graphs &&
    (({ spec }, graph) => graphs.write(spec, graph));
  const { made, elsewhere, losses, stopped } = await makeRuns(plans, store, {
    launcher: local({ jobs: Math.min(jobs, due.length), timeout: workerTimeout * 60_000 }),
    ...{ catalogue, device, threads, retryFailed, vectors },
    events: { ...shown, compiled },
    signal: interruption.signal,
  }).finally(() => progress.stop());

  if (stopped) {
    printNote(
      `Stopped${interruption.cause}: ${
        made + elsewhere
      } of ${due.length} runs are made and kept in ` +
        `'${store.folder}'; the same command continues from there`,
    );
    return "interrupted";
  }
  if (graphs) printNote(`Wrote ${graphs.size} graphs to '${graphs.path}'`);
  printNote(
    `Made ${made} runs in ${duration((performance.now() - began) / 1000)}` +
      (elsewhere ? `; another bench made ${elsewhere}` : ""),
  );
  if (losses.length === 0) return "complete";
  printNote(
    `${losses.length} of ${due.length} runs are still to be made ` +
      `(${[...new Set(losses.map(({ why }) => why))].join("; ")}): the same command makes them` +
      (losses.some(({ memory }) => memory) ? "; if memory ran out, use fewer --jobs" : ""),
  );
  return "incomplete";
}

/** Shows the runs as they start, proceed and end. */
function progressEvents(
  progress: Progress,
  labelOf: ReturnType<typeof methodLabels>,
): Omit<RunEvents, "compiled"> {
  const inHand = new Map<PlannedRun, number>();
  let ended = 0;
  const moved = () => progress.moved(ended + [...inHand.values()].reduce((a, b) => a + b, 0));
  const end = (run: PlannedRun, line: string) => {
    inHand.delete(run);
    ended++;
    moved();
    const { suite, problem, seed } = run.spec;
    progress.ran(`${suite.name} ${problem.name} ${labelOf(run.spec)} seed ${seed}: ${line}`);
  };
  return {
    started: (run) => inHand.set(run, 0),
    progressed(run, part) {
      inHand.set(run, part);
      moved();
    },
    finished: (run, record) => end(run, outcome(record)),
    madeElsewhere: (run) => end(run, "made by another bench"),
    lost: (run, { why }) => end(run, `not made: ${why}`),
    waiting: () => progress.note("Waiting for another bench, which has claimed the remaining runs"),
  };
}
