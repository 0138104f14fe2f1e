/** A copy of Graft, or the folder of a published one. */
const ROOT = new URL("../", import.meta.url).href;

/**
 * The words before the name of a command in texts: `deno task` for a program of this copy's tasks, `graft` for the program
 * that has all commands, and for a program of a user's.
 */
export const COMMAND = commandIn(Deno.mainModule);

/**
 * Returns {@linkcode COMMAND} for a main module.
 *
 * @param main The address of the main module; a thread has none.
 */
export function commandIn(main: string | undefined): "deno task" | "graft" {
  return main?.startsWith(ROOT) && main !== `${ROOT}cli.ts` ? "deno task" : "graft";
}
