import { dirname, resolve } from "node:path";
import { checkWritable, unlessMissing, writeProbe } from "../runs/writable_folder.ts";
import { systemReason } from "../runs/write_whole.ts";
import { UsageError } from "./_program.ts";

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
 * Checks that files can be written to a folder, which need not exist yet.
 *
 * @param folder The folder's absolute path.
 * @param option The option with which the user can name another.
 * @throws {Error} If no file can be written.
 */
export async function checkFolder(folder: string, option: string): Promise<void> {
  try {
    await checkWritable(folder);
  } catch (error) {
    throw new Error(`${(error as Error).message}; name another folder with ${option}`);
  }
}

/**
 * Returns the error of {@linkcode checkFolder}, to be thrown or shown.
 *
 * @returns `undefined` if files can be written.
 */
export function folderRefusal(folder: string, option: string): Promise<Error | undefined> {
  return checkFolder(folder, option).then(() => undefined, (refusal: Error) => refusal);
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
