import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { DataError, difference, type Fingerprint, refusal } from "./_content.ts";
import { decompressed } from "./_decompress.ts";
import { empty, receive, type ReceiveOptions, type Remote, wrongContent } from "./_receive.ts";
import type { Dataset, SourceFile } from "./dataset.ts";

/** Options of {@linkcode download}. */
export interface DownloadOptions extends ReceiveOptions {
  /** Called once if the same file is being downloaded already, so that this call has to wait. */
  readonly onWait?: () => void;
}

/**
 * Downloads a file to `<folder>/<the file's folder, or the dataset's>/<name>`.
 *
 * The content is written to `<name>.part`, which is renamed once its size and SHA-256 match and it is
 * synced to disk: a partial file never has the final name. Content from an address that ends in `.gz`
 * is decompressed as it arrives and never resumed. Any other interrupted download is resumed if the
 * server supports it, and restarted if it does not or if the complete content is wrong. The `.part`
 * is locked while it is written: if several processes need the same file, one downloads it and the
 * others wait.
 *
 * @param dataset The dataset that the file belongs to.
 * @param file The file.
 * @param folder The data folder; created if missing.
 * @param options Callbacks for progress and waiting, and the function that makes requests.
 * @returns `fetched`, or `present` if the published file was already there.
 * @throws {DataError} If the file has no public address, the address is unreachable or answers with
 * an error, the content is cut off (the received part is kept, to be resumed) or is not the published
 * one, the disk is full or not writable, or a file with other content is at the destination.
 */
export async function download(
  dataset: Dataset,
  file: SourceFile,
  folder: string,
  options: DownloadOptions = {},
): Promise<"fetched" | "present"> {
  const path = join(folder, file.folder ?? dataset.folder ?? "", file.name);
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
    // Another process may have finished the file before it released the lock.
    if (await isPresent(path, file)) return "present";
    const fetch = url.endsWith(".gz") ? inflating(options.fetch) : options.fetch;
    await fill(part, { ...file, url }, path, { ...options, fetch });
    await finish(part, partPath, path);
    renamed = true;
    return "fetched";
  } finally {
    // The lock is still held, so the name still belongs to this file.
    if (!renamed && (await part.stat()).size === 0) await Deno.remove(partPath).catch(() => {});
    part.close();
  }
}

/** Returns true if the published file is at its path. */
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

/** Opens and locks the `.part`; the system releases the lock when the process ends, even by a crash. */
async function openPart(path: string, onWait?: () => void): Promise<Deno.FsFile> {
  await Deno.mkdir(dirname(path), { recursive: true });
  for (let waited = false;; waited = true) {
    // Never write through a symbolic link.
    if ((await Deno.lstat(path).catch(() => undefined))?.isSymlink) {
      throw new Error(`${path} is a symbolic link, delete it`);
    }
    const part = await Deno.open(path, { read: true, write: true, create: true });
    if (!await part.tryLock(true)) {
      if (!waited) onWait?.();
      await part.lock(true);
    }
    // Another process may have renamed or removed the file before it released the lock, or a link may
    // have replaced it: then the open file no longer has this name.
    const held = await part.stat();
    const named = await Deno.lstat(path).catch(() => undefined);
    if (named !== undefined && held.ino === named.ino && held.dev === named.dev) return part;
    part.close();
  }
}

/** Completes the `.part` and verifies it; empties it if its content is wrong. */
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

/** Wraps `fetch` to request a whole gzip file and answer with its decompressed content. */
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
