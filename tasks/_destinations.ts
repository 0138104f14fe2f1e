import { dirname, join, resolve } from "node:path";
import { UsageError } from "./_program.ts";
import { systemReason } from "./_write.ts";

/**
 * Makes a path of the command line absolute.
 *
 * @param option The option that the path belongs to.
 * @param path The path, relative to the working directory.
 * @throws {UsageError} If it is empty.
 */
export function absolutePath(option: string, path: string): string {
  if (path === "") {
    throw new UsageError(`Cannot use ${option}: it must name a path, current value is ''`);
  }
  return resolve(path);
}

/**
 * Tests if files can be written to a folder, by writing and removing one: in the folder itself or, if it does not exist
 * yet, in its nearest existing parent.
 *
 * @param folder The folder's absolute path.
 * @param option The option with which the user can name another.
 * @returns An error with the reason, to be thrown; `undefined` if files can be written.
 */
export async function folderRefusal(folder: string, option: string): Promise<Error | undefined> {
  try {
    await writeProbe(await nearest(folder));
  } catch (error) {
    return new Error(
      `Cannot write to '${folder}': ${systemReason(error)}; name another folder with ${option}`,
    );
  }
}

/**
 * Throws the error of {@linkcode folderRefusal}, if there is one.
 *
 * @throws {Error} If no file can be written to the folder.
 */
export async function checkFolder(folder: string, option: string): Promise<void> {
  const refusal = await folderRefusal(folder, option);
  if (refusal) throw refusal;
}

/**
 * Checks that a file can be written: its folder must exist and be writable, and an existing entry of that name must be a
 * regular file; with `append`, one that can be appended to.
 *
 * @param path The file's absolute path.
 * @param option The option with which the user can name another.
 * @throws {Error} If it cannot be written.
 */
export async function checkFile(
  path: string,
  option: string,
  { append = false }: { readonly append?: boolean } = {},
): Promise<void> {
  try {
    const found = await Deno.stat(path).catch(unlessMissing);
    if (found && !found.isFile) {
      throw new Error(found.isDirectory ? "Is a directory" : "Not a regular file");
    }
    if (found && append) (await Deno.open(path, { append })).close();
    else await writeProbe(dirname(path));
  } catch (error) {
    throw new Error(
      `Cannot write '${path}': ${systemReason(error)}; name another file with ${option}`,
    );
  }
}

/** Returns the folder itself or its nearest existing parent. */
async function nearest(folder: string): Promise<string> {
  const found = await Deno.stat(folder).catch(unlessMissing);
  if (found === undefined) return await nearest(dirname(folder));
  if (!found.isDirectory) throw new Error("Not a directory");
  return folder;
}

function unlessMissing(error: unknown): undefined {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

async function writeProbe(folder: string): Promise<void> {
  const path = join(folder, `.${crypto.randomUUID()}.tmp`);
  try {
    await Deno.writeTextFile(path, "graft\n", { createNew: true });
  } finally {
    await Deno.remove(path).catch(unlessMissing);
  }
}
