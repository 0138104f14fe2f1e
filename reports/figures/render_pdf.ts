import { Buffer } from "node:buffer";
import PDFDocument from "pdfkit";
import SVGtoPDF from "svg-to-pdfkit";
import { loadFaces } from "./fonts.ts";

/** The points of a pixel at 96 pixels an inch. */
const POINTS = 72 / 96;

/**
 * Renders a drawing as a PDF of one page of its size; lines and texts stay vectors and texts, and the used part of the
 * font is embedded.
 *
 * @param svg The SVG document of `renderSvg`.
 * @param title The title of the document.
 * @returns The file; the same for the same drawing and title.
 * @throws {TypeError} If the drawing has a part without an equivalent in PDF.
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
    // The id of the file is derived from these, not from the time.
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
 * Adapts the drawing to PDF: without the font, which is given as a file, and with solid lines for dashes without gaps.
 */
function readable(svg: string): string {
  return svg.replace(/<style>.*?<\/style>/s, "").replaceAll(/ stroke-dasharray="[\d.]+,0"/g, "");
}

function sizeOf(svg: string): [width: number, height: number] {
  const [, width, height] = svg.match(/^<svg[^>]* width="([\d.]+)" height="([\d.]+)"/)!;
  return [Number(width), Number(height)];
}
