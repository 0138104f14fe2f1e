import { dirname, join, resolve } from "node:path";
import { UsageError } from "./_program.ts";
import { systemReason } from "./_write.ts";

/**
 * Makes a path of the command line absolute.
 *
 * @param option What it was given with.
 * @param path The path, from the working directory.
 * @throws {UsageError} If it is empty.
 */
export function absolutePath(option: string, path: string): string {
  if (path === "") throw new UsageError(`Cannot use ${option}: it must name a path, and is empty`);
  return resolve(path);
}

/**
 * Looks whether files can be written to a folder, by writing one and removing it: in the folder, or, where it is still to
 * be made, in the nearest one above it that is there.
 *
 * @param folder The folder's absolute path.
 * @param option The option that names another.
 * @returns Why not, as an error to be thrown; `undefined` where they can.
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
 * Refuses a folder that no file can be written to.
 *
 * @throws {Error} If {@linkcode folderRefusal} says why not.
 */
export async function checkFolder(folder: string, option: string): Promise<void> {
  const refusal = await folderRefusal(folder, option);
  if (refusal) throw refusal;
}

/**
 * Refuses a file that cannot be written: its folder must be there and take files, and what has its name already be a
 * file. One that is appended to must take more where it is there.
 *
 * @param path The file's absolute path.
 * @param option The option that names another.
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

/** The folder itself, or the nearest one above it that is there. */
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
