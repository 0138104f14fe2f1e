import type { NdArray, Random, Streams } from "../engine/mod.ts";
import { fashion, type Images, imagesOf, SIZE } from "./_mnist.ts";
import { checkSize } from "./_table_size.ts";
import type { DomainFamily, Labelled } from "./dataset.ts";

/** Classes of a half. */
const CLASSES = 5;

const HALVES: readonly string[] = ["A", "B"];

/**
 * Fashion-MNIST in two halves of five classes each, drawn by the seed: two tasks on images of one kind.
 * Follows Yosinski et al. 2014, who divide ImageNet's classes into random halves.
 *
 * `x [rows, 28, 28, 1]`, in [0, 1]; `y [rows]`, the index of the class within its half, in the order of the
 * dataset. Each half has 30 000 training and 5000 test images of the official splits; no image is in both
 * halves.
 *
 * @see {@link https://arxiv.org/abs/1708.07747}
 */
const fashionHalves: DomainFamily = {
  kind: "domains",
  name: "fashion_halves",
  title: "Fashion-MNIST in two halves of its classes",
  version: 1,
  paper: {
    title: "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms",
    authors: ["Xiao", "Rasul", "Vollgraf"],
    venue: "arXiv:1708.07747",
    year: 2017,
    url: "https://arxiv.org/abs/1708.07747",
  },
  licence: "MIT",
  folder: "fashion-mnist",
  input: { kind: "images", shape: [SIZE, SIZE, 1] },
  classes: Array.from({ length: CLASSES }, (_, i) => `class ${i + 1} of the half`),
  domains: HALVES,
  drawn: true,
  has: (domain) => HALVES.includes(domain),
  files: () => Object.values(fashion.files),
  async load(domain, read, random) {
    const classes = classesOf(domain, random);
    const { trainImages, trainLabels, testImages, testLabels } = fashion.files;
    return {
      train: rowsOf(await imagesOf(trainImages, trainLabels, read), classes, trainImages.name),
      test: rowsOf(await imagesOf(testImages, testLabels, read), classes, testImages.name),
    };
  },
  sample: (random) => ({
    train: generate(60, random("fashion_halves/sample/train")),
    test: generate(20, random("fashion_halves/sample/test")),
  }),
};

/** Returns the classes of a half, in ascending order. */
function classesOf(domain: string, random: Streams): number[] {
  const order = [...random("fashion_halves/classes").permutation(fashion.classes.length)];
  const from = CLASSES * HALVES.indexOf(domain);
  return order.slice(from, from + CLASSES).sort((a, b) => a - b);
}

/** Selects the images of the given classes. */
function rowsOf(
  { images, white, labels }: Images,
  classes: readonly number[],
  name: string,
): Labelled {
  const places: number[] = [];
  labels.data.forEach((label, row) => {
    if (classes.includes(label)) places.push(row);
  });
  const size = SIZE * SIZE;
  checkSize(name, [places.length, size]);
  const x = new Float32Array(places.length * size);
  places.forEach((from, to) => {
    for (let i = 0; i < size; i++) x[to * size + i] = images.data[from * size + i] / white;
  });
  return {
    x: { shape: [places.length, SIZE, SIZE, 1], data: x },
    y: {
      shape: [places.length],
      data: Int32Array.from(places, (row) => classes.indexOf(labels.data[row])),
    },
  };
}

/** Generates a sample: each image has a bright bar at a height that encodes its class. */
function generate(rows: number, random: Random): Labelled {
  const y: NdArray = {
    shape: [rows],
    data: Int32Array.from({ length: rows }, (_, i) => i % CLASSES),
  };
  const data = Float32Array.from({ length: rows * SIZE * SIZE }, (_, i) => {
    const [row, height] = [Math.floor(i / (SIZE * SIZE)), Math.floor(i / SIZE) % SIZE];
    return Math.floor(height / 6) === y.data[row] ? random.uniform(0.5, 1) : 0;
  });
  return { x: { shape: [rows, SIZE, SIZE, 1], data }, y };
}

export default fashionHalves;
