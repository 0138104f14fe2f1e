import { DataError, refusal } from "./_content.ts";
import type { SourceFile } from "./dataset.ts";

/** Slowest accepted rate over any period of `patience`, in bytes per millisecond: 1 KiB/s. */
const SLOWEST = 1024 / 1000;

/** A file with a public address. */
export type Remote = SourceFile & { readonly url: string };

/** Options of {@linkcode receive}. */
export interface ReceiveOptions {
  /** Called as bytes arrive, with the number received so far and the total. */
  readonly onProgress?: (received: number, total: number) => void;
  /** Makes the requests; the platform's `fetch` by default. */
  readonly fetch?: typeof fetch;
  /**
   * Longest wait in milliseconds for an answer and for each chunk of it, and the period over which the
   * rate must reach 1 KiB/s; a minute by default.
   */
  readonly patience?: number;
}

/**
 * Receives the rest of a file's content from its server and appends it to the part that is already there.
 *
 * @param part The open file. If the server cannot continue from its end, it is emptied first; after an
 * error it holds the first bytes of the content, or nothing.
 * @param file The published file.
 * @param offset The size of the part.
 * @param path The file's destination, for the advice in errors.
 * @param options Progress, and the function that makes requests.
 * @returns The offset of the first byte that the server sent: `offset`, or 0 if it sent the whole content.
 * The content then has the published size; its SHA-256 is not checked here.
 * @throws {DataError} If the address is unreachable or answers with an error, the content is cut off
 * or of another size or arrives at less than 1 KiB/s, or the system refuses to write.
 */
export async function receive(
  part: Deno.FsFile,
  file: Remote,
  offset: number,
  path: string,
  options: ReceiveOptions,
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

/** Waits for a network promise, at most `patience` milliseconds. */
type Patiently = <T>(answer: Promise<T>) => Promise<T>;

/** Request headers for uncompressed content, since ranges count its bytes. */
function headers(offset: number): Record<string, string> {
  const identity = { "accept-encoding": "identity" };
  return offset > 0 ? { ...identity, range: `bytes=${offset}-` } : identity;
}

/** Returns true if a partial answer is exactly the rest of the file. */
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
 * Empties an open file, unless it is already empty.
 *
 * @param file The file.
 */
export async function empty(file: Deno.FsFile): Promise<void> {
  if ((await file.stat()).size > 0) await file.truncate(0);
}

/**
 * Makes the error for content that is not the published one.
 *
 * @param file The published file.
 * @param path The file's destination, for the advice in the error.
 * @param differs The difference: `size 12 expected, 10 found`.
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

/** Returns the reason why a request failed: the last part of the innermost error message. */
function reason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? reason(cause) : message.split("\n")[0].split(": ").at(-1)!;
}
