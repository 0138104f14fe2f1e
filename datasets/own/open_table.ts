import { createHash } from "node:crypto";
import { Buffer } from "node:buffer";
import type { CellTable } from "../_cell.ts";
import { readCsv } from "../_csv.ts";
import { readJsonLines } from "../_json_lines.ts";
import { readNpy, readNpz } from "../_npy.ts";
import { readParquet } from "../_parquet.ts";
import { readSvmlightTable } from "../_svmlight_table.ts";
import { decompressed } from "../_decompress.ts";
import type { OwnFile } from "./own_data.ts";

/** A file that is open for reading, once. */
export interface OpenTable extends CellTable {
  readonly name: string;
  /** Returns the SHA-256 of the decompressed content, after all blocks have been read. */
  sha256(): string;
}

/**
 * Opens a table, plain or gzipped. Its format follows from the ending of its name.
 *
 * @throws {RangeError} If there is no such file or its ending is not known.
 * @throws {SyntaxError} If its content is malformed, with the line.
 */
export async function openTable(file: OwnFile): Promise<OpenTable> {
  const { name } = file;
  const ending = /\.([a-z0-9]+)$/i.exec(name.replace(/\.gz$/i, ""))?.[1].toLowerCase() ?? "";
  const read = Object.hasOwn(readers, ending) ? readers[ending] : undefined;
  if (read === undefined) {
    throw new RangeError(
      `Cannot read ${name}: its name must end with ${
        Object.keys(readers).map((ending) => `.${ending}`).join(", ")
      }`,
    );
  }
  const { chunks, sha256 } = openContent(file, archives.includes(ending));
  return { ...await read(chunks, name), name, sha256 };
}

/** The content of a file. */
export interface OpenContent {
  /** The decompressed content, once. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Returns its SHA-256, after all chunks have been read. */
  sha256(): string;
}

/**
 * Opens a file, plain or gzipped.
 *
 * @param file The file.
 * @param isArchive True if its format is a zip archive itself, which is not unpacked.
 * @throws {RangeError} (from the chunks) If there is no such file.
 */
export function openContent(
  { name, path }: Pick<OwnFile, "name" | "path">,
  isArchive = false,
): OpenContent {
  const hash = createHash("sha256");
  const chunks = async function* () {
    const opened = await Deno.open(path).catch((error: Error) => {
      throw new RangeError(
        error instanceof Deno.errors.NotFound
          ? `Cannot read ${name}: there is no file '${path}'`
          : `Cannot read ${name}: ${error.message.split("\n")[0]}`,
      );
    });
    if ((await opened.stat()).isDirectory) {
      opened.close();
      throw new RangeError(`Cannot read ${name}: it is a folder`);
    }
    const advice = "make it again";
    const content = isArchive
      ? opened.readable
      : decompressed(opened.readable, { path: name, advice });
    for await (const chunk of content) {
      hash.update(chunk);
      yield chunk;
    }
  };
  return { chunks: chunks(), sha256: () => hash.digest("hex") };
}

type Reader = (chunks: AsyncIterable<Uint8Array>, name: string) => Promise<CellTable>;

/** The most bytes of a file whose format needs all of it at once. */
const MOST_WHOLE = 2 ** 31;

/**
 * Reads the whole content of a file.
 *
 * @throws {SyntaxError} If it is longer than 2 GiB.
 */
export async function wholeContent(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > MOST_WHOLE) throw new SyntaxError(`Cannot read ${name}: it is longer than 2 GiB`);
    parts.push(chunk);
  }
  const { buffer, byteOffset } = Buffer.concat(parts);
  return new Uint8Array(buffer, byteOffset, length);
}

/** Makes a reader of files that are read at once. */
const whole =
  (read: (bytes: Uint8Array, name: string) => CellTable): Reader => async (chunks, name) =>
    read(await wholeContent(chunks, name), name);

/** Readers by the ending of a file's name. */
const readers: { readonly [ending: string]: Reader } = {
  csv: readCsv,
  tsv: readCsv,
  txt: readCsv,
  jsonl: readJsonLines,
  ndjson: readJsonLines,
  parquet: whole(readParquet),
  npy: whole(readNpy),
  npz: whole(readNpz),
  svmlight: whole(readSvmlightTable),
  libsvm: whole(readSvmlightTable),
};

/** Endings of formats that are zip archives themselves, which are not unpacked. */
const archives: readonly string[] = ["npz"];
