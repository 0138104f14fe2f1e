import { Buffer } from "node:buffer";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { DataError, refusal } from "./_content.ts";

/** The first bytes of a gzip file, and those of rejected formats. */
const GZIP = [0x1f, 0x8b];
const REFUSED: readonly (readonly [beginning: readonly number[], format: string])[] = [
  [[0x50, 0x4b, 3, 4], "a zip archive"],
  [[0x50, 0x4b, 5, 6], "a zip archive"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], "compressed by xz"],
  [[0x28, 0xb5, 0x2f, 0xfd], "compressed by zstd"],
  [[...new TextEncoder().encode("BZh91AY&SY")], "compressed by bzip2"],
  [[0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], "a 7z archive"],
];
const LONGEST = Math.max(...REFUSED.map(([beginning]) => beginning.length));

/** Options of {@linkcode decompressed}. */
export interface DecompressOptions {
  /** The file's path, for errors. */
  readonly path: string;
  /** Advice for errors about content that cannot be used. */
  readonly advice: string;
  /** The largest allowed size in bytes, and the error text for larger content; without it the size is not checked. */
  readonly most?: { readonly bytes: number; readonly excess: string };
}

/**
 * Yields a file's content, decompressed if it is gzip of one or more members. The format is recognised by
 * the first bytes, not by the file's name.
 *
 * @param chunks The file, in chunks.
 * @throws {DataError} If the file cannot be read, its gzip is truncated, corrupt or followed by other
 * bytes, it has another compressed format, or its content is longer than allowed; then the rest is
 * not decompressed.
 */
export async function* decompressed(
  chunks: AsyncIterable<Uint8Array>,
  { path, advice, most }: DecompressOptions,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of opened(chunks, path)) {
      bytes += chunk.length;
      if (most && bytes > most.bytes) {
        throw new DataError(`Cannot use ${path}: ${most.excess}, ${advice}`);
      }
      yield chunk;
    }
  } catch (error) {
    if (error instanceof DataError) throw error;
    const { code, message } = error as { code?: unknown; message: string };
    if (!String(code).startsWith("Z_")) throw refusal("read", path, error);
    throw new DataError(
      `Cannot decompress ${path}: the gzip file is truncated or corrupt (${message}), ${advice}`,
      { cause: error },
    );
  }
}

/** Yields the content of a file after recognising its format by the first bytes. */
async function* opened(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
): AsyncGenerator<Uint8Array> {
  const rest = chunks[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < LONGEST) {
    const { value, done } = await rest.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  const begins = (beginning: readonly number[]) => beginning.every((byte, i) => head[i] === byte);
  const format = REFUSED.find(([beginning]) => begins(beginning))?.[1];
  if (format !== undefined) {
    throw new DataError(`Cannot use ${path}: it is ${format}, unpack it and name the file inside`);
  }
  const whole = async function* () {
    yield head;
    yield* { [Symbol.asyncIterator]: () => rest };
  };
  if (!begins(GZIP)) return yield* whole();
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  pipeline(Readable.from(whole(), { objectMode: false }), gunzip, () => {});
  yield* gunzip;
}
