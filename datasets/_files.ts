/**
 * Finding, verifying and downloading the files of dataset families.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { delimiter, join, resolve } from "node:path";
import envPaths from "env-paths";
import { DataError, difference, refusal } from "./_content.ts";
import { decompressed } from "./_decompress.ts";
import type { Family, SourceFile } from "./dataset.ts";

export { DataError } from "./_content.ts";
export { download, type DownloadOptions } from "./_download.ts";

/**
 * Names the folder that downloads go to.
 *
 * @returns The platform's cache folder of Graft, `~/.cache/graft/data` on Linux; it need not exist.
 */
export function cacheFolder(): string {
  return join(envPaths("graft", { suffix: "" }).cache, "data");
}

/**
 * Lists the folders to look for files in: those of the option, those of the environment variable
 * GRAFT_DATA, the cache.
 *
 * @param option The value of `--data`: one folder, or several with the platform's path delimiter
 * between them, as in the variable.
 * @param variable The value of GRAFT_DATA; the environment's unless given.
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
 * Looks for a file, plain or with `.gz`: in the family's folder within each of the folders, then in
 * that folder itself. A file that names a folder of its own is looked for there alone, since
 * another family's may have its name.
 *
 * @param family The family that the file belongs to.
 * @param file The file.
 * @param folders The folders, in search order.
 * @returns The path of the first file found, or `undefined`.
 * @throws {DataError} If the system refuses to look.
 */
export async function findFile(
  family: Family,
  file: SourceFile,
  folders: readonly string[],
): Promise<string | undefined> {
  for (const folder of folders) {
    for (const place of placesOf(file, family).map((place) => join(folder, place))) {
      for (const path of [join(place, file.name), join(place, `${file.name}.gz`)]) {
        if (await isFile(path)) return path;
      }
    }
  }
  return undefined;
}

/**
 * Names a file among all of a family: files of two folders may have one name.
 *
 * @param file The file.
 */
export function fileKey({ name, folder }: SourceFile): string {
  return folder === undefined ? name : `${folder}/${name}`;
}

/** Where a file may lie within a data folder, in search order. */
function placesOf(file: SourceFile, family: Family): string[] {
  if (file.folder !== undefined) return [file.folder];
  return family.folder === undefined ? [""] : [family.folder, ""];
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
  /** Accept content other than the published one; a corrupt gzip is an error all the same. */
  readonly acceptModified?: boolean;
  /** The family that the file belongs to, to be named in the advice. */
  readonly family?: Family;
}

/** A file's content. */
export interface Content {
  /** Decompressed. */
  readonly bytes: Uint8Array;
  /** Of the decompressed content, in hexadecimal digits. */
  readonly sha256: string;
  /** Whether the content is known to be the published one, by its SHA-256. */
  readonly official: boolean;
}

/** Bytes at most of content that is not the published one. */
const MOST_MODIFIED = 512 * 2 ** 20;

/**
 * Reads a file, decompresses it where it is gzip, whatever its name, and compares size and SHA-256
 * with the published ones. Where no SHA-256 is published, the size alone is compared and the content
 * does not count as official. Nothing is held of what is longer than it may be: than published, or
 * than 512 MiB where other content is accepted.
 *
 * @param path The path.
 * @param file What is published.
 * @param options Whether other content is accepted.
 * @returns The decompressed content.
 * @throws {DataError} If the file cannot be read, its gzip is corrupt, it is too long, or its content
 * is not the published one and that is not accepted.
 */
export async function readContent(
  path: string,
  file: SourceFile,
  { acceptModified = false, family }: ReadOptions = {},
): Promise<Content> {
  const get = file.url === undefined
    ? "put the published file in its place"
    : `delete it and run \`deno task data fetch${family === undefined ? "" : ` ${family.name}`}\``;
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
