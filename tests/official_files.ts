import assert from "node:assert/strict";
import { dataFolders, findFile, readContent } from "../datasets/_files.ts";
import type { Dataset, ReadFile, SourceFile } from "../datasets/dataset.ts";

/**
 * Searches a dataset's published files in the folders of GRAFT_DATA and in the cache.
 *
 * @param dataset The dataset.
 * @param files The files that a test needs.
 * @returns A function that reads one of them after verifying its checksum; `undefined` if one is
 * missing.
 */
export async function officialFiles(
  dataset: Dataset,
  files: readonly SourceFile[],
): Promise<ReadFile | undefined> {
  const paths = new Map<SourceFile, string>();
  for (const file of files) {
    const path = await findFile(dataset, file, dataFolders());
    if (path === undefined) return undefined;
    paths.set(file, path);
  }
  return async (file) => {
    const { bytes, official } = await readContent(paths.get(file)!, file);
    assert.ok(official, `${file.name} is not the published file`);
    return bytes;
  };
}

/** True to skip tests that read published files, because GRAFT_DATA names no folder. */
export const noOfficialFiles = !Deno.env.get("GRAFT_DATA");
