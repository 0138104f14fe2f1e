import { createHash } from "node:crypto";
import { join } from "node:path";
import { checkSize } from "../_table_size.ts";
import type { OwnData, OwnFile } from "./own_data.ts";
import { splits } from "./own_data.ts";
import type { CategoryColumn, OwnTable } from "./table.ts";

/** The endings of images. */
const IMAGE = /\.(png|jpe?g)$/i;

/** The most bytes of an image's file. */
const MOST_BYTES = 64 * 2 ** 20;

/** An image's file in one of the folders. */
interface ImageFile {
  readonly folder: number;
  /** From the folder, with slashes. */
  readonly path: string;
  /** The folder that it is in, within the domain's; `undefined` for an image without a label. */
  readonly label?: string;
}

/** Returns true if all files of a user's data are folders, which must then have images. */
export async function areFolders(files: readonly OwnFile[]): Promise<boolean> {
  for (const { path } of files) {
    const found = await Deno.stat(path).catch(() => undefined);
    if (!found?.isDirectory) return false;
  }
  return true;
}

/**
 * Reads folders of images, `domain/class/image.png` or `.jpg`; images that are directly in a domain's folder have no
 * class. They are resized to one square, without regard to their proportions.
 *
 * @param data The description, with one label, whose name is any.
 * @throws {SyntaxError} If a folder has no images, or one cannot be decoded, with its path.
 */
export async function readImages(data: OwnData): Promise<OwnTable> {
  const { files, images: { size, channels }, labels } = data;
  if (labels.length !== 1) {
    throw new SyntaxError(
      `Cannot read ${files[0].name}: images have one label, the folder that they are in`,
    );
  }
  const found: ImageFile[] = [];
  for (const [folder, file] of files.entries()) {
    for (const image of await imagesIn(file, folder)) found.push(image);
  }
  const shape = [size, size, channels];
  checkSize(data.name, [found.length, ...shape]);
  const pixels = new Uint8Array(found.length * size * size * channels);
  const hashes: string[] = [];
  // The decoders take long to load, and few data are images.
  const { decodeImage } = await import("../_images.ts");
  for (const [row, { folder, path }] of found.entries()) {
    const name = `${files[folder].name}/${path}`;
    const bytes = await Deno.readFile(join(files[folder].path, path));
    if (bytes.length > MOST_BYTES) {
      throw new SyntaxError(`Cannot read ${name}: it has more than 64 MiB`);
    }
    hashes.push(createHash("sha256").update(bytes).digest("hex"));
    pixels.set(await decodeImage(bytes, name, { size, channels }), row * size * size * channels);
  }
  const domains = [...new Set(files.map(({ domain }) => domain ?? data.name))];
  const ofFolder = (row: number) => files[found[row].folder];
  const rows = [...found.keys()];
  return {
    rows: found.length,
    inputs: [],
    images: { shape, pixels, contents: categories("image", hashes) },
    labels: [categories(labels[0].column, found.map(({ label }) => label))],
    domains,
    domainOf: Int32Array.from(rows, (row) => domains.indexOf(ofFolder(row).domain ?? data.name)),
    splitOf: Int8Array.from(rows, (row) => {
      const { split } = ofFolder(row);
      return split === undefined ? -1 : splits.indexOf(split);
    }),
    sha256: files.map((_, folder) => {
      const lines = rows.filter((row) => found[row].folder === folder)
        .map((row) => `${hashes[row]}  ${found[row].path}\n`);
      return createHash("sha256").update(lines.join("")).digest("hex");
    }),
    idOf: (row) => `${ofFolder(row).domain ?? data.name}/${found[row].path}`,
    unused: [],
  };
}

async function imagesIn({ name, path }: OwnFile, folder: number): Promise<ImageFile[]> {
  const found: ImageFile[] = [];
  for (const entry of await entriesOf(path)) {
    if (!entry.isDirectory) {
      if (IMAGE.test(entry.name)) found.push({ folder, path: entry.name });
      continue;
    }
    for (const inner of await entriesOf(join(path, entry.name))) {
      if (inner.isDirectory || !IMAGE.test(inner.name)) continue;
      found.push({ folder, path: `${entry.name}/${inner.name}`, label: entry.name });
    }
  }
  if (found.length === 0) {
    throw new SyntaxError(`Cannot read ${name}: no .png or .jpg is in it, or in its folders`);
  }
  return found;
}

/** Returns the entries of a folder by name, without hidden ones. */
async function entriesOf(path: string): Promise<Deno.DirEntry[]> {
  const entries = await Array.fromAsync(Deno.readDir(path));
  return entries.filter(({ name }) => !name.startsWith("."))
    .sort((a, b) => a.name < b.name ? -1 : 1);
}

/** Makes a column of categories; its levels are sorted. */
export function categories(name: string, values: readonly (string | undefined)[]): CategoryColumn {
  const levels = [...new Set(values.filter((value) => value !== undefined))].sort();
  const places = new Map(levels.map((level, i) => [level, i]));
  const codes = Int32Array.from(values, (value) => value === undefined ? -1 : places.get(value)!);
  return { kind: "category", name, codes, levels };
}
