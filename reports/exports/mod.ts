// Written by `deno task gen`: edit the entries, not this file.
import csv from "./csv.ts";
import html from "./html.ts";
import json from "./json.ts";
import md from "./md.ts";
import parquet from "./parquet.ts";
import pdf from "./pdf.ts";
import png from "./png.ts";
import svg from "./svg.ts";
import tex from "./tex.ts";
import type { Export } from "./export.ts";

/** All exports, by name. */
export const exports: { readonly [name: string]: Export } = {
  csv,
  html,
  json,
  md,
  parquet,
  pdf,
  png,
  svg,
  tex,
};
