import { ganin2016 } from "../descriptors/papers.ts";
import type { Random } from "../engine/mod.ts";
import {
  type Collection,
  collection,
  DIGITS,
  type Expected,
  type Images,
  imagesOf,
  mnist,
  SIZE,
} from "./_mnist.ts";
import { classificationTask } from "./_classification_task.ts";
import { eachDomain } from "./_each_domain.ts";
import { checkSize } from "./_table_size.ts";
import { defineDataset, type Rows } from "./dataset.ts";

/** Largest number of training images of a domain; the first ones are used. */
const TRAIN_ROWS = 10_000;
const CHANNELS = 3;
const INPUT = { kind: "images", shape: [SIZE, SIZE, CHANNELS] } as const;

const usps = collection("usps", undefined, DIGITS, {
  trainImages: [
    "usps-train-images-idx3-float",
    7466000,
    "01a16091bb987ce9ab6cdb45538198cb97e12aee18cd6ea48a975808de2e596c",
  ],
  trainLabels: [
    "usps-train-labels-idx1-ubyte",
    7299,
    "ca21dd4e5a91233d38069e4f468988d3b56f6ce37e1a579a5ad1bd02395488c6",
  ],
  testImages: [
    "usps-test-images-idx3-float",
    2055184,
    "6b77ae41fe6bc099b6b2660b80642f4715627f3ed5de44192036a11e045cd961",
  ],
  testLabels: [
    "usps-test-labels-idx1-ubyte",
    2015,
    "9d60836db74a1ffe67829f9a2546bd594d5d321f778dbca1578c041da94483a2",
  ],
});

const mnistM = collection("mnist-m", undefined, DIGITS, {
  trainImages: [
    "mnist_m-train-images-first10000-idx4-ubyte",
    30720020,
    "39287079b961437d61a5e1cf9e4a609747fea1cbe4b78c76d5e0bbd7974c6c68",
  ],
  trainLabels: [
    "mnist_m-train-labels-idx1-ubyte",
    59009,
    "2903898271bcd674f0f5fcd6b8edc30837d09f9916c203361b21deba46361acb",
  ],
  testImages: [
    "mnist_m-test-images-idx4-ubyte",
    27651092,
    "b90ebf0d77d1a57b5fd173893f6f984fb46c795b5284ccdaaead3633364f4704",
  ],
  testLabels: [
    "mnist_m-test-labels-idx1-ubyte",
    9009,
    "b93f589a359ca7e74f840a5b5dd65b1526a4ee5f1094f878f898eae505c7fb81",
  ],
});

/** The files of a domain and the shape of its images. */
interface Domain extends Expected {
  readonly files: Collection["files"];
  /** Shape of an image; the last of three axes is the channels. */
  readonly shape: readonly number[];
}

const DOMAINS: { readonly [domain: string]: Domain } = {
  mnist: { files: mnist.files, shape: [SIZE, SIZE] },
  usps: { files: usps.files, shape: [16, 16] },
  mnist_m: { files: mnistM.files, shape: [32, 32, CHANNELS], partial: true },
};

const NAMES = Object.keys(DOMAINS);

/**
 * Handwritten digits of three kinds: MNIST (LeCun et al. 1998), USPS (Hull 1994), and MNIST-M, the
 * digits of MNIST blended with photographs (Ganin et al. 2016).
 *
 * `x [rows, 28, 28, 3]`, in [0, 1]; `y [rows]`, the digit. Grey images have their pixels in all
 * three channels. USPS's images of 16×16 pixels are enlarged bilinearly, with pixels as squares: the
 * centre of output pixel i lies at input coordinate (i + ½)·16/28 − ½, and the outermost pixels extend
 * beyond the outermost centres. MNIST-M's images of 32×32 pixels are cropped to the central 28×28. The
 * rows are the same for every seed. A domain has one task, of its own name.
 *
 * Departure: only the first 10 000 training images of MNIST and of MNIST-M are used, to be practical on
 * a CPU (the full sets have 60 000 and 59 001). All 7291 training images of USPS are used, and all test
 * images: 10 000 of MNIST, 2007 of USPS, 9001 of MNIST-M.
 *
 * Only MNIST has a public address. USPS's files are `zip.train` and `zip.test` of Hastie et al.,
 * "The Elements of Statistical Learning", as IDX files of 32-bit numbers, (value + 1) / 2 in single
 * precision; those of MNIST-M are its authors' images as IDX files of bytes, the first 10 000 of the
 * training images and all of their labels.
 *
 * @see https://hastie.su.domains/ElemStatLearn/data.html
 */
export default defineDataset({
  name: "digits",
  title: "Handwritten digits",
  version: 1,
  paper: ganin2016,
  licence: "MNIST CC BY-SA 3.0 as commonly stated; USPS and MNIST-M unstated, research only",
  folder: "mnist",
  inputKind: INPUT.kind,
  domains: NAMES,
  drawn: false,
  together: false,
  has: (domain) => Object.hasOwn(DOMAINS, domain),
  tasks: (domain) => [classificationTask(domain, DIGITS)],
  files: (domain) => Object.values(DOMAINS[domain].files),
  load: (domains, read) =>
    eachDomain(domains, async (domain) => {
      const { files, shape, partial } = DOMAINS[domain];
      const { trainImages, trainLabels, testImages, testLabels } = files;
      const train = await imagesOf(trainImages, trainLabels, read, { shape, partial });
      const test = await imagesOf(testImages, testLabels, read, { shape });
      const trainRows = Math.min(TRAIN_ROWS, train.labels.shape[0]);
      return {
        input: INPUT,
        train: [fitted(domain, train, trainRows, trainImages.name)],
        test: [fitted(domain, test, test.labels.shape[0], testImages.name)],
      };
    }),
  sample: (random) =>
    Object.fromEntries(
      NAMES.slice(0, 2).map((domain) => [domain, {
        input: INPUT,
        train: [generate(domain, 40, random(`digits/sample/${domain}/train`))],
        test: [generate(domain, 20, random(`digits/sample/${domain}/test`))],
      }]),
    ),
});

/** Converts the first `rows` images into inputs. */
function fitted(
  domain: string,
  { images, white, labels }: Images,
  rows: number,
  name: string,
): Rows {
  const { shape: [, side, , channels = 1], data } = images;
  checkSize(name, [rows, SIZE, SIZE, CHANNELS]);
  const places = placesIn(side);
  const x = new Float32Array(rows * SIZE * SIZE * CHANNELS);
  let next = 0;
  for (let row = 0; row < rows; row++) {
    for (const line of places) {
      const [above, below] = [line.first, line.second].map((at) => (row * side + at) * side);
      for (const { first, second, part } of places) {
        const between = (start: number, channel: number) =>
          (1 - part) * data[(start + first) * channels + channel] +
          part * data[(start + second) * channels + channel];
        for (let channel = 0; channel < CHANNELS; channel++, next++) {
          x[next] = channel < channels
            ? ((1 - line.part) * between(above, channel) + line.part * between(below, channel)) /
              white
            : x[next - 1];
        }
      }
    }
  }
  return {
    x: { shape: [rows, SIZE, SIZE, CHANNELS], data: x },
    y: { [domain]: { shape: [rows], data: Int32Array.from(labels.data.subarray(0, rows)) } },
  };
}

/** Two neighbours along one axis, and the second one's weight in the interpolation between them. */
interface Place {
  readonly first: number;
  readonly second: number;
  readonly part: number;
}

/** Maps each of 28 output pixels to `side` input pixels: interpolates between fewer, takes the central ones of more. */
function placesIn(side: number): Place[] {
  return Array.from({ length: SIZE }, (_, i) => {
    const at = side > SIZE ? i + (side - SIZE) / 2 : (i + 0.5) * side / SIZE - 0.5;
    const inside = Math.min(Math.max(at, 0), side - 1);
    const first = Math.floor(inside);
    return { first, second: Math.min(first + 1, side - 1), part: inside - first };
  });
}

/** Generates a sample: each image has a bright patch at one of ten places, which encodes its digit. */
function generate(domain: string, rows: number, random: Random): Rows {
  const images = new Uint8Array(rows * SIZE * SIZE).map((_, i) => {
    const [row, line, column] = [Math.floor(i / SIZE ** 2), Math.floor(i / SIZE) % SIZE, i % SIZE];
    const place = Math.floor(line / 6) + 5 * Math.floor(2 * column / SIZE);
    return place === row % DIGITS.length ? random.uniform(128, 256) : 0;
  });
  const labels = Uint8Array.from({ length: rows }, (_, row) => row % DIGITS.length);
  return fitted(
    domain,
    {
      images: { shape: [rows, SIZE, SIZE], data: images },
      white: 255,
      labels: { shape: [rows], data: labels },
    },
    rows,
    "the sample",
  );
}
