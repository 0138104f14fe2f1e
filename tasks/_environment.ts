import { cpus, release } from "node:os";
import config from "../deno.json" with { type: "json" };
import type { Environment } from "../suites/record.ts";

/** What is known of the environment before a device is open. */
export type Host = Pick<Environment, "commit" | "versions" | "cpu" | "os">;

/** Describes this machine and this version of Graft. */
export async function describeHost(): Promise<Host> {
  return {
    commit: await commit(),
    versions: { graft: config.version, deno: Deno.version.deno },
    cpu: cpus()[0]?.model ?? "unknown",
    os: `${Deno.build.os} ${release()} ${Deno.build.arch}`,
  };
}

/** The commit of Graft's checkout, with `+` where the working tree differs; `unknown` outside one. */
async function commit(): Promise<string> {
  const git = async (...args: string[]): Promise<string | undefined> => {
    try {
      const { success, stdout } = await new Deno.Command("git", {
        args: ["-C", import.meta.dirname!, ...args],
        stderr: "null",
      }).output();
      return success ? new TextDecoder().decode(stdout).trim() : undefined;
    } catch {
      return undefined;
    }
  };
  const head = await git("rev-parse", "HEAD");
  if (!head) return "unknown";
  return await git("status", "--porcelain", "--untracked-files=no") ? `${head}+` : head;
}
