import type { NdArray } from "../engine/mod.ts";
import { fileKey } from "./_files.ts";
import { parseIdx } from "./_idx.ts";
import type { ReadFile, SourceFile } from "./dataset.ts";

/** Height and width of an image. */
export const SIZE = 28;

/** The classes of digits. */
export const DIGITS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
const ITEMS = [
  "T-shirt/top",
  "trouser",
  "pullover",
  "dress",
  "coat",
  "sandal",
  "shirt",
  "sneaker",
  "bag",
  "ankle boot",
];

/** The valid labels of all collections. */
const CLASSES: ReadonlySet<number> = new Set(DIGITS.keys());

/** The files of a collection. */
export type Part = "trainImages" | "trainLabels" | "testImages" | "testLabels";

/** One collection of images, such as MNIST: its classes and files. */
export interface Collection {
  readonly classes: readonly string[];
  readonly files: Readonly<Record<Part, SourceFile>>;
}

/**
 * Makes a collection of images from its files.
 *
 * @param folder The folder of the files within a data folder.
 * @param address The public address up to the file's name, which `.gz` follows; `undefined` if there is none.
 * @param classes Names of the classes, by label.
 * @param files The name of each part's file, and the size and SHA-256 of its decompressed content.
 */
export function collection(
  folder: string,
  address: string | undefined,
  classes: readonly string[],
  files: Readonly<Record<Part, readonly [name: string, bytes: number, sha256: string]>>,
): Collection {
  const entries = Object.entries(files).map(([part, [name, bytes, sha256]]) => {
    const url = address === undefined ? undefined : `${address}${name}.gz`;
    const split = part.startsWith("train") ? "train" : "test";
    return [part, { name, url, bytes, sha256, folder, split }] as const;
  });
  return { classes, files: Object.fromEntries(entries) as Collection["files"] };
}

/** Handwritten digits: LeCun et al. 1998. */
export const mnist = collection(
  "mnist",
  "https://storage.googleapis.com/cvdf-datasets/mnist/",
  DIGITS,
  {
    trainImages: [
      "train-images-idx3-ubyte",
      47040016,
      "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ],
    trainLabels: [
      "train-labels-idx1-ubyte",
      60008,
      "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ],
    testImages: [
      "t10k-images-idx3-ubyte",
      7840016,
      "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ],
    testLabels: [
      "t10k-labels-idx1-ubyte",
      10008,
      "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ],
  },
);

/** Items of clothing: Xiao et al. 2017. */
export const fashion = collection(
  "fashion-mnist",
  "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
  ITEMS,
  {
    trainImages: [
      "train-images-idx3-ubyte",
      47040016,
      "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    ],
    trainLabels: [
      "train-labels-idx1-ubyte",
      60008,
      "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    ],
    testImages: [
      "t10k-images-idx3-ubyte",
      7840016,
      "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    ],
    testLabels: [
      "t10k-labels-idx1-ubyte",
      10008,
      "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ],
  },
);

/** Expectations of {@linkcode imagesOf} about its files. */
export interface Expected {
  /** The shape of an image; `[28, 28]` by default. */
  readonly shape?: readonly number[];
  /** True if there may be more labels than images: the images are then the first ones. */
  readonly partial?: boolean;
}

/** Images, `[rows, 28, 28]` by default, and their classes `[rows]`. */
export interface Images {
  /** Pixels from 0 to {@linkcode white}. */
  readonly images: NdArray;
  /** 255 for bytes, 1 for 32-bit numbers. */
  readonly white: number;
  readonly labels: NdArray;
}

/**
 * Reads images and their labels.
 *
 * @param images The file of the images.
 * @param labels The file of their labels.
 * @param read Reads the files' content.
 * @param expected The expected shape, and whether there may be more labels than images.
 * @returns The images with one label each.
 * @throws {SyntaxError} If a file is malformed, or does not match the other.
 */
export async function imagesOf(
  images: SourceFile,
  labels: SourceFile,
  read: ReadFile,
  { shape = [SIZE, SIZE], partial = false }: Expected = {},
): Promise<Images> {
  const [name, nameOfLabels] = [images, labels].map(fileKey);
  const pictures = parseIdx(await read(images), name);
  const classes = parseIdx(await read(labels), nameOfLabels);
  const [rows, ...size] = pictures.shape;
  const [labelled, ...rest] = classes.shape;
  const demand = (holds: boolean, name: string, rule: string, found: unknown) => {
    if (!holds) throw new SyntaxError(`Cannot read ${name}: ${rule}, current value is ${found}`);
  };
  demand(
    size.join() === shape.join(),
    name,
    `images must be of ${shape.join("×")}`,
    pictures.shape,
  );
  demand(rows > 0, name, "it must have at least one row", rows);
  demand(
    rest.length === 0 && (labelled === rows || partial && labelled > rows),
    nameOfLabels,
    `it must have ${rows} labels${partial ? " or more" : ""}`,
    classes.shape,
  );
  const noClass = classes.data.find((label) => !CLASSES.has(label));
  demand(noClass === undefined, nameOfLabels, "a label must be a whole number below 10", noClass);
  const white = pictures.data instanceof Uint8Array ? 255 : 1;
  const noPixel = pictures.data.find((pixel) => !(pixel >= 0 && pixel <= white));
  demand(noPixel === undefined, name, "pixels must be bytes or in [0, 1]", noPixel);
  return {
    images: pictures,
    white,
    labels: partial ? { shape: [rows], data: classes.data.slice(0, rows) } : classes,
  };
}
