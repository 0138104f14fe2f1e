import { createHash } from "node:crypto";
import { basename } from "node:path";
import { parseIdx } from "../_idx.ts";
import { checkSize } from "../_table_size.ts";
import { categories } from "./image_folders.ts";
import { openContent, wholeContent } from "./open_table.ts";
import { type OwnData, type OwnFile, splits } from "./own_data.ts";
import type { OwnTable } from "./table.ts";

/** The names of MNIST's files of images. */
const IMAGES = /images[-.]idx[34][-.]ubyte(\.gz)?$/;

/** Returns true if all files of a user's data are images in the format of MNIST. */
export function areIdx(files: readonly OwnFile[]): boolean {
  return files.every(({ path }) => IMAGES.test(path));
}

/** The images of one file. */
interface Part {
  readonly file: OwnFile;
  readonly shape: readonly number[];
  readonly pixels: Uint8Array;
  /** One class for each image; `undefined` without a file of labels. */
  readonly labels?: Uint8Array;
  readonly sha256: string;
}

/**
 * Reads images in the format of MNIST, `train-images-idx3-ubyte`, and their labels in `train-labels-idx1-ubyte`, if that
 * file exists.
 *
 * @param data The description, with one label, whose name is any.
 * @throws {SyntaxError} If a file is malformed, or files have images of other sizes.
 */
export async function readIdxImages(data: OwnData): Promise<OwnTable> {
  const { files, labels: [{ column }, second] } = data;
  if (second !== undefined) {
    throw new SyntaxError(`Cannot read ${files[0].name}: its images have one label`);
  }
  const parts: Part[] = [];
  for (const file of files) parts.push(await partOf(file));
  const [{ shape }] = parts;
  const other = parts.find((part) => part.shape.join() !== shape.join());
  if (other !== undefined) {
    throw new SyntaxError(
      `Cannot read ${other.file.name}: its images are ${other.shape.join("×")}, ` +
        `and those of ${files[0].name} ${shape.join("×")}`,
    );
  }
  const size = shape.reduce((product, side) => product * side, 1);
  const counts = parts.map(({ pixels }) => pixels.length / size);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  checkSize(data.name, [rows, size]);
  const pixels = new Uint8Array(rows * size);
  const [partNumbers, places] = [new Int32Array(rows), new Int32Array(rows)];
  let row = 0;
  parts.forEach((part, number) => {
    pixels.set(part.pixels, row * size);
    for (let place = 0; place < counts[number]; place++, row++) {
      partNumbers[row] = number;
      places[row] = place;
    }
  });
  const partOfRow = (row: number) => parts[partNumbers[row]];
  const domains = [...new Set(files.map(({ domain }) => domain ?? data.name))];
  const all = Array.from({ length: rows }, (_, row) => row);
  return {
    rows,
    inputs: [],
    images: {
      shape,
      pixels,
      contents: categories(
        "image",
        all.map((row) =>
          createHash("sha256").update(pixels.subarray(row * size, (row + 1) * size)).digest(
            "base64",
          )
        ),
      ),
    },
    labels: [categories(column, all.map((row) => partOfRow(row).labels?.[places[row]].toString()))],
    domains,
    domainOf: Int32Array.from(
      all,
      (row) => domains.indexOf(partOfRow(row).file.domain ?? data.name),
    ),
    splitOf: Int8Array.from(all, (row) => {
      const { split } = partOfRow(row).file;
      return split === undefined ? -1 : splits.indexOf(split);
    }),
    sha256: parts.map(({ sha256 }) => sha256),
    idOf: (row) => `${basename(partOfRow(row).file.path)}:${places[row] + 1}`,
    unused: [],
  };
}

async function partOf(file: OwnFile): Promise<Part> {
  const { name, path } = file;
  const images = await arrayIn(name, path);
  const [count, height = 0, width = 0, channels = 1, ...more] = images.shape;
  const hasShape = height > 0 && width > 0 && (channels === 1 || channels === 3) && !more.length;
  if (!hasShape || !(images.data instanceof Uint8Array)) {
    throw new SyntaxError(
      `Cannot read ${name}: it must have images of bytes, [images, height, width] with 1 or 3 channels, ` +
        `current shape is [${images.shape}]`,
    );
  }
  const ofLabels = (text: string) => text.replace(/images([-.])idx[34]/, "labels$1idx1");
  const isThere = await Deno.stat(ofLabels(path)).then(() => true, () => false);
  const labels = isThere ? await arrayIn(ofLabels(name), ofLabels(path)) : undefined;
  if (labels && (labels.shape.join() !== `${count}` || !(labels.data instanceof Uint8Array))) {
    throw new SyntaxError(
      `Cannot read ${ofLabels(name)}: it must have a byte for each of ${count} images, ` +
        `current shape is [${labels.shape}]`,
    );
  }
  const sha256 = createHash("sha256").update(`${images.sha256} ${labels?.sha256 ?? ""}`);
  return {
    file,
    shape: [height, width, channels],
    pixels: images.data,
    labels: labels?.data as Uint8Array | undefined,
    sha256: sha256.digest("hex"),
  };
}

async function arrayIn(name: string, path: string) {
  const { chunks, sha256 } = openContent({ name, path });
  const array = parseIdx(await wholeContent(chunks, name), name);
  return { ...array, sha256: sha256() };
}
