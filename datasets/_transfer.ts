import { DataError, refusal } from "./_content.ts";
import type { SourceFile } from "./dataset.ts";

/** Bytes a millisecond at least, over any stretch of patience: 1 KiB/s. */
const SLOWEST = 1024 / 1000;

/** A file with a public address. */
export type Remote = SourceFile & { readonly url: string };

/** How a transfer is made and watched. */
export interface TransferOptions {
  /** Called with the bytes at hand and the bytes in all, as they arrive. */
  readonly onProgress?: (received: number, total: number) => void;
  /** Makes the requests; the platform's `fetch` unless given. */
  readonly fetch?: typeof fetch;
  /**
   * How long to wait for an answer, for more of it, and for as many KiB as that is seconds, in
   * milliseconds; a minute unless given.
   */
  readonly patience?: number;
}

/**
 * Writes what a server sends into a file that holds the content's beginning.
 *
 * @param part The open file. If the server cannot continue where it ends, it is emptied first; after
 * an error it holds a beginning of the content, or nothing.
 * @param file What is published.
 * @param offset The size of the part.
 * @param path Where the file belongs, for the advice.
 * @param options Progress, and the function that makes requests.
 * @returns Where the content that the server sent begins: `offset`, or 0 if it was sent from its
 * start. It is as long as published, but not compared.
 * @throws {DataError} If the address is unreachable or answers with an error, the content is cut off
 * or of another size or arrives at less than 1 KiB/s, or the system refuses to write.
 */
export async function receive(
  part: Deno.FsFile,
  file: Remote,
  offset: number,
  path: string,
  options: TransferOptions,
): Promise<number> {
  const { fetch = globalThis.fetch, patience = 60_000, onProgress } = options;
  const aborter = new AbortController();
  const patiently: Patiently = (answer) => {
    const timer = setTimeout(
      () => aborter.abort(new Error(`no answer for ${patience / 1000} s`)),
      patience,
    );
    return answer.finally(() => clearTimeout(timer));
  };
  const ask = (offset: number) =>
    patiently(fetch(file.url, { headers: headers(offset), signal: aborter.signal }))
      .catch((error) => {
        throw new DataError(
          `Cannot download ${file.url}: unreachable (${reason(error)}), ` +
            `check the network and run the same command again, or place the file at ${path}`,
          { cause: error },
        );
      });

  let response = await ask(offset);
  const from = offset > 0 && response.status === 206 && continues(response, file, offset)
    ? offset
    : 0;
  if (from === 0 && offset > 0 && (response.status === 206 || response.status === 416)) {
    // The server has no such range, or offers another one.
    await response.body?.cancel();
    response = await ask(0);
  }
  if (from === 0) {
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new DataError(
        `Cannot download ${file.url}: the server answers ${
          `${response.status} ${response.statusText}`.trim()
        }, try again later, or place the file at ${path}`,
      );
    }
    await empty(part);
    const length = response.headers.get("content-length");
    if (length !== null && Number(length) !== file.bytes) {
      await response.body?.cancel();
      throw wrongContent(file, path, `size ${file.bytes} expected, ${length} found`);
    }
  }

  await part.seek(from, Deno.SeekMode.Start);
  onProgress?.(from, file.bytes);
  let at = from;
  let lap = { at, start: performance.now() };
  for await (const chunk of chunks(response, patiently, (why) => cutOff(file, at, why))) {
    at += chunk.length;
    if (at > file.bytes) {
      await empty(part);
      throw wrongContent(file, path, `size ${file.bytes} expected, more found`);
    }
    await append(part, chunk, path);
    onProgress?.(at, file.bytes);
    const waited = performance.now() - lap.start;
    if (waited < patience) continue;
    if ((at - lap.at) / waited < SLOWEST) {
      throw cutOff(file, at, `slower than 1 KiB/s for ${patience / 1000} s`);
    }
    lap = { at, start: performance.now() };
  }
  if (at < file.bytes) throw cutOff(file, at, "the connection was closed");
  return from;
}

/** Waits for a promise of the network, but not longer than patience lasts. */
type Patiently = <T>(answer: Promise<T>) => Promise<T>;

/** Asks for plain content, since ranges count its bytes. */
function headers(offset: number): Record<string, string> {
  const identity = { "accept-encoding": "identity" };
  return offset > 0 ? { ...identity, range: `bytes=${offset}-` } : identity;
}

/** Whether an answer is the rest of the file and nothing else. */
function continues(response: Response, file: SourceFile, offset: number): boolean {
  const range = `bytes ${offset}-${file.bytes - 1}/`;
  const given = response.headers.get("content-range");
  return given === `${range}${file.bytes}` || given === `${range}*`;
}

async function* chunks(
  response: Response,
  patiently: Patiently,
  failure: (why: string) => DataError,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = await patiently(reader.read()).catch((error) => {
        throw failure(reason(error));
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

async function append(part: Deno.FsFile, chunk: Uint8Array, path: string): Promise<void> {
  try {
    for (let rest = chunk; rest.length > 0;) rest = rest.subarray(await part.write(rest));
  } catch (error) {
    throw refusal("write", path, error);
  }
}

/**
 * Empties an open file; one that is empty already is left alone.
 *
 * @param file The file.
 */
export async function empty(file: Deno.FsFile): Promise<void> {
  if ((await file.stat()).size > 0) await file.truncate(0);
}

/**
 * Says that a server sent something else than what is published.
 *
 * @param file What is published.
 * @param path Where the file belongs, for the advice.
 * @param differs What differs.
 * @returns The error to throw.
 */
export function wrongContent(file: Remote, path: string, differs: string): DataError {
  return new DataError(
    `Cannot download ${file.url}: its content is not the published one (${differs}), ` +
      `nothing was kept; try again later, or place the file at ${path}`,
  );
}

function cutOff(file: Remote, at: number, why: string): DataError {
  return new DataError(
    `Cannot download ${file.url}: cut off after ${at} of ${file.bytes} bytes (${why}), ` +
      "run the same command again to resume",
  );
}

/** Why a request failed: the last part of the innermost message. */
function reason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? reason(cause) : message.split("\n")[0].split(": ").at(-1)!;
}
