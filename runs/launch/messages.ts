import type { CompiledGraph } from "../../engine/mod.ts";
import type { Environment, RunSpec } from "../../records/record.ts";
import type { Use } from "../../settings/catalogue.ts";
import type { RunResult } from "../run.ts";

/** The path of a file, and the SHA-256 of its content when the runs were planned. */
export interface PlannedFile {
  readonly path: string;
  readonly sha256: string;
}

/** The first message to a worker: device, threads and files. */
export interface Start {
  readonly device: string;
  readonly threads: number;
  /** True if the worker is to send the compiled graphs. */
  readonly graphs: boolean;
  /** The commit of Graft. */
  readonly commit: string;
  /** Files by dataset, then by the file's key. */
  readonly files: { readonly [dataset: string]: { readonly [key: string]: PlannedFile } };
  /** The file of pretrained word vectors. */
  readonly vectors?: PlannedFile;
  /** The users' modules whose entries the runs name. */
  readonly uses: readonly Use[];
}

/** A run to make. A worker makes one after the other. */
export interface Order {
  readonly spec: RunSpec;
}

/**
 * The last message to a worker whose input ends before its runs are made, such as a file of orders. The worker ends after
 * its last run. If the input ends without this message, the process that gave orders has ended, and so does the worker.
 */
export interface End {
  readonly end: true;
}

/** A message to a worker, in this order: one start, any number of orders, at most one end. */
export type Message = Start | Order | End;

/** A message from a worker. */
export type Answer =
  /** The device is open. */
  | { readonly kind: "ready"; readonly environment: Environment }
  /** The worker is running, not stopped. */
  | { readonly kind: "alive" }
  | { readonly kind: "progress"; readonly progress: number }
  | { readonly kind: "graph"; readonly of: CompiledGraph["kind"]; readonly base64: string }
  | { readonly kind: "result"; readonly result: RunResult }
  /** The worker cannot start, and ends; `request`: what is asked for is at fault, such as a module that has changed. */
  | { readonly kind: "error"; readonly message: string; readonly request: boolean };

/** Writes a message as one line of JSON. `node:readline` ends lines at U+2028 and U+2029, so they are escaped. */
export function messageLine(message: Message | Answer): string {
  const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16)}`;
  return `${JSON.stringify(message).replace(/[\u2028\u2029]/g, escape)}\n`;
}
