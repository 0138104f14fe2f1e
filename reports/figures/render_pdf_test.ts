import assert from "node:assert/strict";
import { inflateSync } from "node:zlib";
import type { TopLevelSpec } from "vega-lite";
import { renderSvg } from "./render.ts";
import { renderPdf } from "./render_pdf.ts";

/** A figure with a title, a clipped line, a solid and a dashed one, transparency, and a gradient in its legend. */
const figure = {
  title: "Gain by step",
  width: 100,
  height: 50,
  data: {
    values: [{ x: 0, y: 0, name: "a" }, { x: 1, y: 3, name: "a" }, { x: 1, y: 2, name: "b" }],
  },
  layer: [
    {
      mark: { type: "line", clip: true },
      encoding: {
        x: { field: "x", type: "quantitative" },
        y: { field: "y", type: "quantitative", scale: { domain: [0, 1] } },
        strokeDash: { field: "name", scale: { range: [[1, 0], [4, 2]] }, legend: null },
      },
    },
    {
      mark: { type: "point", filled: true, opacity: 0.5 },
      encoding: {
        x: { field: "x", type: "quantitative" },
        color: { field: "y", type: "quantitative" },
      },
    },
  ],
} as TopLevelSpec;
const svg = await renderSvg(figure);

/** Returns the text of a file, with its streams decompressed. */
function unpacked(pdf: Uint8Array): string {
  const text = new TextDecoder("latin1").decode(pdf);
  return text.replaceAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g, (whole, packed: string) => {
    const bytes = Uint8Array.from(packed, (letter) => latin1.get(letter)!);
    try {
      return new TextDecoder("latin1").decode(inflateSync(bytes));
    } catch {
      return whole;
    }
  });
}
/** The inverse of TextDecoder's latin1, which is windows-1252. */
const latin1 = new Map(
  Array.from({ length: 256 }, (_, byte) => [
    new TextDecoder("latin1").decode(Uint8Array.of(byte)),
    byte,
  ]),
);

Deno.test("renderPdf: is a page of the figure's size, at 96 pixels an inch", async () => {
  const text = unpacked(await renderPdf(svg, "A figure"));
  assert.match(text, /^%PDF-1\.7\n/);
  const [, width, height] = svg.match(/width="([\d.]+)" height="([\d.]+)"/)!.map(Number);
  assert.ok(text.includes(`/MediaBox [0 0 ${width * 0.75} ${height * 0.75}]`));
  assert.equal(text.match(/\/Type \/Page\b/g)?.length, 1);
  assert.ok(text.includes("(A figure)"));
});

Deno.test("renderPdf: has text as text, in its own font, and lines as lines", async () => {
  const text = unpacked(await renderPdf(svg, "A figure"));
  const fonts = [...text.matchAll(/\/FontName \/[A-Z]{6}\+(\S+)/g)].map(([, name]) => name);
  assert.deepEqual(fonts.sort(), ["DejaVuSans", "DejaVuSans-Bold"]);
  assert.equal(text.match(/\/FontFile2 /g)?.length, 2);
  // The title in glyphs; the bold font is the one with a G.
  const maps = [...text.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)].map(([, map]) => map);
  assert.equal(maps.filter((map) => /<0047>/.test(map)).length, 1);
  assert.ok(!/\/Subtype \/Image/.test(text));
  assert.match(text, /\bTJ?\b/);
});

Deno.test("renderPdf: knows clips, dashes, transparency and gradients", async () => {
  const text = unpacked(await renderPdf(svg, "A figure"));
  assert.match(text, /\nW\*? n\n/);
  assert.match(text, /\n\[4 2\] 0 d\n/);
  assert.doesNotMatch(text, /\[1 0\] 0 d/);
  assert.match(text, /\/ca 0\.5\b/);
  assert.match(text, /\/ShadingType 2\b/);
});

Deno.test("renderPdf: gives the same bytes for the same figure, and others for another", async () => {
  const first = await renderPdf(svg, "A figure");
  assert.deepEqual(await renderPdf(svg, "A figure"), first);
  assert.notDeepEqual(await renderPdf(svg, "Another"), first);
  const other = await renderSvg({ ...figure, title: "Gain by stop" } as TopLevelSpec);
  assert.notDeepEqual(await renderPdf(other, "A figure"), first);
});

Deno.test("renderPdf: rejects what it cannot draw", async () => {
  const size = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">`;
  await assert.rejects(
    renderPdf(`${size}<polygon points="1,2 3"/></svg>`, "A figure"),
    new TypeError("Cannot draw as PDF: SvgElemPolygon: uneven number of coordinates"),
  );
});
