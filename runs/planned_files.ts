import { DataError, fileKey, readContent } from "../datasets/_files.ts";
import type { ReadFile } from "../datasets/dataset.ts";
import type { PlannedFile } from "./launch/messages.ts";

/**
 * Makes a reader of files that checks that they are unchanged since the runs were planned.
 *
 * @param files The files of a dataset, by key.
 * @returns A function that reads a file, and throws a {@linkcode DataError} if the file has changed.
 */
export function plannedReader(files: { readonly [key: string]: PlannedFile }): ReadFile {
  return async (file) => {
    const { path, sha256 } = files[fileKey(file)];
    const content = await readContent(path, file, { acceptModified: true });
    if (content.sha256 !== sha256) {
      throw new DataError(`Cannot read '${path}': it has changed since the runs were planned`);
    }
    return content.bytes;
  };
}
