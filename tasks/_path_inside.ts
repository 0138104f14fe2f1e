import { isAbsolute, join, relative, resolve, sep } from "node:path";

/**
 * Joins a folder and names, and checks that the result lies inside the folder.
 *
 * @param folder The folder.
 * @param names Names of entries in it; names from data must have passed through `fileName`.
 * @throws {RangeError} If the result lies outside, or is the folder itself.
 */
export function pathInside(folder: string, ...names: readonly string[]): string {
  const path = join(folder, ...names);
  const way = relative(resolve(folder), resolve(path));
  if (way === "" || way.split(sep)[0] === ".." || isAbsolute(way) || way.includes("\0")) {
    throw new RangeError(`Cannot use '${path}': it does not lie in '${folder}'`);
  }
  return path;
}
