import assert from "node:assert/strict";
import { randomStreams } from "../engine/random.ts";
import { noOfficialFiles, officialFiles } from "../tests/official_files.ts";
import type { LoadedDomains, Rows, SourceFile } from "./dataset.ts";
import multiFashionMnist from "./multi_fashion_mnist.ts";
import { toDense } from "../engine/array.ts";

const CANVAS = 36 * 36;

/** Returns an IDX file of bytes, which are 0 unless `write` sets them. */
function idx(shape: readonly number[], write: (values: Uint8Array) => void = () => {}): Uint8Array {
  const start = 4 + 4 * shape.length;
  const bytes = new Uint8Array(start + shape.reduce((product, length) => product * length, 1));
  bytes.set([0, 0, 8, shape.length]);
  const view = new DataView(bytes.buffer);
  shape.forEach((length, i) => view.setUint32(4 + 4 * i, length));
  write(bytes.subarray(start));
  return bytes;
}

/**
 * Returns a file of 14 000 training or 10 test images. An image is black except its top left corner, which
 * encodes its number in two bytes and its collection in a third. A digit also has a bright pixel where the
 * other image's third byte overlaps it, 8 pixels down and to the right.
 */
function content({ name, folder }: SourceFile): Uint8Array {
  const rows = name.startsWith("train") ? 14_000 : 10;
  const digits = folder === "mnist";
  if (name.includes("labels")) {
    return idx([rows], (labels) => {
      for (let i = 0; i < rows; i++) labels[i] = (digits ? i : i + 3) % 10;
    });
  }
  return idx([rows, 28, 28], (pixels) => {
    for (let i = 0; i < rows; i++) {
      pixels.set([i >> 8, i & 255, digits ? 50 : 200], i * 784);
      if (digits) pixels[i * 784 + 8 * 28 + 10] = 255;
    }
  });
}

const read = (file: SourceFile) => Promise.resolve(content(file));
const random = randomStreams(0);

/** Reads the mark of the image whose corner is at (offset, offset). */
function mark({ x }: Rows, row: number, offset: number): [image: number, collection: number] {
  const at = row * CANVAS + offset * 36 + offset;
  const [high, low, collection] = Array.from(
    toDense(x).data.subarray(at, at + 3),
    (v) => Math.round(v * 255),
  );
  return [high * 256 + low, collection];
}

Deno.test("multi_fashion_mnist lists three domains of two tasks, and files with folders", () => {
  const tasks = multiFashionMnist.domains.map((domain) =>
    multiFashionMnist.tasks(domain).map(({ name, classes: [first] }) => [name, first])
  );
  assert.deepEqual(tasks, [
    [["left", "0"], ["right", "T-shirt/top"]],
    [["left_digit", "0"], ["right_digit", "0"]],
    [["left_item", "T-shirt/top"], ["right_item", "T-shirt/top"]],
  ]);
  const folders = multiFashionMnist.domains.map((domain) =>
    multiFashionMnist.files(domain).map(({ folder }) => folder)
  );
  const [mnist, fashion] = [Array(4).fill("mnist"), Array(4).fill("fashion-mnist")];
  assert.deepEqual(folders, [[...mnist, ...fashion], mnist, fashion]);
  assert.ok(!multiFashionMnist.has("mnist") && !multiFashionMnist.has("toString"));
});

Deno.test("multi_fashion_mnist pastes a digit at the top left and an item at the bottom right", async () => {
  const data = await multiFashionMnist.load(["multi_fashion_mnist"], read, random);
  const { input, train, validation = [], test } = data.multi_fashion_mnist;
  assert.deepEqual(input, { kind: "images", shape: [36, 36, 1] });
  const splits = [[train, 0, 12_000], [validation, 12_000, 2000], [test, 0, 10]] as const;
  for (const [[part], from, rows] of splits) {
    assert.deepEqual(part.x.shape, [rows, 36, 36, 1]);
    assert.ok(toDense(part.x).data instanceof Float32Array);
    const lefts = new Set<number>();
    const rights = new Set<number>();
    for (let row = 0; row < rows; row++) {
      const [left, digit] = mark(part, row, 0);
      const [right, item] = mark(part, row, 8);
      // The digit's bright pixel overlaps the item's third byte: the result is the maximum.
      assert.deepEqual([left, digit, item], [from + row, 50, 255]);
      assert.equal(part.y.left.data[row], left % 10);
      assert.equal(part.y.right.data[row], (right + 3) % 10);
      assert.notEqual(left, right);
      lefts.add(left);
      rights.add(right);
    }
    // Each image of the split is once on either side, and no image of another split is.
    assert.equal(lefts.size, rows);
    assert.deepEqual([...rights].sort((a, b) => a - b), [...lefts].sort((a, b) => a - b));
  }
});

Deno.test("multi_fashion_mnist pairs two images of one kind in its other domains", async () => {
  const data = await multiFashionMnist.load(["multi_mnist", "multi_fashion"], read, random);
  const { multi_mnist: { test: [digits] }, multi_fashion: { test: [items] } } = data;
  assert.deepEqual(Object.keys(digits.y), ["left_digit", "right_digit"]);
  assert.deepEqual(Object.keys(items.y), ["left_item", "right_item"]);
  assert.deepEqual(mark(items, 4, 0), [4, 200]);
  assert.equal(mark(items, 4, 8)[1], 200);
  assert.equal(items.y.left_item.data[4], 7);
  assert.equal(digits.y.right_digit.data[4], mark(digits, 4, 8)[0]);
});

Deno.test("multi_fashion_mnist is the same for every seed", async () => {
  const load = (seed: number): Promise<LoadedDomains> =>
    multiFashionMnist.load(["multi_mnist"], read, randomStreams(seed));
  const [a, b] = [await load(0), await load(1)];
  // Compared byte by byte: a deep comparison of millions of pixels takes seconds.
  const pixels = (data: LoadedDomains) =>
    new Uint8Array(toDense(data.multi_mnist.train[0].x).data.buffer);
  assert.equal(Buffer.compare(pixels(a), pixels(b)), 0);
  assert.deepEqual(a.multi_mnist.train[0].y, b.multi_mnist.train[0].y);
});

for (
  const [what, part, bytes, message] of [
    [
      "images of another size",
      "t10k-images-idx3-ubyte",
      idx([2, 3, 3]),
      "Cannot read mnist/t10k-images-idx3-ubyte: images must be of 28×28, current value is 2,3,3",
    ],
    [
      "images without labels",
      "train-labels-idx1-ubyte",
      idx([13_999]),
      "Cannot read mnist/train-labels-idx1-ubyte: it must have 14000 labels, current value is 13999",
    ],
    [
      "a label that is not a class",
      "t10k-labels-idx1-ubyte",
      idx([10], (labels) => void (labels[9] = 10)),
      "Cannot read mnist/t10k-labels-idx1-ubyte: a label must be a whole number below 10, current value is 10",
    ],
  ] as const
) {
  Deno.test(`multi_fashion_mnist rejects ${what}`, async () => {
    const damaged = (file: SourceFile) =>
      Promise.resolve(file.name === part ? bytes : content(file));
    await assert.rejects(multiFashionMnist.load(["multi_mnist"], damaged, random), {
      name: "SyntaxError",
      message,
    });
  });
}

Deno.test("multi_fashion_mnist requires enough training images", async () => {
  const few = ({ name }: SourceFile) =>
    Promise.resolve(name.includes("images") ? idx([5, 28, 28]) : idx([5]));
  await assert.rejects(multiFashionMnist.load(["multi_fashion"], few, random), {
    name: "SyntaxError",
    message:
      "Cannot read fashion-mnist/train-images-idx3-ubyte: there must be 14000 training images or more, " +
      "current value is 5",
  });
});

Deno.test("multi_fashion_mnist's sample has bars at heights that encode the classes", () => {
  const { train, validation = [], test } = multiFashionMnist.sample(random).multi_fashion_mnist;
  for (const [[{ x, y }], rows] of [[train, 24], [validation, 12], [test, 12]] as const) {
    assert.deepEqual(x.shape, [rows, 36, 36, 1]);
    for (let row = 0; row < rows; row++) {
      // The first column belongs only to the left image, the last one only to the right image.
      const at = (line: number, column: number) =>
        toDense(x).data[row * CANVAS + line * 36 + column];
      assert.ok(at(10 * y.left.data[row] + 1, 0) >= 0.5);
      assert.ok(at(8 + 10 * y.right.data[row] + 1, 35) >= 0.5);
      assert.ok(y.left.data[row] < 3 && y.right.data[row] < 3);
    }
  }
});

Deno.test({
  name: "multi_fashion_mnist has the published rows if GRAFT_DATA has the files",
  ignore: noOfficialFiles,
  async fn() {
    const files = multiFashionMnist.files("multi_fashion_mnist");
    const read = await officialFiles(multiFashionMnist, files);
    if (read === undefined) return;
    const data = await multiFashionMnist.load(["multi_fashion_mnist"], read, random);
    const { test: [{ x, y }] } = data.multi_fashion_mnist;
    assert.deepEqual(x.shape, [10_000, 36, 36, 1]);
    // MNIST's first test digits are 7, 2, 1, 0, 4; Fashion-MNIST has 1000 items of each class.
    assert.deepEqual([...y.left.data.slice(0, 5)], [7, 2, 1, 0, 4]);
    for (let item = 0; item < 10; item++) {
      assert.equal(y.right.data.filter((label) => label === item).length, 1000);
    }
  },
});
