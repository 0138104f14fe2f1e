import assert from "node:assert/strict";
import { randomStreams } from "../engine/random.ts";
import { assertClose } from "../tests/golden/close.ts";
import golden from "../tests/golden/digits.json" with { type: "json" };
import { noOfficialFiles, officialFiles } from "../tests/official_files.ts";
import { type LabelledRows, oneTask } from "../tests/one_task.ts";
import type { SourceFile } from "./dataset.ts";
import digits from "./digits.ts";

/** Returns an IDX file of bytes or of 32-bit numbers. */
function idx(shape: readonly number[], values: Uint8Array | Float32Array): Uint8Array {
  const ofBytes = values instanceof Uint8Array;
  const start = 4 + 4 * shape.length;
  const bytes = new Uint8Array(start + values.length * (ofBytes ? 1 : 4));
  bytes.set([0, 0, ofBytes ? 8 : 13, shape.length]);
  const view = new DataView(bytes.buffer);
  shape.forEach((length, i) => view.setUint32(4 + 4 * i, length));
  values.forEach((value, i) => {
    if (ofBytes) bytes[start + i] = value;
    else view.setFloat32(start + 4 * i, value);
  });
  return bytes;
}

const labels = (count: number, of: (i: number) => number = (i) => i % 10) =>
  idx([count], Uint8Array.from({ length: count }, (_, i) => of(i)));

type Part = "trainImages" | "trainLabels" | "testImages" | "testLabels";

/** Loads a domain from the content of its files, in the order in which it lists them. */
async function load(domain: string, content: Readonly<Record<Part, Uint8Array>>) {
  const names = digits.files(domain).map(({ name }) => name);
  const contents = [
    content.trainImages,
    content.trainLabels,
    content.testImages,
    content.testLabels,
  ];
  const read = ({ name }: SourceFile) => Promise.resolve(contents[names.indexOf(name)]);
  // A domain that draws would differ between seeds.
  const random = () => assert.fail("a random stream was requested");
  return oneTask((await digits.load([domain], read, random))[domain], domain);
}

/** Returns one channel of one image, 28 rows of 28. */
function channelOf({ x }: LabelledRows, image: number, channel: number): number[] {
  const at = image * 28 * 28 * 3 + channel;
  return Array.from({ length: 28 * 28 }, (_, i) => x.data[at + 3 * i]);
}

/** Returns an image with a single value that is not 0. */
function dot(size: number, at: number, value: number): Uint8Array {
  const pixels = new Uint8Array(size);
  pixels[at] = value;
  return pixels;
}

const grey = idx([1, 28, 28], dot(28 * 28, 2 * 28 + 5, 51));
const mnistContent = {
  ...{ trainImages: grey, trainLabels: labels(1), testImages: grey },
  testLabels: labels(1, () => 7),
};
const uspsContent = {
  trainImages: idx([1, 16, 16], new Float32Array(256)),
  ...{ trainLabels: labels(1), testLabels: labels(1) },
  testImages: idx([1, 16, 16], new Float32Array(256)),
};
const coloured = (images: number) =>
  idx(
    [images, 32, 32, 3],
    Uint8Array.from({ length: images * 32 * 32 * 3 }, (_, i) => i * 7 % 256),
  );
const mnistMContent = {
  ...{ trainImages: coloured(2), trainLabels: labels(5), testImages: coloured(1) },
  testLabels: labels(1),
};

Deno.test("digits lists three domains, and files with folders; only MNIST's have addresses", () => {
  assert.deepEqual(digits.domains, ["mnist", "usps", "mnist_m"]);
  assert.ok(!digits.has("svhn") && !digits.has("toString"));
  const folders = { mnist: "mnist", usps: "usps", mnist_m: "mnist-m" };
  for (const [domain, folder] of Object.entries(folders)) {
    const files = digits.files(domain);
    assert.equal(files.length, 4);
    for (const file of files) {
      assert.equal(file.folder, folder);
      assert.equal(file.url !== undefined, domain === "mnist", file.name);
      assert.match(file.sha256!, /^[0-9a-f]{64}$/);
    }
  }
  assert.ok(!digits.drawn);
});

Deno.test("digits divides MNIST's bytes by 255, and repeats them in three channels", async () => {
  const { train, test } = await load("mnist", mnistContent);
  assert.deepEqual([train.x.shape, train.y.shape], [[1, 28, 28, 3], [1]]);
  const expected = new Float32Array(28 * 28 * 3);
  expected.fill(Math.fround(0.2), (2 * 28 + 5) * 3, (2 * 28 + 6) * 3);
  assert.deepEqual(train.x.data, expected);
  assert.deepEqual([train.y.data, test.y.data], [Int32Array.of(0), Int32Array.of(7)]);
});

Deno.test("digits has the first 10 000 training images, and all test images", async () => {
  const images = idx(
    [10_001, 28, 28],
    Uint8Array.from({ length: 10_001 * 784 }, (_, i) => Math.floor(i / 784) % 251),
  );
  const { train, test } = await load("mnist", {
    trainImages: images,
    trainLabels: labels(10_001),
    testImages: images,
    testLabels: labels(10_001),
  });
  for (const [{ x, y }, rows] of [[train, 10_000], [test, 10_001]] as const) {
    assert.deepEqual([x.shape, y.shape], [[rows, 28, 28, 3], [rows]]);
    assert.equal(x.data.length, rows * 28 * 28 * 3);
    assert.equal(x.data.at(-1), Math.fround((rows - 1) % 251 / 255));
    assert.equal(y.data.at(-1), (rows - 1) % 10);
  }
});

Deno.test("digits enlarges USPS's images as PyTorch does", async () => {
  const image = Float32Array.from({ length: 256 }, (_, i) => {
    const [r, c] = [Math.floor(i / 16), i % 16];
    return (7 * r * r + 3 * r * c + 5 * c) % 64 / 64;
  });
  const images = new Float32Array(512);
  images.set(image, 256);
  const { test } = await load("usps", {
    ...uspsContent,
    testImages: idx([2, 16, 16], images),
    testLabels: labels(2),
  });
  for (const channel of [0, 1, 2]) {
    assert.deepEqual(channelOf(test, 0, channel), Array(28 * 28).fill(0));
    assertClose(channelOf(test, 1, channel), golden.enlarged.flat(), 1e-6, 1);
  }
});

Deno.test("digits crops MNIST-M's images to the central 28×28, channel by channel", async () => {
  const { train, test } = await load("mnist_m", mnistMContent);
  assert.deepEqual([train.x.shape, test.x.shape], [[2, 28, 28, 3], [1, 28, 28, 3]]);
  for (const [image, channel] of [[0, 0], [0, 2], [1, 1]]) {
    const expected = Array.from({ length: 28 * 28 }, (_, i) => {
      const [row, column] = [2 + Math.floor(i / 28), 2 + i % 28];
      return Math.fround((((image * 32 + row) * 32 + column) * 3 + channel) * 7 % 256 / 255);
    });
    assert.deepEqual(channelOf(train, image, channel), expected);
  }
  // Its label file covers all training images, which are more.
  assert.deepEqual(train.y, { shape: [2], data: Int32Array.of(0, 1) });
});

for (
  const [what, domain, content, message] of [
    [
      "images of another size",
      "usps",
      { ...uspsContent, trainImages: grey },
      "Cannot read usps/usps-train-images-idx3-float: images must be of 16×16, current value is 1,28,28",
    ],
    [
      "grey images instead of coloured ones",
      "mnist_m",
      { ...mnistMContent, testImages: idx([1, 32, 32], new Uint8Array(1024)) },
      "Cannot read mnist-m/mnist_m-test-images-idx4-ubyte: images must be of 32×32×3, current value is 1,32,32",
    ],
    [
      "a pixel above 1",
      "usps",
      { ...uspsContent, testImages: idx([1, 16, 16], new Float32Array(256).fill(1.5)) },
      "Cannot read usps/usps-test-images-idx3-float: pixels must be bytes or in [0, 1], current value is 1.5",
    ],
    [
      "a pixel that is not a number",
      "usps",
      { ...uspsContent, trainImages: idx([1, 16, 16], new Float32Array(256).fill(NaN)) },
      "Cannot read usps/usps-train-images-idx3-float: pixels must be bytes or in [0, 1], current value is NaN",
    ],
    [
      "more labels than images",
      "mnist",
      { ...mnistContent, trainLabels: labels(2) },
      "Cannot read mnist/train-labels-idx1-ubyte: it must have 1 labels, current value is 2",
    ],
    [
      "fewer labels than images",
      "mnist_m",
      { ...mnistMContent, trainLabels: labels(1) },
      "Cannot read mnist-m/mnist_m-train-labels-idx1-ubyte: it must have 2 labels or more, current value is 1",
    ],
    [
      "more labels than test images",
      "mnist_m",
      { ...mnistMContent, testLabels: labels(2) },
      "Cannot read mnist-m/mnist_m-test-labels-idx1-ubyte: it must have 1 labels, current value is 2",
    ],
    [
      "labels in columns",
      "mnist_m",
      { ...mnistMContent, trainLabels: idx([2, 1], new Uint8Array(2)) },
      "Cannot read mnist-m/mnist_m-train-labels-idx1-ubyte: it must have 2 labels or more, current value is 2,1",
    ],
    [
      "a label that is not a digit",
      "usps",
      { ...uspsContent, testLabels: labels(1, () => 10) },
      "Cannot read usps/usps-test-labels-idx1-ubyte: a label must be a whole number below 10, current value is 10",
    ],
  ] as const
) {
  Deno.test(`digits rejects ${what}`, async () => {
    await assert.rejects(load(domain, content), { name: "SyntaxError", message });
  });
}

Deno.test("digits' sample has patches at places that encode the digits", () => {
  const { train, test } = oneTask(digits.sample(randomStreams(0)).mnist, "mnist");
  for (const [part, rows] of [[train, 40], [test, 20]] as const) {
    assert.deepEqual(part.x.shape, [rows, 28, 28, 3]);
    for (let image = 0; image < rows; image++) {
      const pixels = channelOf(part, image, image % 3);
      const digit = part.y.data[image];
      const [top, left] = [6 * (digit % 5), digit < 5 ? 0 : 14];
      pixels.forEach((pixel, i) => {
        const [line, column] = [Math.floor(i / 28), i % 28];
        const inside = line >= top && line < top + 6 && column >= left && column < left + 14;
        assert.ok(
          inside ? pixel >= 0.5 && pixel <= 1 : pixel === 0,
          `${digit}: ${line}, ${column}`,
        );
      });
    }
  }
});

/**
 * Published counts, and the channel means of the last training and the last test image, computed with numpy from
 * the files and, for USPS, from PyTorch's enlarged images.
 */
const official = {
  mnist: {
    rows: [10_000, 10_000],
    first: [5, 7],
    means: [[0.1031062424969988], [0.20924869947979194]],
  },
  usps: { rows: [7291, 2007], first: [6, 9], means: [[0.2771272576153775], [0.18806974941776172]] },
  mnist_m: {
    rows: [10_000, 9001],
    first: [5, 7],
    means: [[0.38819528, 0.36543617, 0.32357943], [0.32305922, 0.30982893, 0.25995898]],
  },
};

for (const [domain, { rows, first, means }] of Object.entries(official)) {
  Deno.test({
    name: `digits has the published ${domain} where GRAFT_DATA has the files`,
    ignore: noOfficialFiles,
    async fn() {
      const read = await officialFiles(digits, digits.files(domain));
      if (read === undefined) return;
      const loaded = await digits.load([domain], read, randomStreams(0));
      const { train, test } = oneTask(loaded[domain], domain);
      for (const [i, part] of [train, test].entries()) {
        assert.deepEqual(part.x.shape, [rows[i], 28, 28, 3]);
        assert.equal(part.y.data[0], first[i]);
        for (const channel of [0, 1, 2]) {
          const pixels = channelOf(part, rows[i] - 1, channel);
          const mean = pixels.reduce((sum, pixel) => sum + pixel) / pixels.length;
          assertClose([mean], [means[i][channel] ?? means[i][0]], 1e-6);
        }
      }
    },
  });
}
