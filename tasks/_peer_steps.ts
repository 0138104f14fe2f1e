import { splitLines } from "../datasets/_text.ts";
import { processOutput } from "./_process_output.ts";
import { UsageError } from "./_program.ts";

/** What another program says of a workload's steps; times in milliseconds. */
export interface PeerSteps {
  readonly workload: string;
  readonly ms_per_step: number;
  readonly engine?: string;
  readonly threads?: number;
}

/**
 * Splits a command line into words, at white space; a word in single or double quotes may have some
 * inside. There is no other syntax: no escapes, variables or patterns.
 *
 * @throws {UsageError} If there is no word.
 */
export function commandWords(command: string): readonly string[] {
  const words = [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)]
    .map(([, double, single, bare]) => double ?? single ?? bare);
  if (words.length === 0) throw new UsageError("Cannot read --peer: it names no command");
  return words;
}

/**
 * Has another program time the steps of a workload, in a process of its own.
 *
 * @param command The program and its arguments; `WORKLOAD --steps N` is added to them.
 * @returns What it says on the line of JSON that names the workload.
 * @throws {Error} If it fails, or has no such line.
 */
export async function peerSteps(
  command: readonly string[],
  workload: string,
  steps: number,
): Promise<PeerSteps> {
  const output = await processOutput("the peer", [...command, workload, "--steps", `${steps}`]);
  for (const line of splitLines(output)) {
    const said = parsed(line);
    if (said?.workload === workload && typeof said.ms_per_step === "number") return said;
  }
  throw new Error(
    `Cannot compare with the peer: it must print {"workload": "${workload}", "ms_per_step": …} on a line`,
  );
}

/** Other lines than JSON are passed over. */
function parsed(line: string): PeerSteps | undefined {
  try {
    return JSON.parse(line) ?? undefined;
  } catch {
    return undefined;
  }
}
