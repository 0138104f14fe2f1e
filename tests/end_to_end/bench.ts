import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Cell } from "../../reports/inference/comparison.ts";
import type { RunRecord } from "../../records/record.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The output of `deno task bench --json`. */
export interface Document {
  readonly suites: readonly { readonly name: string; readonly cells: readonly Cell[] }[];
  readonly results: string;
}

/** The exit code and output of a program. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Tasks whose programs the tests start. */
type Task = "bench" | "data" | "doctor" | "measure" | "peer" | "regress" | "report" | "reproduce";

/** Returns Deno's arguments for a task's program, with the task's permissions. */
export function argumentsOf(task: Task): string[] {
  const config = `${root}deno.json`;
  const { tasks } = JSON.parse(Deno.readTextFileSync(config));
  // Substituted as by the task's shell.
  const line = tasks[task].command.replace(
    "\"$(deno eval -p 'Deno.execPath()')\"",
    Deno.execPath(),
  );
  const [, run, ...command] = line.split(" ");
  const program = `${root}${command.pop()}`;
  // Quiet: Deno reports downloads on a machine with an empty cache.
  return [run, "--quiet", "--config", config, ...command, program];
}

/**
 * Starts the program of a task as a process with the task's permissions.
 *
 * @param task The task.
 * @param args Its arguments.
 * @param env Environment variables.
 * @param cwd Its working directory; default: Graft's own.
 */
export function start(
  task: Task,
  args: readonly string[],
  env: Record<string, string> = {},
  cwd = root,
): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [...argumentsOf(task), ...args],
    cwd,
    env: { NO_COLOR: "1", COLUMNS: "", GRAFT_DATA: "", INIT_CWD: cwd, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Waits for a process and collects its output. */
export async function ended(child: Deno.ChildProcess): Promise<Ended> {
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Runs `bench` to its end. */
export const bench = (
  args: readonly string[],
  env?: Record<string, string>,
  cwd?: string,
): Promise<Ended> => ended(start("bench", args, env, cwd));

/** Runs `bench --json` to its end, which must be successful. */
export async function benchJson(args: readonly string[]): Promise<Document> {
  const { code, stdout, stderr } = await bench([...args, "--json"]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

/** The run that costs least to make and to report: two small regressions, of which a bench draws no figure. */
export const least: readonly string[] = [
  ...["correlated_tasks", "--tasks", "p=1:n=200", "--methods", "single_task", "--quick"],
  ...["--seeds", "1"],
];

/** Reads the records of a results folder, by id. */
export async function records(results: string): Promise<Map<string, RunRecord>> {
  const found = new Map<string, RunRecord>();
  for await (const { name } of Deno.readDir(`${results}/runs`)) {
    if (!/^[0-9a-f]{64}\.json$/.test(name)) continue;
    const record: RunRecord = JSON.parse(await Deno.readTextFile(`${results}/runs/${name}`));
    assert.equal(`${record.id}.json`, name);
    found.set(record.id, record);
  }
  return found;
}

/** Removes the fields of a record that differ between two executions of the same run. */
export function timeless(
  { seconds: _seconds, memory: _memory, startedAt: _startedAt, ...rest }: RunRecord,
): unknown {
  return rest;
}

/** Waits until a condition holds, at most half a minute. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail("it did not happen within 30 s");
}

/** Calls a test with a temporary folder, and removes the folder. */
export async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "graft-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
