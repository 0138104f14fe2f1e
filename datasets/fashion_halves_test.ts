import assert from "node:assert/strict";
import { randomStreams } from "../engine/random.ts";
import { idx } from "../tests/idx.ts";
import { noOfficialFiles, officialFiles } from "../tests/official_files.ts";
import { type LabelledRows, type OneTask, oneTask } from "../tests/one_task.ts";
import type { ReadFile, SourceFile } from "./dataset.ts";
import fashionHalves from "./fashion_halves.ts";

/** 50 training and 20 test images; the class of image i. */
const rowsOf = ({ name }: SourceFile) => name.startsWith("train") ? 50 : 20;
const classOf = (i: number) => (7 * i + 3) % 10;

/** Returns a file of images that are black except the first pixel, which encodes the class, and the last one, the image's number. */
function content(file: SourceFile): Uint8Array {
  const rows = rowsOf(file);
  if (file.name.includes("labels")) {
    return idx([rows], Uint8Array.from({ length: rows }, (_, i) => classOf(i)));
  }
  const pixels = new Uint8Array(rows * 784);
  for (let i = 0; i < rows; i++) {
    pixels[i * 784] = classOf(i);
    pixels[i * 784 + 783] = i + 1;
  }
  return idx([rows, 28, 28], pixels);
}

const read = (file: SourceFile) => Promise.resolve(content(file));

const loadFrom = async (read: ReadFile, half: string, seed: number): Promise<OneTask> =>
  oneTask((await fashionHalves.load([half], read, randomStreams(seed)))[half], half);
const load = (half: string, seed: number) => loadFrom(read, half, seed);

/** Reads the classes and the numbers of images from their pixels. */
function marksOf({ x, y }: LabelledRows): { classes: number[]; images: number[] } {
  const pixel = (row: number, at: number) => Math.round(255 * x.data[row * 784 + at]);
  const rows = [...y.data.keys()];
  return {
    classes: rows.map((row) => pixel(row, 0)),
    images: rows.map((row) => pixel(row, 783) - 1),
  };
}

Deno.test("fashion_halves lists two drawn halves of five classes, from the same four files", () => {
  assert.deepEqual(fashionHalves.domains, ["A", "B"]);
  assert.ok(fashionHalves.drawn);
  assert.ok(!fashionHalves.has("C") && !fashionHalves.has("toString"));
  for (const half of fashionHalves.domains) {
    assert.deepEqual(
      fashionHalves.tasks(half).map(({ name, classes }) => [name, classes.length]),
      [[half, 5]],
    );
  }
  const [a, b] = ["A", "B"].map((half) => fashionHalves.files(half));
  assert.deepEqual(a, b);
  assert.deepEqual(a.map(({ folder }) => folder), Array(4).fill("fashion-mnist"));
});

Deno.test("fashion_halves contains every image once, and each class in one half", async () => {
  for (const seed of [0, 1, 2]) {
    const [a, b] = [await load("A", seed), await load("B", seed)];
    const classes = [a, b].map(({ train }) => new Set(marksOf(train).classes));
    assert.deepEqual(classes.map(({ size }) => size), [5, 5]);
    assert.equal(classes[0].union(classes[1]).size, 10);
    for (const [split, rows] of [["train", 50], ["test", 20]] as const) {
      const images = [a, b].flatMap((half) => marksOf(half[split]).images);
      assert.deepEqual(
        images.sort((i, j) => i - j),
        Array.from({ length: rows }, (_, i) => i),
      );
      // The same classes in both splits.
      assert.deepEqual(new Set(marksOf(a[split]).classes), classes[0]);
    }
  }
});

Deno.test("fashion_halves numbers the classes of a half in ascending order, and keeps the order of the images", async () => {
  for (const half of ["A", "B"]) {
    const { train, test } = await load(half, 3);
    for (const part of [train, test]) {
      const { classes, images } = marksOf(part);
      const own = [...new Set(classes)].sort((a, b) => a - b);
      assert.deepEqual([...part.y.data], classes.map((name) => own.indexOf(name)));
      assert.deepEqual(classes, images.map(classOf));
      assert.deepEqual(images, [...images].sort((i, j) => i - j));
      assert.deepEqual([part.x.shape, part.y.shape], [[images.length, 28, 28, 1], [images.length]]);
      assert.ok(part.x.data instanceof Float32Array && part.y.data instanceof Int32Array);
    }
  }
});

Deno.test("fashion_halves divides each image's bytes by 255", async () => {
  const { train } = await load("A", 0);
  const { classes, images } = marksOf(train);
  const expected = new Float32Array(images.length * 784);
  images.forEach((image, row) => {
    expected[row * 784] = classes[row] / 255;
    expected[row * 784 + 783] = (image + 1) / 255;
  });
  assert.deepEqual(train.x.data, expected);
});

Deno.test("fashion_halves draws by the seed: the same halves for the same seed, and every class in A for some seed", async () => {
  const drawn = await Promise.all(
    Array.from({ length: 20 }, async (_, seed) => {
      const { train } = await load("A", seed);
      return [...new Set(marksOf(train).classes)].sort();
    }),
  );
  assert.ok(new Set(drawn.map(String)).size > 10);
  assert.equal(new Set(drawn.flat()).size, 10);
  assert.deepEqual(await load("A", 4), await load("A", 4));
});

for (
  const [what, part, bytes, message] of [
    [
      "images of another size",
      "train-images-idx3-ubyte",
      idx([2, 3, 3], new Uint8Array(18)),
      "Cannot read fashion-mnist/train-images-idx3-ubyte: images must be of 28×28, current value is 2,3,3",
    ],
    [
      "images without labels",
      "t10k-labels-idx1-ubyte",
      idx([19], new Uint8Array(19)),
      "Cannot read fashion-mnist/t10k-labels-idx1-ubyte: it must have 20 labels, current value is 19",
    ],
    [
      "a label that is not a class",
      "train-labels-idx1-ubyte",
      idx([50], new Uint8Array(50).fill(11, 49)),
      "Cannot read fashion-mnist/train-labels-idx1-ubyte: a label must be a whole number below 10, current value is 11",
    ],
    [
      "a truncated file",
      "t10k-images-idx3-ubyte",
      content({ name: "t10k-images", bytes: 0 }).subarray(0, 1000),
      /^Cannot read fashion-mnist\/t10k-images-idx3-ubyte: /,
    ],
  ] as const
) {
  Deno.test(`fashion_halves rejects ${what}`, async () => {
    const damaged = (file: SourceFile) =>
      Promise.resolve(file.name === part ? bytes : content(file));
    await assert.rejects(loadFrom(damaged, "A", 0), {
      name: "SyntaxError",
      message,
    });
  });
}

Deno.test("fashion_halves' sample has bars at heights that encode the classes", () => {
  const { train, test } = oneTask(fashionHalves.sample(randomStreams(0)).A, "A");
  for (const [{ x, y }, rows] of [[train, 60], [test, 20]] as const) {
    assert.deepEqual(x.shape, [rows, 28, 28, 1]);
    for (let row = 0; row < rows; row++) {
      const lit = [...x.data.subarray(row * 784, (row + 1) * 784)]
        .flatMap((pixel, i) => pixel > 0 ? [Math.floor(i / 28)] : []);
      const top = 6 * y.data[row];
      const lines = Array.from({ length: Math.min(6, 28 - top) }, (_, i) => top + i);
      assert.deepEqual([...new Set(lit)], lines);
      assert.ok(lit.length === 28 * lines.length);
    }
    assert.ok(x.data.every((pixel) => pixel <= 1));
  }
});

Deno.test({
  name: "fashion_halves has the published rows if GRAFT_DATA has the files",
  ignore: noOfficialFiles,
  async fn() {
    const read = await officialFiles(fashionHalves, fashionHalves.files("A"));
    if (read === undefined) return;
    for (const half of ["A", "B"]) {
      const { train, test } = await loadFrom(read, half, 0);
      for (const [{ x, y }, rows] of [[train, 30_000], [test, 5000]] as const) {
        assert.deepEqual(x.shape, [rows, 28, 28, 1]);
        for (let name = 0; name < 5; name++) {
          assert.equal(y.data.filter((label) => label === name).length, rows / 5);
        }
      }
    }
  },
});
