import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { randomStreams } from "../../engine/mod.ts";
import { readOwn } from "../../tests/fixtures/own_data.ts";
import { idx } from "../../tests/idx.ts";

const pixels = (images: number) => Uint8Array.from({ length: images * 9 * 8 }, (_, i) => i % 251);
const labels = Uint8Array.from({ length: 40 }, (_, i) => i % 2 ? 7 : 3);
const files = {
  "train-images-idx3-ubyte.gz": new Uint8Array(gzipSync(idx([40, 9, 8], pixels(40)))),
  "train-labels-idx1-ubyte.gz": new Uint8Array(gzipSync(idx([40], labels))),
  "t10k-images-idx3-ubyte": idx([2, 9, 8], pixels(2)),
  "t10k-labels-idx1-ubyte": idx([2], Uint8Array.of(7, 3)),
};
const description = {
  domains: { digits: { train: "train-images-idx3-ubyte.gz", test: "t10k-images-idx3-ubyte" } },
  labels: "digit",
  encoder: { name: "cnn", values: { depth: 1, window: 3 } },
};

Deno.test("images in the format of MNIST keep their size, and have the labels of the file beside them", async () => {
  const { suite: { dataset } } = await readOwn(description, files);
  const { digits } = await dataset.load(["digits"], () => assert.fail(), randomStreams(0));
  assert.deepEqual(dataset.tasks("digits")[0].classes, ["3", "7"]);
  const [{ x, y }] = digits.test;
  assert.deepEqual([x.shape, [...y.digit.data]], [[2, 9, 8, 1], [1, 0]]);
  assert.equal("data" in x && x.data[5], Math.fround(5 / 255));
  assert.equal(digits.train[0].x.shape[0] + digits.validation![0].x.shape[0], 40);
});

Deno.test("images in the format of MNIST: what does not fit is refused", async () => {
  const cases: [changed: object, error: RegExp][] = [
    [
      { "t10k-images-idx3-ubyte": idx([2, 8, 8], pixels(2).slice(0, 128)) },
      /its images are 8×8×1, and those of .* 9×8×1/,
    ],
    [
      { "t10k-labels-idx1-ubyte": idx([3], Uint8Array.of(7, 3, 3)) },
      /t10k-labels-idx1-ubyte: it must have a byte for each of 2/,
    ],
    [{ "t10k-images-idx3-ubyte": idx([2, 72], pixels(2)) }, /it must have images of bytes/],
    [
      { "t10k-images-idx3-ubyte": Uint8Array.of(1) },
      /t10k-images-idx3-ubyte: it must begin with two zero bytes/,
    ],
  ];
  for (const [changed, error] of cases) {
    await assert.rejects(() => readOwn(description, { ...files, ...changed }), error);
  }
});
