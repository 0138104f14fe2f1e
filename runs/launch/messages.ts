import type { CompiledGraph } from "../../engine/mod.ts";
import type { RunSpec } from "../../records/record.ts";
import type { RunResult } from "../run.ts";
import type { Host } from "../environment.ts";

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
  readonly host: Host;
  /** Files by dataset, then by the file's key. */
  readonly files: { readonly [dataset: string]: { readonly [key: string]: PlannedFile } };
  /** The file of pretrained word vectors. */
  readonly vectors?: PlannedFile;
}

/** Every further message to a worker: a run to make. */
export interface Order {
  readonly spec: RunSpec;
}

/** A message from a worker. */
export type Answer =
  | { readonly kind: "ready" }
  /** The worker is running, not stopped. */
  | { readonly kind: "alive" }
  | { readonly kind: "progress"; readonly progress: number }
  | { readonly kind: "graph"; readonly of: CompiledGraph["kind"]; readonly base64: string }
  | { readonly kind: "result"; readonly result: RunResult }
  | { readonly kind: "error"; readonly message: string };

/** Writes a message as one line of JSON. `node:readline` ends lines at U+2028 and U+2029, so they are escaped. */
export function messageLine(message: Start | Order | Answer): string {
  const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16)}`;
  return `${JSON.stringify(message).replace(/[\u2028\u2029]/g, escape)}\n`;
}
