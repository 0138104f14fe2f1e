/** A command line that cannot be carried out as given: exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/**
 * Runs a program of `deno task …` and ends the process.
 *
 * Errors are one line on standard error, never a stack trace. The exit code is the number that the
 * program returns, 0 without one; 2 after a {@linkcode UsageError}; 1 after any other error.
 *
 * @param main The program; it takes the command line's arguments.
 */
export async function runProgram(main: (args: string[]) => Promise<number | void>): Promise<never> {
  let code: number;
  try {
    code = await main(Deno.args) ?? 0;
  } catch (error) {
    console.error(`error: ${oneLine(error)}`);
    code = isUsage(error) ? 2 : 1;
  }
  Deno.exit(code);
}

/** An error's message without line breaks. */
export function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // node:util's parseArgs adds advice after its first sentence.
  const text = isParseArgs(error) ? `${message.split(". ")[0]}; see --help` : message;
  return text.replace(/\s*\n\s*/g, " ");
}

function isUsage(error: unknown): boolean {
  return error instanceof UsageError || isParseArgs(error);
}

function isParseArgs(error: unknown): boolean {
  return error instanceof TypeError &&
    String((error as { code?: unknown }).code).startsWith("ERR_PARSE_ARGS");
}
