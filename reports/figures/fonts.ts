// The import makes the package's files known to import.meta.resolve.
import "dejavu-fonts-ttf/package.json" with { type: "json" };
import { Buffer } from "node:buffer";
import subsetFont from "subset-font";

/** The font of all figures, which is embedded in the SVG and the PDF. */
export const font = "DejaVu Sans";

/** The font files of {@linkcode font} by weight. */
export interface Faces {
  readonly normal: Uint8Array;
  readonly bold: Uint8Array;
}

let loaded: Promise<Faces> | undefined;

/** Reads the font files, once in a process. */
export function loadFaces(): Promise<Faces> {
  loaded ??= Promise.all([
    import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"),
    import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"),
  ].map((url) => Deno.readFile(new URL(url)))).then(([normal, bold]) => ({ normal, bold }));
  return loaded;
}

/**
 * Embeds the font in a drawing, so that it looks the same without the font installed: the characters that occur, in
 * their weights.
 *
 * @param svg The SVG document of Vega.
 * @returns The document with `@font-face` rules; the document itself if it has no text.
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

/** Returns the characters in a drawing's texts, in order, by weight. */
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
