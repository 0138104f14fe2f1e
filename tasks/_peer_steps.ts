import { splitLines } from "../datasets/_text.ts";
import { processOutput } from "./_process_output.ts";
import { UsageError } from "./_program.ts";

/** Another program's timings of a workload's steps, in milliseconds. */
export interface PeerSteps {
  readonly workload: string;
  readonly ms_per_step: number;
  readonly engine?: string;
  readonly threads?: number;
}

/**
 * Splits a command line into words at white space; words in single or double quotes may contain white
 * space. There is no other syntax: no escapes, variables or patterns.
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
 * Runs another program that times the steps of a workload.
 *
 * @param command The program and its arguments; `WORKLOAD --steps N` is appended.
 * @returns The object on its line of JSON that names the workload.
 * @throws {Error} If it fails or prints no such line.
 */
export async function peerSteps(
  command: readonly string[],
  workload: string,
  steps: number,
): Promise<PeerSteps> {
  const output = await processOutput("the peer", [...command, workload, "--steps", `${steps}`]);
  for (const line of splitLines(output)) {
    const result = parsed(line);
    if (result?.workload === workload && typeof result.ms_per_step === "number") return result;
  }
  throw new Error(
    `Cannot compare with the peer: it must print {"workload": "${workload}", "ms_per_step": …} on a line`,
  );
}

/** Parses a line of JSON; `undefined` for any other line. */
function parsed(line: string): PeerSteps | undefined {
  try {
    return JSON.parse(line) ?? undefined;
  } catch {
    return undefined;
  }
}
