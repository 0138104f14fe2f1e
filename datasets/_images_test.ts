import assert from "node:assert/strict";
import golden from "../tests/golden/images.json" with { type: "json" };
import { decodeImage } from "./_images.ts";

const bytesOf = (name: keyof typeof golden.images) =>
  Uint8Array.fromBase64(golden.images[name].file);

for (const [name, { file, pixels }] of Object.entries(golden.images)) {
  Deno.test(`decodeImage: the pixels of ${name} are those of Pillow, but for rounding`, async () => {
    const found = await decodeImage(Uint8Array.fromBase64(file), name, { size: 4, channels: 3 });
    const most = Math.max(...pixels.map((value, i) => Math.abs(value - found[i])));
    assert.ok(most <= 3, `${most}: ${found} and ${pixels}`);
  });
}

Deno.test("decodeImage: an image of the size is unchanged, and grey is its luma", async () => {
  const [grey, colours] = [1, 3] as const;
  const one = await decodeImage(bytesOf("grey.png"), "a", { size: 4, channels: grey });
  const three = await decodeImage(bytesOf("grey.png"), "a", { size: 4, channels: colours });
  assert.deepEqual(one, three.filter((_, i) => i % 3 === 0));
});

Deno.test("decodeImage refuses what is no image, or damaged, with its name", async () => {
  const [png, jpeg] = [bytesOf("rgb.png"), bytesOf("rgb.jpg")];
  const huge = png.slice();
  huge.set([0, 1, 0, 0, 0, 1, 0, 0], 16);
  const flipped = png.with(60, png[60] ^ 1);
  const cases: [bytes: Uint8Array, error: RegExp][] = [
    [new Uint8Array(), /a\.png: it is neither a PNG nor a JPEG/],
    [png.slice(0, 20), /a\.png: it is corrupt/],
    [png.slice(0, -30), /a\.png: it is corrupt/],
    [flipped, /a\.png: it is corrupt/],
    [huge, /a\.png: it has too many pixels/],
    [jpeg.slice(0, 100), /a\.png: it is corrupt/],
  ];
  for (const [bytes, error] of cases) {
    await assert.rejects(() => decodeImage(bytes, "a.png", { size: 4, channels: 3 }), error);
  }
});
