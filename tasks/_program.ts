import { dirname } from "node:path";
import { visibleLine } from "../reports/escapes/visible.ts";
import { RequestError } from "../runs/request_error.ts";
import { printNote } from "./_print.ts";

/** An invalid command line: exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Graft's own folder, if it is on this machine. */
const root = import.meta.dirname && dirname(import.meta.dirname);

/**
 * Returns the folder that relative paths of the command line refer to. `deno task` runs its commands in Graft's own
 * folder and sets INIT_CWD to the caller's; in any other working directory, the variable may come from another program,
 * such as npm.
 *
 * @param current The working directory.
 * @param called The value of INIT_CWD.
 */
export function userFolder(current = Deno.cwd(), called = Deno.env.get("INIT_CWD")): string {
  if (!called || !root) return current;
  return Deno.realPathSync(current) === Deno.realPathSync(root) ? called : current;
}

/**
 * Runs a program of `deno task …` and ends the process.
 *
 * Errors are one line on standard error, never a stack trace. The exit code is the number that the
 * program returns, or 0; 2 after a {@linkcode UsageError} or {@linkcode RequestError}; 1 after any other error. The working directory becomes
 * the {@linkcode userFolder}.
 *
 * @param main The program; it takes the command line's arguments.
 */
export async function runProgram(main: (args: string[]) => Promise<number | void>): Promise<never> {
  let code: number;
  try {
    Deno.chdir(userFolder());
    code = await main(Deno.args) ?? 0;
  } catch (error) {
    printNote(`error: ${oneLine(error)}`);
    code = isUsage(error) ? 2 : 1;
  }
  Deno.exit(code);
}

/** Returns an error's message on one line. */
export function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // node:util's parseArgs adds advice after its first sentence.
  const text = isParseArgs(error) ? `${message.split(". ")[0]}; see --help` : message;
  return visibleLine(text);
}

/** True for an error of the command line, whose exit code is 2. */
export function isUsage(error: unknown): boolean {
  return error instanceof UsageError || error instanceof RequestError || isParseArgs(error);
}

function isParseArgs(error: unknown): boolean {
  return error instanceof TypeError &&
    String((error as { code?: unknown }).code).startsWith("ERR_PARSE_ARGS");
}
