import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { DataError, difference, type Fingerprint, refusal } from "./_content.ts";
import { decompressed } from "./_decompress.ts";
import { empty, receive, type Remote, type TransferOptions, wrongContent } from "./_transfer.ts";
import type { Family, SourceFile } from "./dataset.ts";

/** Options of {@linkcode download}. */
export interface DownloadOptions extends TransferOptions {
  /** Called once if the same file is being downloaded already, so that this call has to wait. */
  readonly onWait?: () => void;
}

/**
 * Downloads a file to `<folder>/<its folder, or the family's>/<name>`.
 *
 * The content goes to `<name>.part` and is renamed when its size and SHA-256 are right and it is on
 * the disk: nothing half-written is ever under the final name. What an address that ends in `.gz`
 * serves is decompressed as it arrives, and never resumed. What another interrupted download left
 * behind is resumed where the server can do that, and fetched anew where it cannot or where the whole
 * turns out wrong. The `.part` is locked while it is written: of several processes that want the
 * same file one downloads it and the others wait.
 *
 * @param family The family that the file belongs to.
 * @param file The file.
 * @param folder The data folder; created where missing.
 * @param options Progress, and the function that makes requests.
 * @returns `fetched`, or `present` where the right file was there already.
 * @throws {DataError} If the file has no public address, the address is unreachable or answers with
 * an error, the content is cut off (what arrived is kept, to be resumed) or is not the published
 * one, the disk is full or not writable, or the place is taken by a file with other content.
 */
export async function download(
  family: Family,
  file: SourceFile,
  folder: string,
  options: DownloadOptions = {},
): Promise<"fetched" | "present"> {
  const path = join(folder, file.folder ?? family.folder ?? "", file.name);
  const { url } = file;
  if (url === undefined) {
    throw new DataError(
      `Cannot download ${file.name}: it has no public address, place it at ${path}`,
    );
  }
  if (await isPresent(path, file)) return "present";

  const partPath = `${path}.part`;
  const part = await openPart(partPath, options.onWait).catch((error) => {
    throw refusal("write", path, error);
  });
  let renamed = false;
  try {
    // Whoever held the lock before may have finished the file.
    if (await isPresent(path, file)) return "present";
    const fetch = url.endsWith(".gz") ? inflating(options.fetch) : options.fetch;
    await fill(part, { ...file, url }, path, { ...options, fetch });
    await finish(part, partPath, path);
    renamed = true;
    return "fetched";
  } finally {
    // Under the lock still, so that the name is this file's.
    if (!renamed && (await part.stat()).size === 0) await Deno.remove(partPath).catch(() => {});
    part.close();
  }
}

/** Whether the right file is in its place. */
async function isPresent(path: string, file: SourceFile): Promise<boolean> {
  let present;
  try {
    present = await Deno.open(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw refusal("read", path, error);
  }
  try {
    const differs = difference(file, await fingerprint(present));
    if (differs === undefined) return true;
    throw new DataError(
      `Cannot download ${path}: a file with other content is in its place (${differs}), ` +
        "delete it and run the same command again",
    );
  } finally {
    present.close();
  }
}

/** Opens and locks the `.part`; the system lets go of the lock when the process ends, however it does. */
async function openPart(path: string, onWait?: () => void): Promise<Deno.FsFile> {
  await Deno.mkdir(dirname(path), { recursive: true });
  for (let waited = false;; waited = true) {
    // What a link points to is not this program's to write.
    if ((await Deno.lstat(path).catch(() => undefined))?.isSymlink) {
      throw new Error(`${path} is a symbolic link, delete it`);
    }
    const part = await Deno.open(path, { read: true, write: true, create: true });
    if (!await part.tryLock(true)) {
      if (!waited) onWait?.();
      await part.lock(true);
    }
    // Whoever held the lock before may have renamed or removed the file, or a link may have taken
    // its place: then what is open here is not the file of that name any more.
    const held = await part.stat();
    const named = await Deno.lstat(path).catch(() => undefined);
    if (named !== undefined && held.ino === named.ino && held.dev === named.dev) return part;
    part.close();
  }
}

/** Completes the `.part` and verifies it; empties it where its content is wrong. */
async function fill(
  part: Deno.FsFile,
  file: Remote,
  path: string,
  options: DownloadOptions,
): Promise<void> {
  for (let offset = (await part.stat()).size;; offset = 0) {
    const from = offset < file.bytes ? await receive(part, file, offset, path, options) : offset;
    const differs = difference(file, await fingerprint(part));
    if (differs === undefined) return;
    await empty(part);
    if (from === 0) throw wrongContent(file, path, differs);
  }
}

/** Makes requests for a whole gzip file whose answers hold what it decompresses to. */
function inflating(fetch = globalThis.fetch): typeof fetch {
  return async (url, options) => {
    const headers = new Headers(options?.headers);
    headers.delete("range");
    const response = await fetch(url, { ...options, headers });
    if (response.status !== 200 || response.body === null) return response;
    const content = decompressed(response.body, { path: String(url), advice: "try again later" });
    return new Response(ReadableStream.from(content));
  };
}

async function finish(part: Deno.FsFile, from: string, to: string): Promise<void> {
  try {
    await part.sync();
    await Deno.rename(from, to);
  } catch (error) {
    throw refusal("write", to, error);
  }
}

/** The size and SHA-256 of an open file, read from its start. */
async function fingerprint(file: Deno.FsFile): Promise<Fingerprint> {
  await file.seek(0, Deno.SeekMode.Start);
  const hash = createHash("sha256");
  const chunk = new Uint8Array(1 << 18);
  let bytes = 0;
  for (let read = await file.read(chunk); read !== null; read = await file.read(chunk)) {
    hash.update(chunk.subarray(0, read));
    bytes += read;
  }
  return { bytes, sha256: hash.digest("hex") };
}
