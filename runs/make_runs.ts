import type { CompiledGraph } from "../engine/mod.ts";
import { type Environment, FORMAT, type PlannedRun, type RunRecord } from "../records/record.ts";
import { Claims } from "./claims.ts";
import { ownCommit } from "./environment.ts";
import type { Launcher, Loss, Next } from "./launch/launcher.ts";
import { local } from "./launch/local.ts";
import type { Catalogue } from "../settings/catalogue.ts";
import type { PlannedFile, Start } from "./launch/messages.ts";
import type { SuitePlan } from "./plan.ts";
import type { RunResult } from "./run.ts";
import type { ResultsStore } from "./store.ts";

/** Options of {@linkcode makeRuns}. */
export interface MakeOptions {
  /** The place where runs are made; default: one process on this machine. */
  readonly launcher?: Launcher;
  /** The device of every worker; default: `auto`. */
  readonly device?: string;
  /** Threads of every worker; default: 1. */
  readonly threads?: number;
  /** True if failed runs are made again; default: false. */
  readonly retryFailed?: boolean;
  /** The file of pretrained word vectors, if one is used. */
  readonly vectors?: PlannedFile;
  /** The catalogue of the runs, if it has entries that are not built in. */
  readonly catalogue?: Pick<Catalogue, "uses">;
  readonly events?: Partial<RunEvents>;
  /** Stops making runs: current runs are dropped, and finished ones are kept. */
  readonly signal?: AbortSignal;
}

/** Receiver of what happens while runs are made. */
export interface RunEvents {
  /** A worker has started a run. */
  started(run: PlannedRun): void;
  /** The finished fraction of a started run, in [0, 1]. */
  progressed(run: PlannedRun, part: number): void;
  /** A started run has been compiled to a graph; a run may have several. Graphs are requested only with this callback. */
  compiled(run: PlannedRun, graph: CompiledGraph): void | Promise<void>;
  /** A run has been made, and its record is written. */
  finished(run: PlannedRun, record: RunRecord): void;
  /** Another process on the same folder has made a run since it was planned. */
  madeElsewhere(run: PlannedRun): void;
  /** The worker of a run was lost: the run is still due. */
  lost(run: PlannedRun, loss: Loss): void;
  /** All remaining runs are claimed by other processes; called once, before the wait for them. */
  waiting(): void;
}

/** The result of {@linkcode makeRuns}. */
export interface MadeRuns {
  /** Number of runs that were due. */
  readonly due: number;
  /** Number of runs made and recorded, including failed ones. */
  readonly made: number;
  /** Number of runs that another process has made meanwhile. */
  readonly elsewhere: number;
  /** The losses of workers; one run for each is still due. */
  readonly losses: readonly Loss[];
  /** True if the signal has stopped the work. */
  readonly stopped: boolean;
}

/** Milliseconds between two checks of runs that other processes have claimed. */
const CLAIMED_INTERVAL = 1000;

/** True if a run is still to be made. */
export function isDue(
  record: RunRecord | undefined,
  { retryFailed = false }: Pick<MakeOptions, "retryFailed">,
): boolean {
  return !record || (retryFailed && record.status === "failed");
}

/**
 * Makes the runs that are due and writes their records. Several processes may do so on one results folder at once.
 *
 * @param plans The runs of each suite, and the files that they read.
 * @param store The results folder; it is created if runs are due.
 * @param options The launcher, the device, and the receiver of events.
 * @returns The numbers of runs, by what became of them.
 * @throws {Error} If records cannot be written, or a worker cannot start.
 */
export async function makeRuns(
  plans: readonly Pick<SuitePlan, "suite" | "runs" | "files">[],
  store: ResultsStore,
  options: MakeOptions = {},
): Promise<MadeRuns> {
  const { launcher = local(), events = {}, signal = new AbortController().signal } = options;
  const queue = plans.flatMap(({ runs }) => runs).filter(({ record }) => isDue(record, options));
  const losses: Loss[] = [];
  const counts = { due: queue.length, made: 0, elsewhere: 0 };
  if (queue.length === 0) return { ...counts, losses, stopped: false };

  await store.open();
  const start: Start = {
    device: options.device ?? "auto",
    threads: options.threads ?? 1,
    graphs: events.compiled !== undefined,
    commit: await ownCommit(),
    files: filesByDataset(plans),
    vectors: options.vectors,
    uses: options.catalogue?.uses ?? [],
  };
  const claims = new Claims(store.runs);
  /** True if another process has made the run since it was planned. */
  const isMade = async ({ id, record: planned }: PlannedRun): Promise<boolean> => {
    const record = await store.complete(id);
    return !isDue(record, options) || record?.startedAt !== planned?.startedAt;
  };
  const endElsewhere = async (run: PlannedRun) => {
    await claims.release(run.id);
    counts.elsewhere++;
    events.madeElsewhere?.(run);
  };
  let waiting = false;
  const begun = new Set<string>();
  /** Takes the next run out of the queue; see {@linkcode Next}. */
  const dequeue = (last?: PlannedRun): PlannedRun | undefined => {
    const first = (fits: (problem: string) => boolean) =>
      queue.findIndex((run) => fits(problemOf(run)));
    const own = last ? first((problem) => problem === problemOf(last)) : 0;
    const place = own >= 0 ? own : first((problem) => !begun.has(problem));
    const [run] = queue.splice(Math.max(0, place), 1);
    if (run) begun.add(problemOf(run));
    return run;
  };
  const next: Next = async (signal, last) => {
    for (let claimed = 0; !signal.aborted;) {
      const run = dequeue(last);
      if (!run) return undefined;
      const taken = await claims.take(run.id);
      if (await isMade(run)) {
        await endElsewhere(run);
      } else if (taken) {
        return run;
      } else {
        queue.push(run);
        // Another problem may have runs that are not claimed.
        last = undefined;
        if (++claimed < queue.length) continue;
        if (!waiting) events.waiting?.();
        waiting = true;
        await pause(CLAIMED_INTERVAL, signal);
        claimed = 0;
      }
    }
  };
  const endHere = async (run: PlannedRun, result: RunResult) => {
    // A claim expires if this process is stopped for long.
    if (await isMade(run)) return await endElsewhere(run);
    await store.write(result);
    await claims.release(run.id);
    counts.made++;
    events.finished?.(run, result.record);
  };

  try {
    await launcher.launch(next, {
      start,
      signal,
      events: {
        started: (run) => events.started?.(run),
        progressed: (run, part) => events.progressed?.(run, part),
        compiled: (run, graph) => events.compiled?.(run, graph),
        finished: endHere,
        crashed: (run, message, environment) =>
          endHere(run, { record: crashRecord(run, message, environment) }),
        async lost(run, loss) {
          await claims.release(run.id);
          losses.push(loss);
          events.lost?.(run, loss);
        },
      },
    });
  } finally {
    await claims.close();
  }
  return { ...counts, losses, stopped: signal.aborted };
}

const problemOf = ({ spec: { suite, problem } }: PlannedRun) => `${suite.name} ${problem.name}`;

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

function filesByDataset(
  plans: readonly Pick<SuitePlan, "suite" | "files">[],
): Start["files"] {
  const files: Record<string, Start["files"][string]> = {};
  // Suites may share a dataset but read different domains of it.
  for (const { suite: { dataset }, files: read } of plans) {
    files[dataset.name] = { ...files[dataset.name], ...read };
  }
  return files;
}

/** Returns the record of a run whose worker crashed. */
function crashRecord(
  { id, spec, about }: PlannedRun,
  message: string,
  environment: Environment,
): RunRecord {
  return {
    format: FORMAT,
    id,
    spec,
    about,
    status: "failed",
    metrics: {},
    selected: {},
    curve: [],
    seconds: { data: 0, compile: 0, train: 0, evaluate: 0 },
    environment,
    startedAt: new Date().toISOString(),
    error: { message },
  };
}
