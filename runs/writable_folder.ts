import { dirname, join } from "node:path";
import { systemReason } from "./write_whole.ts";

/**
 * Tests if files can be written to a folder, by writing and removing one: in the folder itself or, if it does not exist
 * yet, in its nearest existing parent.
 *
 * @param folder The folder's absolute path.
 * @throws {Error} If no file can be written, with the reason.
 */
export async function checkWritable(folder: string): Promise<void> {
  try {
    await writeProbe(await nearest(folder));
  } catch (error) {
    throw new Error(`Cannot write to '${folder}': ${systemReason(error)}`);
  }
}

/**
 * Writes a file to an existing folder and removes it.
 *
 * @throws {Error} The system's error, if writing fails.
 */
export async function writeProbe(folder: string): Promise<void> {
  const path = join(folder, `.${crypto.randomUUID()}.tmp`);
  try {
    await Deno.writeTextFile(path, "graft\n", { createNew: true });
  } finally {
    await Deno.remove(path).catch(unlessMissing);
  }
}

/** Rethrows an error, unless it says that an entry does not exist. */
export function unlessMissing(error: unknown): undefined {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

/** Returns the folder itself or its nearest existing parent. */
async function nearest(folder: string): Promise<string> {
  const found = await Deno.stat(folder).catch(unlessMissing);
  if (found === undefined) return await nearest(dirname(folder));
  if (!found.isDirectory) throw new Error("Not a directory");
  return folder;
}
