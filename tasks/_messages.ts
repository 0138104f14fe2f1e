import type { CompiledGraph } from "../engine/mod.ts";
import type { RunSpec } from "../suites/record.ts";
import type { RunResult } from "../suites/run.ts";
import type { Host } from "./_environment.ts";

/** Where the content of a dataset's file lies, and its SHA-256 when the runs were planned. */
export interface PlannedFile {
  readonly path: string;
  readonly sha256: string;
}

/** The first line that a worker is sent. */
export interface Start {
  readonly device: string;
  readonly threads: number;
  /** Whether the graphs that are compiled are to be sent. */
  readonly graphs: boolean;
  readonly host: Host;
  /** By dataset, then by the file's key. */
  readonly files: { readonly [dataset: string]: { readonly [key: string]: PlannedFile } };
  /** The file that word vectors start from. */
  readonly vectors?: PlannedFile;
}

/** Every further line that a worker is sent: a run to make. */
export interface Order {
  readonly spec: RunSpec;
}

/** A line that a worker sends. */
export type Answer =
  | { readonly kind: "ready" }
  /** The worker is not stopped, whatever it is at. */
  | { readonly kind: "alive" }
  | { readonly kind: "progress"; readonly progress: number }
  | { readonly kind: "graph"; readonly of: CompiledGraph["kind"]; readonly base64: string }
  | { readonly kind: "result"; readonly result: RunResult }
  | { readonly kind: "error"; readonly message: string };

/** A message as one line of JSON. `node:readline` would end a line at U+2028 and U+2029: they are escaped. */
export function messageLine(message: Start | Order | Answer): string {
  const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16)}`;
  return `${JSON.stringify(message).replace(/[\u2028\u2029]/g, escape)}\n`;
}
