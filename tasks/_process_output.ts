import { splitLines } from "../datasets/_text.ts";
/**
 * Runs a program to its end.
 *
 * @param who The program's name in error messages.
 * @param command The program and its arguments; no shell is used.
 * @returns Its standard output.
 * @throws {Error} If it does not start, or its exit code is not 0; the message has the last line
 * of its standard error.
 */
export async function processOutput(who: string, command: readonly string[]): Promise<string> {
  const [program, ...args] = command;
  let ended: Deno.CommandOutput;
  try {
    ended = await new Deno.Command(program, { args, stdin: "null" }).output();
  } catch (error) {
    throw new Error(`Cannot start ${who}: ${(error as Error).message}`);
  }
  const decoder = new TextDecoder();
  if (!ended.success) {
    const last =
      (splitLines(decoder.decode(ended.stderr).trim()).at(-1) ?? "").replace(/^error: /, "") ||
      "it gave no reason";
    throw new Error(`${who} ended with code ${ended.code}: ${last}`);
  }
  return decoder.decode(ended.stdout);
}
