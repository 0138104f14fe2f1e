import { Buffer } from "node:buffer";
import PDFDocument from "pdfkit";
import SVGtoPDF from "svg-to-pdfkit";
import { loadFaces } from "./fonts.ts";

/** Of a pixel, of which 96 are an inch. */
const POINTS = 72 / 96;

/**
 * Turns a drawing into a PDF of one page of its size: lines and texts stay what they are, and what is used of
 * the font is inside.
 *
 * @param svg The SVG document, as `renderSvg` gives it.
 * @param title What is to be seen: the document's title.
 * @returns The file; the same for the same drawing and title.
 * @throws {TypeError} If something in the drawing cannot be said in PDF.
 */
export async function renderPdf(svg: string, title: string): Promise<Uint8Array> {
  const faces = await loadFaces();
  const [width, height] = sizeOf(svg);
  const document = new PDFDocument({
    size: [width * POINTS, height * POINTS],
    margin: 0,
    font: null,
    pdfVersion: "1.7",
    lang: "en",
    displayTitle: true,
    // The file's id is made of these: of what is drawn, not of when.
    info: { Title: title, Creator: "Graft", CreationDate: new Date(0) },
  });
  for (const [weight, file] of Object.entries(faces)) {
    document.registerFont(weight, Buffer.from(file));
  }
  const parts: Uint8Array[] = [];
  document.on("data", (part: Uint8Array) => parts.push(part));
  const ended = new Promise<void>((resolve) => document.on("end", resolve));
  SVGtoPDF(document, readable(svg), 0, 0, {
    fontCallback: (_family: string, bold: boolean) => bold ? "bold" : "normal",
    warningCallback(warning: string) {
      throw new TypeError(`Cannot draw as PDF: ${warning}`);
    },
  });
  document.end();
  await ended;
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}

/**
 * The drawing without what PDFs say otherwise: the font, which is given whole, and dashes without gaps, which are
 * solid lines.
 */
function readable(svg: string): string {
  return svg.replace(/<style>.*?<\/style>/s, "").replaceAll(/ stroke-dasharray="[\d.]+,0"/g, "");
}

function sizeOf(svg: string): [width: number, height: number] {
  const [, width, height] = svg.match(/^<svg[^>]* width="([\d.]+)" height="([\d.]+)"/)!;
  return [Number(width), Number(height)];
}
