import { minimum } from "../descriptors/extremes.ts";
import { sener2018 } from "../descriptors/papers.ts";
import type { NdArray, Random } from "../engine/mod.ts";
import {
  type Collection,
  fashion,
  type Images,
  imagesOf,
  mnist,
  type Part,
  SIZE,
} from "./_mnist.ts";
import { fileKey } from "./_files.ts";
import { checkSize } from "./_table_size.ts";
import { classificationTask } from "./_classification_task.ts";
import { eachDomain } from "./_each_domain.ts";
import { defineDataset, type DomainData, type ReadFile, type Rows } from "./dataset.ts";

/** Height and width of the canvas. */
const CANVAS = 36;
const INPUT = { kind: "images", shape: [CANVAS, CANVAS, 1] } as const;
/**
 * The first training images are used for training, the last ones for validation; all test images are
 * used.
 */
const TRAIN_ROWS = 12_000;
const VALIDATION_ROWS = 2000;

/** The images at the top left and at the bottom right, with the names of the two tasks. */
interface Pairing {
  readonly left: Collection;
  readonly right: Collection;
  readonly tasks: readonly [left: string, right: string];
}

const PAIRINGS: { readonly [domain: string]: Pairing } = {
  multi_fashion_mnist: { left: mnist, right: fashion, tasks: ["left", "right"] },
  multi_mnist: { left: mnist, right: mnist, tasks: ["left_digit", "right_digit"] },
  multi_fashion: { left: fashion, right: fashion, tasks: ["left_item", "right_item"] },
};

/**
 * Two overlapping images on one canvas, with one classification task for each: Sener & Koltun 2018,
 * after Sabour et al. 2017.
 *
 * Images of 28×28 pixels are placed at the top left and at the bottom right of 36×36 pixels; where they
 * overlap, the brighter pixel is used. `x [rows, 36, 36, 1]`, in [0, 1]; a class of 10 for each image,
 * `y [rows]`. Domains: `multi_fashion_mnist` with an MNIST digit on the left and an item of
 * Fashion-MNIST on the right, `multi_mnist` with two digits and `multi_fashion` with two items.
 *
 * The rows are the same for every seed. Image i on the left is paired with image 7919·i + 1, modulo
 * their number, on the right, so that in each split every image is once on the left and once on the
 * right, and no image is paired with itself. The splits share no image: test rows use only the official
 * test images.
 *
 * Departures from Sener & Koltun: the first 12 000 training images, to be practical on a CPU (the
 * paper: 60 000), and the last 2000 for validation; pairs by a formula (their code: drawn); the
 * right image in the corner, 8 pixels from the left one, as in Sabour et al.'s widest shift (their
 * code: 6 pixels), and the canvas not resized (their code: reduced to 28×28).
 *
 * @see https://arxiv.org/abs/1810.04650
 * @see https://arxiv.org/abs/1710.09829
 */
export default defineDataset({
  name: "multi_fashion_mnist",
  title: "MNIST and Fashion-MNIST in pairs",
  version: 1,
  paper: sener2018,
  licence: "MNIST CC BY-SA 3.0 as commonly stated; Fashion-MNIST MIT",
  folder: "mnist",
  inputKind: INPUT.kind,
  domains: Object.keys(PAIRINGS),
  drawn: false,
  together: false,
  has: (domain) => Object.hasOwn(PAIRINGS, domain),
  tasks(domain) {
    const { left, right, tasks } = PAIRINGS[domain];
    return [
      classificationTask(tasks[0], left.classes),
      classificationTask(tasks[1], right.classes),
    ];
  },
  files(domain) {
    const { left, right } = PAIRINGS[domain];
    return [...new Set([left, right])].flatMap(({ files }) => Object.values(files));
  },
  load: (domains, read) => eachDomain(domains, (domain) => pairUp(PAIRINGS[domain], read)),
  sample: (random) => ({ multi_fashion_mnist: generate(random("multi_fashion_mnist/sample")) }),
});

async function pairUp({ left, right, tasks }: Pairing, read: ReadFile): Promise<DomainData> {
  const both = async (images: Part, labels: Part): Promise<[Images, Images]> => {
    const first = await imagesOf(left.files[images], left.files[labels], read);
    if (left === right) return [first, first];
    return [first, await imagesOf(right.files[images], right.files[labels], read)];
  };
  const training = await both("trainImages", "trainLabels");
  const testing = await both("testImages", "testLabels");
  const [rows, tests] = [training, testing].map((pair) =>
    minimum(pair.map(({ labels }) => labels.shape[0]))
  );
  if (rows < TRAIN_ROWS + VALIDATION_ROWS) {
    const { files } = training[0].labels.shape[0] === rows ? left : right;
    throw new SyntaxError(
      `Cannot read ${fileKey(files.trainImages)}: there must be ${TRAIN_ROWS + VALIDATION_ROWS} ` +
        `training images or more, current value is ${rows}`,
    );
  }
  checkSize(left.files.testImages.name, [tests, CANVAS, CANVAS]);
  return {
    input: INPUT,
    train: paste(training, tasks, 0, TRAIN_ROWS),
    validation: paste(training, tasks, rows - VALIDATION_ROWS, rows),
    test: paste(testing, tasks, 0, tests),
  };
}

/**
 * Pastes the images from `from` to `to` (exclusive) on the left, and the same images on the right.
 */
function paste(
  [left, right]: readonly [Images, Images],
  [first, second]: readonly [string, string],
  from: number,
  to: number,
): Rows[] {
  const rows = to - from;
  const partner = (row: number) => from + (7919 * row + 1) % rows;
  const x = new Float32Array(rows * CANVAS * CANVAS);
  for (let row = 0; row < rows; row++) {
    const canvas = x.subarray(row * CANVAS * CANVAS, (row + 1) * CANVAS * CANVAS);
    brighten(canvas, left, from + row, 0);
    brighten(canvas, right, partner(row), CANVAS - SIZE);
  }
  const classes = (label: (row: number) => number): NdArray => ({
    shape: [rows],
    data: Int32Array.from({ length: rows }, (_, row) => label(row)),
  });
  return [{
    x: { shape: [rows, CANVAS, CANVAS, 1], data: x },
    y: {
      [first]: classes((row) => left.labels.data[from + row]),
      [second]: classes((row) => right.labels.data[partner(row)]),
    },
  }];
}

/** Pastes one image with its corner at (offset, offset). */
function brighten(
  canvas: Float32Array,
  { images, white }: Images,
  image: number,
  offset: number,
): void {
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++) {
      const at = (row + offset) * CANVAS + column + offset;
      const pixel = images.data[(image * SIZE + row) * SIZE + column] / white;
      canvas[at] = Math.max(canvas[at], pixel);
    }
  }
}

/** Generates a sample: each image is a bright bar at a height that encodes its class, 0, 1 or 2. */
function generate(random: Random): DomainData {
  const split = (rows: number): Rows[] => {
    const draw = (): Images => {
      const labels = Uint8Array.from({ length: rows }, () => Math.floor(random.uniform(0, 3)));
      const images = Uint8Array.from({ length: rows * SIZE * SIZE }, (_, i) => {
        const height = Math.floor(i / SIZE) % SIZE;
        const bar = Math.floor(height / 10) === labels[Math.floor(i / (SIZE * SIZE))];
        return bar ? random.uniform(128, 256) : 0;
      });
      return {
        images: { shape: [rows, SIZE, SIZE], data: images },
        white: 255,
        labels: { shape: [rows], data: labels },
      };
    };
    return paste([draw(), draw()], ["left", "right"], 0, rows);
  };
  return { input: INPUT, train: split(24), validation: split(12), test: split(12) };
}
