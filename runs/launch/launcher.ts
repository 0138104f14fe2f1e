import type { CompiledGraph } from "../../engine/mod.ts";
import type { Environment, PlannedRun } from "../../records/record.ts";
import type { RunResult } from "../run.ts";
import type { Start } from "./messages.ts";

/**
 * Returns the next run to make; `undefined` when none is left, or after the signal.
 *
 * @param last The run that the same worker has made before, if it has its data and what it has compiled: a run of the same
 * problem is preferred, and then one of a problem that no other worker has.
 */
export type Next = (signal: AbortSignal, last?: PlannedRun) => Promise<PlannedRun | undefined>;

/**
 * A place where runs are made: processes on this machine, the elements of a cluster's job array.
 *
 * A launcher starts `worker.ts`, writes the messages of `messages.ts` to its standard input and reads its standard output.
 * It keeps no records and knows nothing of claims: its caller does.
 */
export interface Launcher {
  /** The name of its file. */
  readonly name: string;
  /**
   * Makes runs until `next` returns none, and reports exactly one end of each: `finished`, `crashed` or `lost`.
   *
   * After the signal it ends its workers and returns; the runs in their hands have no end.
   *
   * @param next Gives the runs; calls may overlap.
   * @param options The first message to every worker, the receiver of events, and the signal that stops all.
   * @throws {Error} If a worker cannot start: the device or the program is at fault, not a run. The other workers are
   * ended.
   */
  launch(next: Next, options: LaunchOptions): Promise<void>;
}

/** Options of {@linkcode Launcher.launch}. */
export interface LaunchOptions {
  readonly start: Start;
  readonly events: LaunchEvents;
  readonly signal: AbortSignal;
}

/** Receiver of what happens to a launcher's runs. The launcher awaits each call. */
export interface LaunchEvents {
  /** A worker has started a run. */
  started(run: PlannedRun): void;
  /** The finished fraction of a started run, in [0, 1]. */
  progressed(run: PlannedRun, part: number): void;
  /** A started run has been compiled to a graph; a run may have several. */
  compiled(run: PlannedRun, graph: CompiledGraph): void | Promise<void>;
  /** A run has ended. */
  finished(run: PlannedRun, result: RunResult): void | Promise<void>;
  /** A worker has ended by itself during a run: the run is at fault. */
  crashed(run: PlannedRun, message: string, environment: Environment): void | Promise<void>;
  /** A worker was ended from outside during a run: the run is not at fault. */
  lost(run: PlannedRun, loss: Loss): void | Promise<void>;
}

/** The reason for the loss of a worker. */
export interface Loss {
  /** A clause: `its worker was ended by SIGKILL`. */
  readonly why: string;
  /** True if the worker may have been ended because memory ran out. */
  readonly memory: boolean;
}
