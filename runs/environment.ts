import { cpus, release } from "node:os";
import config from "../deno.json" with { type: "json" };
import type { Executor } from "../engine/mod.ts";
import type { Environment } from "../records/record.ts";
import { commitOf } from "./commit.ts";

/** The part of a run's environment that does not depend on its device. */
export type Machine = Pick<Environment, "versions" | "cpu" | "os">;

/** Describes the machine of this process, and the versions of Graft and Deno. */
export function describeMachine(): Machine {
  return {
    versions: { graft: config.version, deno: Deno.version.deno },
    cpu: cpus()[0]?.model ?? "unknown",
    os: `${Deno.build.os} ${release()} ${Deno.build.arch}`,
  };
}

/** Reads the commit of Graft's own code. */
export async function ownCommit(): Promise<string> {
  return import.meta.filename ? await commitOf(import.meta.filename) : "unknown";
}

/**
 * Describes the environment of the runs of an executor in this process.
 *
 * @param start The commit of Graft.
 * @param executor The executor.
 */
export function environmentOf(
  { commit }: Pick<Environment, "commit">,
  { device }: Pick<Executor, "device">,
): Environment {
  const machine = describeMachine();
  return {
    commit,
    ...machine,
    versions: { ...machine.versions, ...device.versions },
    device: device.name,
    threads: device.threads,
    ...(device.adapter === undefined ? {} : { adapter: device.adapter }),
  };
}
