// The import makes the package's files known to import.meta.resolve.
import "dejavu-fonts-ttf/package.json" with { type: "json" };
import { Buffer } from "node:buffer";
import subsetFont from "subset-font";

/** The font of all figures: the PNG and the PDF have no other, and the SVG brings it along. */
export const font = "DejaVu Sans";

/** The faces of {@linkcode font} by weight: whole font files. */
export interface Faces {
  readonly normal: Uint8Array;
  readonly bold: Uint8Array;
}

let loaded: Promise<Faces> | undefined;

/** Reads the faces, once in a process. */
export function loadFaces(): Promise<Faces> {
  loaded ??= Promise.all([
    import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"),
    import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"),
  ].map((url) => Deno.readFile(new URL(url)))).then(([normal, bold]) => ({ normal, bold }));
  return loaded;
}

/**
 * Puts the font into a drawing, so that it looks the same where the font is not installed: the characters that
 * occur, in the weights that they occur in.
 *
 * @param svg The SVG document, as Vega writes it.
 * @returns The document with `@font-face` rules; the document itself where it has no text.
 */
export async function withFonts(svg: string): Promise<string> {
  const faces = await loadFaces();
  const rules: string[] = [];
  for (const [weight, letters] of Object.entries(lettersOf(svg))) {
    if (letters === "") continue;
    const file = await subsetFont(Buffer.from(faces[weight as keyof Faces]), letters, {
      targetFormat: "woff2",
      keepFeatures: ["kern"],
      noHinting: true,
    });
    rules.push(
      `@font-face{font-family:"${font}";font-weight:${weight};` +
        `src:url(data:font/woff2;base64,${Uint8Array.from(file).toBase64()})}`,
    );
  }
  if (rules.length === 0) return svg;
  return svg.replace(/<svg[^>]*>/, (start) => `${start}<style>${rules.join("")}</style>`);
}

const entities: { readonly [entity: string]: string } = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
};

/** The letters that occur in a drawing's texts, in order, by weight. */
function lettersOf(svg: string): Record<keyof Faces, string> {
  const found = { normal: new Set<string>(), bold: new Set<string>() };
  for (const [, attributes, content] of svg.matchAll(/<text\b([^>]*)>(.*?)<\/text>/gs)) {
    const text = content.replaceAll(/<[^>]*>/g, "").replaceAll(/&\w+;/g, (e) => entities[e] ?? e);
    const letters = found[/font-weight="bold"/.test(attributes) ? "bold" : "normal"];
    for (const letter of text) letters.add(letter);
  }
  const sorted = (letters: Set<string>) => [...letters].sort().join("");
  return { normal: sorted(found.normal), bold: sorted(found.bold) };
}
