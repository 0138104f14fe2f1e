import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { parse, resetSVGDefIds, View, Warn } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { visible } from "../escapes/visible.ts";
import { font, loadFaces, withFonts } from "./fonts.ts";

/**
 * Renders a figure as SVG.
 *
 * @param spec The figure in Vega-Lite, with its data inside.
 * @returns The SVG document with its font inside; the same for the same figure.
 */
export async function renderSvg(spec: TopLevelSpec): Promise<string> {
  const config = { font, ...spec.config };
  const { spec: compiled } = compile({ ...spec, config });
  const view = new View(parse(compiled), { renderer: "none", logLevel: Warn });
  try {
    await view.runAsync();
    // Vega numbers clips and gradients over the whole process.
    resetSVGDefIds();
    return await withFonts(visible((await view.toSVG()).replaceAll("\r", " ")));
  } finally {
    view.finalize();
  }
}

/**
 * Renders a drawing as PNG, on white.
 *
 * @param svg The SVG document, whose texts are in {@linkcode font}.
 * @param scale The pixels for each unit of the drawing; 2 unless given.
 * @returns The PNG file.
 */
export async function renderPng(svg: string, scale = 2): Promise<Uint8Array> {
  resources ??= loadResources();
  const drawing = new Resvg(svg, {
    background: "white",
    fitTo: { mode: "zoom", value: scale },
    font: { fontBuffers: await resources, defaultFontFamily: font },
  });
  try {
    const image = drawing.render();
    try {
      return image.asPng();
    } finally {
      image.free();
    }
  } finally {
    drawing.free();
  }
}

/** The fonts, after the initialisation of the renderer, which must happen once in a process. */
let resources: Promise<Uint8Array[]> | undefined;

async function loadResources(): Promise<Uint8Array[]> {
  const url = import.meta.resolve("@resvg/resvg-wasm/index_bg.wasm");
  const [wasm, { normal, bold }] = await Promise.all([Deno.readFile(new URL(url)), loadFaces()]);
  await initWasm(wasm);
  return [normal, bold];
}
