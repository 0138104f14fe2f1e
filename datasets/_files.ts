/**
 * Finds, verifies and downloads the files of datasets.
 *
 * @module
 */
import { COMMAND } from "../descriptors/command.ts";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { delimiter, join, resolve } from "node:path";
import envPaths from "env-paths";
import { DataError, difference, refusal } from "./_content.ts";
import { decompressed } from "./_decompress.ts";
import type { Dataset, SourceFile } from "./dataset.ts";

export { DataError } from "./_content.ts";
export { download, type DownloadOptions } from "./_download.ts";

/**
 * Returns the folder that downloads are written to.
 *
 * @returns The platform's cache folder of Graft, `~/.cache/graft/data` on Linux; it need not exist.
 */
export function cacheFolder(): string {
  return join(envPaths("graft", { suffix: "" }).cache, "data");
}

/**
 * Lists the folders that are searched for files: those of the option, those of the environment
 * variable GRAFT_DATA, the cache.
 *
 * @param option The value of `--data`: one folder, or several separated by the platform's path
 * delimiter, as in the variable.
 * @param variable The value of GRAFT_DATA; the environment's by default.
 * @returns The folders in search order; all but the cache exist.
 * @throws {RangeError} If the option or the variable names a folder that does not exist.
 */
export function dataFolders(option?: string, variable = Deno.env.get("GRAFT_DATA")): string[] {
  return [
    ...existing("--data", option),
    ...existing("GRAFT_DATA", variable),
    cacheFolder(),
  ];
}

function existing(origin: string, list = ""): string[] {
  const folders = list.split(delimiter).filter((folder) => folder !== "")
    .map((folder) => resolve(folder));
  for (const folder of folders) {
    if (!isDirectory(folder)) {
      throw new RangeError(
        `Cannot look for data: ${origin} must name existing folders, current value is '${folder}'`,
      );
    }
  }
  return folders;
}

function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/**
 * Searches for a file, plain or with `.gz`: in the dataset's folder within each of the folders, then
 * in that folder itself. A file with a folder of its own is searched for only there, since a file of
 * another dataset may have the same name.
 *
 * @param dataset The dataset that the file belongs to.
 * @param file The file.
 * @param folders The folders, in search order.
 * @returns The path of the first file found, or `undefined`.
 * @throws {DataError} If the system refuses access.
 */
export async function findFile(
  dataset: Dataset,
  file: SourceFile,
  folders: readonly string[],
): Promise<string | undefined> {
  for (const folder of folders) {
    for (const place of placesOf(file, dataset).map((place) => join(folder, place))) {
      for (const path of [join(place, file.name), join(place, `${file.name}.gz`)]) {
        if (await isFile(path)) return path;
      }
    }
  }
  return undefined;
}

/**
 * Returns a key that is unique among the files of a dataset: files in two folders may have the same name.
 *
 * @param file The file.
 */
export function fileKey({ name, folder }: SourceFile): string {
  return folder === undefined ? name : `${folder}/${name}`;
}

/** The folders within a data folder that may hold a file, in search order. */
function placesOf(file: SourceFile, dataset: Dataset): string[] {
  if (file.folder !== undefined) return [file.folder];
  return dataset.folder === undefined ? [""] : [dataset.folder, ""];
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return false;
    }
    throw refusal("read", path, error);
  }
}

/** Options of {@linkcode readContent}. */
export interface ReadOptions {
  /** Accepts content other than the published one; a corrupt gzip is still an error. */
  readonly acceptModified?: boolean;
  /** The dataset that the file belongs to, for the advice in errors. */
  readonly dataset?: Dataset;
}

/** A file's content. */
export interface Content {
  /** Decompressed content. */
  readonly bytes: Uint8Array;
  /** SHA-256 of the decompressed content, in hexadecimal digits. */
  readonly sha256: string;
  /** True if the SHA-256 is the published one. */
  readonly official: boolean;
}

/** Largest size in bytes of content that is not the published one. */
const MOST_MODIFIED = 512 * 2 ** 20;

/**
 * Reads a file, decompresses it if it is gzip, whatever its name, and compares size and SHA-256 with
 * the published ones. Without a published SHA-256, only the size is compared and the content does not
 * count as official. Reading stops, to bound the memory, at the published size, or at 512 MiB if other
 * content is accepted.
 *
 * @param path The path.
 * @param file The published file.
 * @param options Acceptance of other content, and the dataset for errors.
 * @returns The decompressed content.
 * @throws {DataError} If the file cannot be read, its gzip is corrupt, it is too long, or its content
 * is not the published one and other content is not accepted.
 */
export async function readContent(
  path: string,
  file: SourceFile,
  { acceptModified = false, dataset }: ReadOptions = {},
): Promise<Content> {
  const get = file.url === undefined
    ? "put the published file in its place"
    : `delete it and run \`${COMMAND} data fetch${
      dataset === undefined ? "" : ` ${dataset.name}`
    }\``;
  const orAccept = `${get}, or pass --accept-modified-data for data of your own`;
  const other = (differs: string) => `its content is not the published one (${differs})`;
  const most = acceptModified
    ? { bytes: Math.max(MOST_MODIFIED, file.bytes), excess: "its content is longer than 512 MiB" }
    : { bytes: file.bytes, excess: other(`size ${file.bytes} expected, more found`) };
  const advice = acceptModified ? get : orAccept;
  const hash = createHash("sha256");
  const chunks: Uint8Array[] = [];
  const opened = await Deno.open(path).catch((error) => {
    throw refusal("read", path, error);
  });
  for await (const chunk of decompressed(opened.readable, { path, advice, most })) {
    hash.update(chunk);
    chunks.push(chunk);
  }
  const { buffer, byteOffset, length } = Buffer.concat(chunks);
  const bytes = new Uint8Array(buffer, byteOffset, length);
  const sha256 = hash.digest("hex");
  const differs = difference(file, { bytes: length, sha256 });
  if (differs !== undefined && !acceptModified) {
    throw new DataError(`Cannot use ${path}: ${other(differs)}, ${orAccept}`);
  }
  return { bytes, sha256, official: sha256 === file.sha256 };
}
