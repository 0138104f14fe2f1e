import { isAbsolute, join, relative, resolve, sep } from "node:path";

/**
 * Joins a folder and names, and sees that the result lies inside.
 *
 * @param folder The folder.
 * @param names What lies in it, by names from data made fit by `fileName`.
 * @throws {RangeError} If it would lie outside, or be the folder itself.
 */
export function pathInside(folder: string, ...names: readonly string[]): string {
  const path = join(folder, ...names);
  const way = relative(resolve(folder), resolve(path));
  if (way === "" || way.split(sep)[0] === ".." || isAbsolute(way) || way.includes("\0")) {
    throw new RangeError(`Cannot use '${path}': it does not lie in '${folder}'`);
  }
  return path;
}
