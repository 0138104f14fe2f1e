import type { NdArray, Random, Streams } from "../engine/mod.ts";
import { fashion, type Images, imagesOf, SIZE } from "./_mnist.ts";
import { classificationTask } from "./_classification_task.ts";
import { eachDomain } from "./_each_domain.ts";
import { checkSize } from "./_table_size.ts";
import { defineDataset, type Rows } from "./dataset.ts";

/** Classes of a half. */
const CLASSES = 5;
const NAMES = Array.from({ length: CLASSES }, (_, i) => `class ${i + 1} of the half`);

const HALVES: readonly string[] = ["A", "B"];
const INPUT = { kind: "images", shape: [SIZE, SIZE, 1] } as const;

/**
 * Fashion-MNIST in two halves of five classes each, drawn by the seed: two tasks on images of one kind.
 * Follows Yosinski et al. 2014, who divide ImageNet's classes into random halves.
 *
 * `x [rows, 28, 28, 1]`, in [0, 1]; `y [rows]`, the index of the class within its half, in the order of the
 * dataset. Each half has 30 000 training and 5000 test images of the official splits; no image is in both
 * halves. A half has one task, of its own name.
 *
 * @see {@link https://arxiv.org/abs/1708.07747}
 */
export default defineDataset({
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
  inputKind: INPUT.kind,
  domains: HALVES,
  drawn: true,
  together: false,
  has: (domain) => HALVES.includes(domain),
  tasks: (half) => [classificationTask(half, NAMES)],
  files: () => Object.values(fashion.files),
  load: (halves, read, random) =>
    eachDomain(halves, async (half) => {
      const classes = classesOf(half, random);
      const { trainImages, trainLabels, testImages, testLabels } = fashion.files;
      const train = await imagesOf(trainImages, trainLabels, read);
      const trainRows = rowsOf(half, train, classes, trainImages.name);
      const test = await imagesOf(testImages, testLabels, read);
      return {
        input: INPUT,
        train: [trainRows],
        test: [rowsOf(half, test, classes, testImages.name)],
      };
    }),
  sample: (random) =>
    Object.fromEntries(
      HALVES.map((half) => [half, {
        input: INPUT,
        train: [generate(half, 60, random(`fashion_halves/sample/${half}/train`))],
        test: [generate(half, 20, random(`fashion_halves/sample/${half}/test`))],
      }]),
    ),
});

/** Returns the classes of a half, in ascending order. */
function classesOf(half: string, random: Streams): number[] {
  const order = [...random("fashion_halves/classes").permutation(fashion.classes.length)];
  const from = CLASSES * HALVES.indexOf(half);
  return order.slice(from, from + CLASSES).sort((a, b) => a - b);
}

/** Selects the images of the given classes. */
function rowsOf(
  half: string,
  { images, white, labels }: Images,
  classes: readonly number[],
  name: string,
): Rows {
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
      [half]: {
        shape: [places.length],
        data: Int32Array.from(places, (row) => classes.indexOf(labels.data[row])),
      },
    },
  };
}

/** Generates a sample: each image has a bright bar at a height that encodes its class. */
function generate(half: string, rows: number, random: Random): Rows {
  const y: NdArray = {
    shape: [rows],
    data: Int32Array.from({ length: rows }, (_, i) => i % CLASSES),
  };
  const data = Float32Array.from({ length: rows * SIZE * SIZE }, (_, i) => {
    const [row, height] = [Math.floor(i / (SIZE * SIZE)), Math.floor(i / SIZE) % SIZE];
    return Math.floor(height / 6) === y.data[row] ? random.uniform(0.5, 1) : 0;
  });
  return { x: { shape: [rows, SIZE, SIZE, 1], data }, y: { [half]: y } };
}
