import { cpus, release } from "node:os";
import config from "../deno.json" with { type: "json" };
import type { Environment } from "../records/record.ts";
import { commitOf } from "./commit.ts";

/** The part of the environment that is known before a device is opened. */
export type Host = Pick<Environment, "commit" | "versions" | "cpu" | "os">;

/** Describes this machine and this version of Graft. */
export async function describeHost(): Promise<Host> {
  return {
    commit: import.meta.filename ? await commitOf(import.meta.filename) : "unknown",
    versions: { graft: config.version, deno: Deno.version.deno },
    cpu: cpus()[0]?.model ?? "unknown",
    os: `${Deno.build.os} ${release()} ${Deno.build.arch}`,
  };
}
