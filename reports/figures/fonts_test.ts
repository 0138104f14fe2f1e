import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { Resvg } from "@resvg/resvg-wasm";
import subsetFont from "subset-font";
import { font, withFonts } from "./fonts.ts";
import { renderPng } from "./render.ts";

const drawing = (...texts: [weight: "normal" | "bold", text: string][]) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="${30 * texts.length}">${
    texts.map(([weight, text], i) => {
      const heavy = weight === "bold" ? ' font-weight="bold"' : "";
      return `<text y="${30 * i + 20}" font-family="${font}"${heavy}>${text}</text>`;
    }).join("")
  }</svg>`;

/** Returns the font files in a drawing, by weight. */
function filesIn(svg: string): { [weight: string]: Uint8Array } {
  const rules = svg.matchAll(/font-weight:(\w+);src:url\(data:font\/woff2;base64,([^)]*)\)/g);
  return Object.fromEntries(
    [...rules].map(([, weight, file]) => [weight, Uint8Array.fromBase64(file)]),
  );
}

Deno.test("withFonts: what it puts in draws the same texts as the whole font", async () => {
  const plain = drawing(["normal", "x₁ &lt; −3 &amp; AVA"], ["bold", "Gain <tspan>± 2</tspan>"]);
  const expected = await renderPng(plain);
  const files = filesIn(await withFonts(plain));
  assert.deepEqual(Object.keys(files), ["normal", "bold"]);
  const letters = "x₁ <−3&AVAGain± 2";
  const fontBuffers = await Promise.all(
    Object.values(files).map(async (file) =>
      Uint8Array.from(await subsetFont(Buffer.from(file), letters, { targetFormat: "truetype" }))
    ),
  );
  const draw = (fonts: Uint8Array[]) =>
    new Resvg(plain, {
      background: "white",
      fitTo: { mode: "zoom", value: 2 },
      font: { fontBuffers: fonts, defaultFontFamily: font },
    }).render().asPng();
  assert.deepEqual(draw(fontBuffers), expected);
  assert.notDeepEqual(draw(fontBuffers.slice(0, 1)), expected);
});

Deno.test("withFonts: takes the letters that occur, in the weights that occur", async () => {
  const one = await withFonts(drawing(["normal", "aabb"]));
  assert.deepEqual(Object.keys(filesIn(one)), ["normal"]);
  assert.deepEqual(Object.keys(filesIn(await withFonts(drawing(["bold", "a"])))), ["bold"]);
  // Only the set of letters matters, not their order and number.
  assert.deepEqual(filesIn(await withFonts(drawing(["normal", "ba"]))), filesIn(one));
  const more = await withFonts(drawing(["normal", "abcdefghijklm"]));
  assert.ok(filesIn(more).normal.length > filesIn(one).normal.length);
  assert.ok(more.length < 5000, `${more.length}`);
});

Deno.test("withFonts: leaves a drawing without text as it is, and the rest of one with text", async () => {
  const none =
    `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9"/></svg>`;
  assert.equal(await withFonts(none), none);
  const plain = drawing(["normal", "$&amp;$1"]);
  assert.equal((await withFonts(plain)).replace(/<style>.*<\/style>/, ""), plain);
});
